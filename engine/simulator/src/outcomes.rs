//! How something ends: always the same way, or each time the next of a list.

use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer, SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// `"completed"`, or `["no_fill", "completed"]`: the last of the list stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes<T> {
    list: Vec<T>,
    next: usize,
}

impl<T: Copy> Outcomes<T> {
    /// Always the same.
    pub fn always(outcome: T) -> Outcomes<T> {
        Outcomes { list: vec![outcome], next: 0 }
    }

    /// How it ends this time.
    pub fn take(&mut self) -> T {
        let outcome = self.list[self.next];
        self.next = (self.next + 1).min(self.list.len() - 1);
        outcome
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Outcomes<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
            type Value = Outcomes<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an outcome or a list of outcomes")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Outcomes { list: vec![T::deserialize(text.into_deserializer())?], next: 0 })
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Outcomes { list: vec![T::deserialize(number.into_deserializer())?], next: 0 })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    list.push(item);
                }
                if list.is_empty() {
                    return Err(A::Error::custom("the list of outcomes is empty"));
                }
                Ok(Outcomes { list, next: 0 })
            }
        }

        deserializer.deserialize_any(OneOrMany(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_outcome_stays() {
        #[derive(Deserialize)]
        struct File {
            ends: Outcomes<i64>,
        }
        let mut file: File = toml::from_str("ends = [1, 2]").unwrap();
        assert_eq!([file.ends.take(), file.ends.take(), file.ends.take()], [1, 2, 2]);
        let mut file: File = toml::from_str("ends = 7").unwrap();
        assert_eq!(file.ends.take(), 7);
        assert!(toml::from_str::<File>("ends = []").is_err());
    }
}
