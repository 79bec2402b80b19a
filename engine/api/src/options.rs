//! Options of an operation: from a [`Value`] to the operation's serde type.
//!
//! JavaScript has one kind of number, so a whole number fits a float field and the other way round; a `null` (which is what
//! `undefined` becomes) is an absent field.

use ciborium::Value;
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, Error as _, IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

/// Reads typed options; the error says which field is wrong.
pub(crate) fn parse<O: DeserializeOwned>(value: Value) -> Result<O, Error> {
    O::deserialize(Options(if value.is_null() { Value::Map(Vec::new()) } else { value }))
}

struct Options(Value);

impl<'de> IntoDeserializer<'de, Error> for Options {
    type Deserializer = Options;
    fn into_deserializer(self) -> Options {
        self
    }
}

impl<'de> Deserializer<'de> for Options {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(b),
            Value::Integer(i) => match i64::try_from(i) {
                Ok(n) => visitor.visit_i64(n),
                Err(_) => visitor.visit_f64(i128::from(i) as f64),
            },
            Value::Float(f) => visitor.visit_f64(f),
            Value::Text(s) => visitor.visit_string(s),
            Value::Bytes(b) => visitor.visit_byte_buf(b),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Options))),
            Value::Map(entries) => {
                let present = entries.into_iter().filter(|(_, value)| !value.is_null());
                let pairs = present.map(|(key, value)| (key.into_text().unwrap_or_default(), Options(value)));
                visitor.visit_map(MapDeserializer::new(pairs))
            }
            _ => Err(Error::custom("a value that cannot be read")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Text(variant) => visitor.visit_enum(variant.into_deserializer()),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Example {
        volume: f64,
        item_count: Option<u32>,
        data: Option<serde_bytes::ByteBuf>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(tag = "type", content = "value", rename_all = "lowercase")]
    enum Tagged {
        Null,
        Number(f64),
    }

    #[test]
    fn tagged_values_are_read() {
        let number = map(&[("type", Value::Text("number".to_owned())), ("value", Value::Integer(3.into()))]);
        assert_eq!(parse::<Tagged>(number).unwrap(), Tagged::Number(3.0));
        assert_eq!(parse::<Tagged>(map(&[("type", Value::Text("null".to_owned()))])).unwrap(), Tagged::Null);
    }

    fn map(entries: &[(&str, Value)]) -> Value {
        Value::Map(entries.iter().map(|(k, v)| (Value::Text((*k).to_owned()), v.clone())).collect())
    }

    #[test]
    fn a_whole_number_is_a_float_too() {
        let value = map(&[("volume", Value::Integer(1.into())), ("itemCount", Value::Null)]);
        assert_eq!(parse::<Example>(value).unwrap(), Example { volume: 1.0, item_count: None, data: None });
    }

    #[test]
    fn bytes_arrive_and_mistakes_are_named() {
        let value = map(&[("volume", Value::Float(0.5)), ("data", Value::Bytes(vec![1, 2]))]);
        assert_eq!(parse::<Example>(value).unwrap().data.unwrap().as_ref(), [1, 2]);
        let error = parse::<Example>(map(&[("volume", Value::Text("loud".to_owned()))])).unwrap_err();
        assert!(error.to_string().contains("\"loud\""), "{error}");
        assert!(parse::<Example>(Value::Null).unwrap_err().to_string().contains("volume"));
    }
}
