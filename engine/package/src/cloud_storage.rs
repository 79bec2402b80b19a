//! The rules of the platform's cloud storage (`wx.setUserCloudStorage` and its family) on top of a [`Social`] world.
//!
//! 128 pairs a user, 1 KB a pair. Only users with stored values count as players and appear in the lists.

use sparrow_platform::{Social, SocialUser, StoreError};

/// Pairs that a user may have.
const MAX_PAIRS: usize = 128;
/// Bytes of a key with its value.
const MAX_PAIR_BYTES: usize = 1024;
/// Keys of interactive values are "1" to "50".
const INTERACTIVE_KEYS: std::ops::RangeInclusive<u32> = 1..=50;

/// A value and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CloudPair {
    pub key: String,
    pub value: String,
}

/// A user with the values that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CloudUser {
    pub user: SocialUser,
    pub pairs: Vec<CloudPair>,
}

/// Why a call failed; `Display` is what follows `fail `.
#[derive(Debug, thiserror::Error)]
pub enum CloudStorageError {
    /// A key without letters.
    #[error("parameter error: a key should not be an empty string")]
    EmptyKey,
    /// A pair above 1 KB.
    #[error("KVData '{key}' takes {bytes} bytes, more than 1024")]
    PairTooLarge {
        /// Its key.
        key: String,
        /// Its size.
        bytes: usize,
    },
    /// More than 128 pairs.
    #[error("a user has at most 128 KVData")]
    TooManyPairs,
    /// No group has this ticket.
    #[error("invalid shareTicket")]
    UnknownGroup,
    /// Nobody has this open id.
    #[error("invalid openId")]
    UnknownUser,
    /// An interactive value is "1" to "50", and is added 1 to.
    #[error("parameter error: {0}")]
    Interactive(&'static str),
    /// The disk refuses, or what it holds is broken.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// The cloud storage of one game.
pub struct CloudStorage {
    social: Box<dyn Social>,
}

type Result<T> = std::result::Result<T, CloudStorageError>;

impl CloudStorage {
    /// Values of a world.
    pub fn new(social: Box<dyn Social>) -> CloudStorage {
        CloudStorage { social }
    }

    /// Who there is.
    pub fn social(&self) -> &dyn Social {
        self.social.as_ref()
    }

    pub(crate) fn social_mut(&mut self) -> &mut dyn Social {
        self.social.as_mut()
    }

    fn me(&self) -> String {
        self.social.world().me.open_id.clone()
    }

    /// `setUserCloudStorage`: all pairs or none.
    pub fn set(&mut self, pairs: &[CloudPair]) -> Result<()> {
        let me = self.me();
        let mut keys = self.social.keys(&me)?;
        for CloudPair { key, value } in pairs {
            if key.is_empty() {
                return Err(CloudStorageError::EmptyKey);
            }
            let bytes = key.len() + value.len();
            if bytes > MAX_PAIR_BYTES {
                return Err(CloudStorageError::PairTooLarge { key: key.clone(), bytes });
            }
            if !keys.contains(key) {
                keys.push(key.clone());
            }
            if keys.len() > MAX_PAIRS {
                return Err(CloudStorageError::TooManyPairs);
            }
        }
        for CloudPair { key, value } in pairs {
            self.social.set_value(&me, key, Some(value))?;
        }
        Ok(())
    }

    /// `removeUserCloudStorage`; absent keys are fine.
    pub fn remove(&mut self, keys: &[String]) -> Result<()> {
        let me = self.me();
        for key in keys {
            self.social.set_value(&me, key, None)?;
        }
        Ok(())
    }

    /// `getUserCloudStorage`.
    pub fn own(&mut self, keys: &[String]) -> Result<Vec<CloudPair>> {
        let me = self.me();
        self.pairs(&me, keys)
    }

    /// `getUserCloudStorageKeys`.
    pub fn own_keys(&mut self) -> Result<Vec<String>> {
        let me = self.me();
        Ok(self.social.keys(&me)?)
    }

    fn pairs(&mut self, open_id: &str, keys: &[String]) -> Result<Vec<CloudPair>> {
        let mut pairs: Vec<CloudPair> = Vec::new();
        for key in keys.iter().take(MAX_PAIRS) {
            if pairs.iter().any(|pair| pair.key == *key) {
                continue;
            }
            if let Some(value) = self.social.value(open_id, key)? {
                pairs.push(CloudPair { key: key.clone(), value });
            }
        }
        Ok(pairs)
    }

    fn players(&mut self, users: Vec<SocialUser>, keys: &[String]) -> Result<Vec<CloudUser>> {
        let mut players = Vec::new();
        for user in users {
            let pairs = self.pairs(&user.open_id, keys)?;
            if !pairs.is_empty() || !self.social.keys(&user.open_id)?.is_empty() {
                players.push(CloudUser { user, pairs });
            }
        }
        Ok(players)
    }

    /// `getFriendCloudStorage`: the player, too, once there is a value.
    pub fn friends(&mut self, keys: &[String]) -> Result<Vec<CloudUser>> {
        let world = self.social.world();
        let users = std::iter::once(&world.me).chain(&world.friends).cloned().collect();
        self.players(users, keys)
    }

    /// `getGroupCloudStorage`: `id` is a share ticket or the group's own id.
    pub fn group(&mut self, id: &str, keys: &[String]) -> Result<Vec<CloudUser>> {
        let world = self.social.world();
        let group = world.groups.iter().find(|group| group.share_ticket == id || group.open_gid == id);
        let group = group.ok_or(CloudStorageError::UnknownGroup)?;
        let users = group.members.iter().filter_map(|id| world.user(id)).cloned().collect();
        self.players(users, keys)
    }

    /// `getUserInteractiveStorage`.
    pub fn interactions(&mut self, keys: &[String]) -> Result<Vec<CloudPair>> {
        let me = self.me();
        let mut pairs = Vec::new();
        for key in keys.iter().take(MAX_PAIRS) {
            check_interactive_key(key)?;
            pairs
                .push(CloudPair { key: key.clone(), value: self.social.interactions(&me, key)?.to_string() });
        }
        Ok(pairs)
    }

    /// `modifyFriendInteractiveStorage`.
    pub fn interact(&mut self, to_user: &str, key: &str, operation: &str, op_num: f64) -> Result<()> {
        check_interactive_key(key)?;
        if operation != "add" {
            return Err(CloudStorageError::Interactive("operation should be add"));
        }
        if op_num != 1.0 {
            return Err(CloudStorageError::Interactive("opNum should be 1"));
        }
        if !self.social.world().friends.iter().any(|friend| friend.open_id == to_user) {
            return Err(CloudStorageError::UnknownUser);
        }
        Ok(self.social.interact(to_user, key, 1)?)
    }
}

fn check_interactive_key(key: &str) -> Result<()> {
    match key.parse::<u32>() {
        Ok(number) if INTERACTIVE_KEYS.contains(&number) => Ok(()),
        _ => Err(CloudStorageError::Interactive("key should be '1' to '50'")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::{LocalSocial, MemoryStore, SocialWorld};

    fn cloud() -> CloudStorage {
        let social = LocalSocial::new(SocialWorld::default(), Box::<MemoryStore>::default()).unwrap();
        CloudStorage::new(Box::new(social))
    }

    fn pair(key: &str, value: &str) -> CloudPair {
        CloudPair { key: key.to_owned(), value: value.to_owned() }
    }

    fn names(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn pairs_have_limits_and_are_set_together() {
        let mut cloud = cloud();
        cloud.set(&[pair("a", &"x".repeat(1023))]).unwrap();
        let error = cloud.set(&[pair("b", "1"), pair("c", &"x".repeat(1024))]).unwrap_err();
        assert_eq!(error.to_string(), "KVData 'c' takes 1025 bytes, more than 1024");
        assert_eq!(cloud.own_keys().unwrap(), ["a"]);
        let many: Vec<_> = (0..128).map(|n| pair(&format!("k{n}"), "1")).collect();
        assert!(matches!(cloud.set(&many), Err(CloudStorageError::TooManyPairs)));
        cloud.set(&many[..127]).unwrap();
        cloud.set(&[pair("a", "again")]).unwrap();
        assert!(matches!(cloud.set(&[pair("", "")]), Err(CloudStorageError::EmptyKey)));
        cloud.remove(&names(&["a", "none"])).unwrap();
        assert_eq!(cloud.own(&names(&["a", "k3", "k3"])).unwrap(), [pair("k3", "1")]);
    }

    #[test]
    fn lists_hold_players_only() {
        let mut cloud = cloud();
        assert!(cloud.friends(&names(&["level"])).unwrap().is_empty());
        cloud.set(&[pair("level", "7")]).unwrap();
        let list = cloud.friends(&names(&["level"])).unwrap();
        assert_eq!((list.len(), list[0].pairs.clone()), (9, vec![pair("level", "7")]));
        let ticket = cloud.social().world().groups[0].share_ticket.clone();
        assert_eq!(cloud.group(&ticket, &names(&["level"])).unwrap().len(), 4);
        assert!(matches!(cloud.group("?", &[]), Err(CloudStorageError::UnknownGroup)));
    }

    #[test]
    fn interactions_add_one_to_a_friend() {
        let mut cloud = cloud();
        let friend = cloud.social().world().friends[0].open_id.clone();
        cloud.interact(&friend, "1", "add", 1.0).unwrap();
        for (user, key, operation, number) in [
            (friend.as_str(), "0", "add", 1.0),
            (&friend, "1", "sub", 1.0),
            (&friend, "1", "add", 2.0),
            ("?", "1", "add", 1.0),
        ] {
            assert!(cloud.interact(user, key, operation, number).is_err());
        }
        assert_eq!(cloud.interactions(&names(&["1"])).unwrap(), [pair("1", "0")]);
    }
}
