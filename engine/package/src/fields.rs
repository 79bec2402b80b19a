//! Typed fields out of a JSON tree: wrong types become errors that say file, place, field, what was
//! expected and what was found; fields that nobody knows become warnings.

use crate::{
    PackageError, SourceError, Warning,
    json::{Kind, Member, Value},
};

/// The file that the fields come from, and the warnings found so far.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    pub(crate) warnings: Vec<Warning>,
}

impl Reader<'_> {
    fn error(&self, at: usize, message: String) -> PackageError {
        PackageError::Config(Box::new(SourceError::at(self.file, self.text, at, message)))
    }

    /// The error for a value of the wrong type in `field`.
    pub(crate) fn wrong(&self, field: &str, expected: &str, value: &Value) -> PackageError {
        self.error(value.at, format!("{field} must be {expected}, found {}", value.describe()))
    }

    /// An error about a value of the right type.
    pub(crate) fn bad(&self, field: &str, value: &Value, reason: &str) -> PackageError {
        self.error(value.at, format!("{field}: {reason}"))
    }

    pub(crate) fn warn(&mut self, at: usize, message: String) {
        self.warnings.push(Warning(SourceError::at(self.file, self.text, at, message)));
    }

    pub(crate) fn object<'v>(&self, field: &str, value: &'v Value) -> Result<&'v [Member], PackageError> {
        match &value.kind {
            Kind::Object(members) => Ok(members),
            _ => Err(self.wrong(field, "an object", value)),
        }
    }

    pub(crate) fn array<'v>(
        &self,
        field: &str,
        of: &str,
        value: &'v Value,
    ) -> Result<&'v [Value], PackageError> {
        match &value.kind {
            Kind::Array(items) => Ok(items),
            _ => Err(self.wrong(field, &format!("an array of {of}"), value)),
        }
    }

    pub(crate) fn string(&self, field: &str, value: &Value) -> Result<String, PackageError> {
        match &value.kind {
            Kind::String(text) => Ok(text.clone()),
            _ => Err(self.wrong(field, "a string", value)),
        }
    }

    pub(crate) fn strings(&self, field: &str, value: &Value) -> Result<Vec<String>, PackageError> {
        let items = self.array(field, "strings", value)?;
        items.iter().enumerate().map(|(i, item)| self.string(&format!("{field}[{i}]"), item)).collect()
    }

    pub(crate) fn bool(&self, field: &str, value: &Value) -> Result<bool, PackageError> {
        match value.kind {
            Kind::Bool(b) => Ok(b),
            // Laya's exporter writes "showStatusBar": "false", and the platform takes it.
            Kind::String(ref text) if text == "true" || text == "false" => Ok(text == "true"),
            _ => Err(self.wrong(field, "true or false", value)),
        }
    }

    /// A whole number of ms that is not negative.
    pub(crate) fn milliseconds(&self, field: &str, value: &Value) -> Result<f64, PackageError> {
        match value.kind {
            Kind::Number(n) if n >= 0.0 && n.is_finite() => Ok(n),
            _ => Err(self.wrong(field, "a number of milliseconds", value)),
        }
    }

    pub(crate) fn number(&self, field: &str, value: &Value) -> Result<f64, PackageError> {
        match value.kind {
            Kind::Number(n) => Ok(n),
            _ => Err(self.wrong(field, "a number", value)),
        }
    }

    /// One of `known`; an unknown text is a warning and `None`, as the platform goes on with its default.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        field: &str,
        known: &[(&str, T)],
        value: &Value,
    ) -> Result<Option<T>, PackageError> {
        let text = self.string(field, value)?;
        let found = known.iter().find(|(name, _)| *name == text).map(|&(_, variant)| variant);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|&(name, _)| name).collect();
            self.warn(
                value.at,
                format!("{field}: {text:?} is not one of {}; the default is used", names.join(", ")),
            );
        }
        Ok(found)
    }

    /// The warning for a field that nobody knows, with the name that may have been meant.
    pub(crate) fn unknown(&mut self, owner: &str, member: &Member, known: &[&str]) {
        let near = known.iter().find(|name| is_near(name, &member.key));
        let hint = near.map_or(String::new(), |name| format!("; did you mean {name}?"));
        let of = if owner.is_empty() { String::new() } else { format!(" in {owner}") };
        self.warn(member.key_at, format!("unknown field {:?}{of} is ignored{hint}", member.key));
    }
}

/// True when two names differ in case only or by one letter.
fn is_near(a: &str, b: &str) -> bool {
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 || short.len() < 3 {
        return false;
    }
    let same = long.iter().zip(short).take_while(|(x, y)| x == y).count();
    let tail = |skip: usize| long.get(same + 1..) == short.get(same + skip..);
    tail(usize::from(long.len() == short.len()))
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn near_names_are_found() {
        for (a, b, near) in [
            ("subpackages", "subPackages", true),
            ("workers", "worker", true),
            ("plugins", "plugin", true),
            ("resizable", "resizeble", true),
            ("permission", "plugins", false),
            ("workers", "", false),
        ] {
            assert_eq!(is_near(a, b), near, "{a} {b}");
        }
    }
}
