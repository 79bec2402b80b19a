//! Who plays: the player, friends and groups, and the values that the platform's cloud keeps for each of them.
//!
//! [`SocialWorld`] says who there is, [`Social`] adds what is stored. [`LocalSocial`] keeps it in a [`Store`]: in memory, or on
//! disk, where every player of one machine (`--user NAME`) is a friend of the others. Key and size rules are checked above
//! (`package`). Absent on purpose: servers, accounts, pictures other than bytes.

use crate::{Store, StoreError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a user looks like in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Avatar {
    /// A picture made from the open id.
    #[default]
    Generated,
    /// The bytes of an image file.
    Image(#[serde(with = "image_bytes")] Arc<[u8]>),
    /// What the game is told as `avatarUrl`: an address or a file of the package, loaded as every image.
    Url(String),
}

/// Bytes behind an `Arc`, as bytes.
mod image_bytes {
    use serde::{Deserializer, Serializer};
    use std::sync::Arc;

    pub(super) fn serialize<S: Serializer>(bytes: &Arc<[u8]>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[u8]>, D::Error> {
        serde_bytes::deserialize::<Vec<u8>, D>(from).map(Arc::from)
    }
}

/// A user of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialUser {
    /// Names the user in this game.
    pub open_id: String,
    /// Name for people.
    pub nickname: String,
    /// The picture.
    pub avatar: Avatar,
    /// 0 unknown, 1 male, 2 female, as the platform counts.
    pub gender: u8,
    /// BCP 47 tag with an underscore.
    pub language: String,
    /// Place of living.
    pub city: String,
    /// Place of living.
    pub province: String,
    /// Place of living.
    pub country: String,
}

impl SocialUser {
    /// A user whose open id follows from the name.
    pub fn named(nickname: &str) -> SocialUser {
        SocialUser {
            open_id: format!("o{:016x}", hash(nickname)),
            nickname: nickname.to_owned(),
            language: "zh_CN".to_owned(),
            ..SocialUser::default()
        }
    }

    /// `avatarUrl`. Only [`SocialWorld`] answers for it: nothing is loaded from there.
    pub fn avatar_url(&self) -> String {
        if let Avatar::Url(url) = &self.avatar {
            return url.clone();
        }
        format!("{AVATAR_HOST}{}/132", self.open_id)
    }
}

/// Where avatars seem to come from; the name can belong to nobody (RFC 2606).
pub const AVATAR_HOST: &str = "https://avatar.sparrow.invalid/";

/// A chat group that the game was shared to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialGroup {
    /// Names the group in this game.
    pub open_gid: String,
    /// Name for people.
    pub name: String,
    /// What `getGroupCloudStorage` is asked with.
    pub share_ticket: String,
    /// Open ids of the members among the player and the friends.
    pub members: Vec<String>,
}

/// Who there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialWorld {
    /// The player.
    pub me: SocialUser,
    /// Friends that play the game.
    pub friends: Vec<SocialUser>,
    /// Friends that could be asked to.
    pub potential_friends: Vec<SocialUser>,
    /// Groups.
    pub groups: Vec<SocialGroup>,
    /// True when friends without stored values get made-up ones, so that rank lists show something.
    pub imitate_values: bool,
}

/// Names of the generated friends.
const FRIENDS: [&str; 8] = ["小麻雀", "阿杰", "Lin", "西瓜", "Momo", "晴天", "老王", "Echo"];
/// Names of those who do not play yet.
const POTENTIAL_FRIENDS: [&str; 3] = ["豆豆", "Kiki", "大海"];

impl Default for SocialWorld {
    /// A player with eight generated friends and one group of four.
    fn default() -> SocialWorld {
        SocialWorld::of("玩家")
    }
}

impl SocialWorld {
    /// The world of the player with this name.
    pub fn of(name: &str) -> SocialWorld {
        SocialWorld::around(SocialUser::named(name))
    }

    /// A player among generated friends.
    pub fn around(me: SocialUser) -> SocialWorld {
        let others = |names: &[&str]| {
            names.iter().map(|n| SocialUser::named(n)).filter(|u| u.nickname != me.nickname).collect()
        };
        let friends: Vec<SocialUser> = others(&FRIENDS);
        let members = std::iter::once(&me).chain(friends.iter().take(3)).map(|u| u.open_id.clone()).collect();
        let group = SocialGroup {
            open_gid: "Gsparrow000000000001".to_owned(),
            name: "麻雀群".to_owned(),
            share_ticket: "sparrow-share-ticket-1".to_owned(),
            members,
        };
        SocialWorld {
            potential_friends: others(&POTENTIAL_FRIENDS),
            me,
            friends,
            groups: vec![group],
            imitate_values: true,
        }
    }

    /// The user with this open id.
    pub fn user(&self, open_id: &str) -> Option<&SocialUser> {
        let friends = self.friends.iter().chain(&self.potential_friends);
        std::iter::once(&self.me).chain(friends).find(|user| user.open_id == open_id)
    }

    /// Whose avatar an address means, whatever a game appends to it.
    pub fn user_of_avatar(&self, url: &str) -> Option<&SocialUser> {
        let rest = url.strip_prefix(AVATAR_HOST)?;
        self.user(rest.split(['/', '?', '#']).next()?)
    }
}

/// The world, and what is stored for its users.
pub trait Social: Send {
    /// Who there is.
    fn world(&self) -> &SocialWorld;
    /// The value that a user has under a key.
    fn value(&mut self, open_id: &str, key: &str) -> Result<Option<String>, StoreError>;
    /// Keys of a user, sorted.
    fn keys(&mut self, open_id: &str) -> Result<Vec<String>, StoreError>;
    /// Sets a value of a user; `None` removes it.
    fn set_value(&mut self, open_id: &str, key: &str, value: Option<&str>) -> Result<(), StoreError>;
    /// A value of the player's that is no part of the cloud storage: scores of rank lists.
    fn record(&mut self, name: &str) -> Result<Option<String>, StoreError>;
    /// Sets it.
    fn set_record(&mut self, name: &str, value: &str) -> Result<(), StoreError>;
    /// How often friends changed one of a user's interactive keys.
    fn interactions(&mut self, open_id: &str, key: &str) -> Result<u64, StoreError>;
    /// Adds to that.
    fn interact(&mut self, open_id: &str, key: &str, add: u64) -> Result<(), StoreError>;
}

/// A world whose values are in a [`Store`].
pub struct LocalSocial {
    world: SocialWorld,
    store: Box<dyn Store>,
    /// Friends whose values are made up where none is stored.
    generated: Vec<String>,
}

impl LocalSocial {
    /// Users that the store knows and the world does not are the machine's other players: they become friends.
    pub fn new(mut world: SocialWorld, mut store: Box<dyn Store>) -> Result<LocalSocial, StoreError> {
        let generated = world.friends.iter().map(|user| user.open_id.clone()).collect();
        let profile = format!("profile/{}", world.me.open_id);
        if store.get(&profile)?.as_deref() != Some(&world.me.nickname) {
            store.set(&profile, &world.me.nickname)?;
        }
        for (key, _) in store.entries()? {
            let Some(open_id) = key.strip_prefix("profile/") else { continue };
            if world.user(open_id).is_none() {
                let nickname = store.get(&key)?.unwrap_or_default();
                world
                    .friends
                    .push(SocialUser { open_id: open_id.to_owned(), ..SocialUser::named(&nickname) });
            }
        }
        Ok(LocalSocial { world, store, generated })
    }

    /// A made-up value for a friend: like the player's own, or a number where the key speaks of a score.
    fn imitation(&mut self, open_id: &str, key: &str) -> Result<Option<String>, StoreError> {
        let me = self.world.me.open_id.clone();
        let share = 0.35 + (hash(&format!("{open_id}/{key}")) % 1000) as f64 / 800.0;
        Ok(match self.store.get(&value_key(&me, key))? {
            Some(own) => imitate(&own, share),
            None if key.to_ascii_lowercase().contains("score") => Some(format!("{}", (share * 100.0) as i64)),
            None => None,
        })
    }
}

impl Social for LocalSocial {
    fn world(&self) -> &SocialWorld {
        &self.world
    }

    fn value(&mut self, open_id: &str, key: &str) -> Result<Option<String>, StoreError> {
        let found = self.store.get(&value_key(open_id, key))?;
        if found.is_none() && self.world.imitate_values && self.generated.iter().any(|id| id == open_id) {
            return self.imitation(open_id, key);
        }
        Ok(found)
    }

    fn keys(&mut self, open_id: &str) -> Result<Vec<String>, StoreError> {
        let prefix = value_key(open_id, "");
        let all = self.store.entries()?;
        Ok(all.into_iter().filter_map(|(key, _)| key.strip_prefix(&prefix).map(str::to_owned)).collect())
    }

    fn set_value(&mut self, open_id: &str, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.store.set(&value_key(open_id, key), value),
            None => self.store.remove(&value_key(open_id, key)),
        }
    }

    fn record(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.store.get(&format!("record/{}/{name}", self.world.me.open_id))
    }

    fn set_record(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.store.set(&format!("record/{}/{name}", self.world.me.open_id), value)
    }

    fn interactions(&mut self, open_id: &str, key: &str) -> Result<u64, StoreError> {
        let found = self.store.get(&format!("interactive/{open_id}/{key}"))?;
        Ok(found.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    fn interact(&mut self, open_id: &str, key: &str, add: u64) -> Result<(), StoreError> {
        let count = self.interactions(open_id, key)?.saturating_add(add);
        self.store.set(&format!("interactive/{open_id}/{key}"), &count.to_string())
    }
}

fn value_key(open_id: &str, key: &str) -> String {
    format!("value/{open_id}/{key}")
}

/// A number like `own`, or its text with another `"score"`; nothing where there is neither.
fn imitate(own: &str, share: f64) -> Option<String> {
    let scaled = |number: &str| -> Option<String> {
        let number: f64 = number.trim().parse().ok()?;
        let other = number.abs().max(10.0) * share;
        number.is_finite().then(|| if number.fract() == 0.0 { other.round() } else { other }.to_string())
    };
    if let Some(number) = scaled(own) {
        return Some(number);
    }
    let at = own.find("\"score\"")? + "\"score\"".len();
    let rest = own[at..].trim_start().strip_prefix(':')?.trim_start();
    let start = own.len() - rest.len();
    let quoted = usize::from(rest.starts_with('"'));
    let digits = rest[quoted..].find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))?;
    let (begin, end) = (start + quoted, start + quoted + digits);
    Some(format!("{}{}{}", &own[..begin], scaled(&own[begin..end])?, &own[end..]))
}

/// FNV-1a: open ids and made-up values are the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, byte| (h ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;

    fn local(name: &str, store: Box<dyn Store>) -> LocalSocial {
        LocalSocial::new(SocialWorld::of(name), store).unwrap()
    }

    #[test]
    fn players_of_one_machine_are_friends() {
        let mut first = local("ann", Box::<MemoryStore>::default());
        let ann = first.world().me.open_id.clone();
        first.set_value(&ann, "score", Some("12")).unwrap();
        let mut second = local("bob", first.store);
        let friend = second.world().user(&ann).unwrap();
        assert_eq!((friend.nickname.as_str(), second.world().friends.len()), ("ann", 9));
        assert_eq!(second.value(&ann, "score").unwrap().as_deref(), Some("12"));
        assert_eq!(second.value(&ann, "other").unwrap(), None, "real players have only what they stored");
        assert_eq!(second.keys(&ann).unwrap(), ["score"]);
        let bob = second.world().me.open_id.clone();
        second.interact(&bob, "1", 2).unwrap();
        assert_eq!(second.interactions(&bob, "1").unwrap(), 2);
    }

    #[test]
    fn generated_friends_imitate_the_player() {
        let mut social = local("ann", Box::<MemoryStore>::default());
        let (me, friend) = (social.world().me.open_id.clone(), social.world().friends[0].open_id.clone());
        assert!(social.value(&friend, "maxScore").unwrap().unwrap().parse::<i64>().is_ok());
        assert_eq!(social.value(&friend, "rankid").unwrap(), None);
        social.set_value(&me, "rankid", Some(r#"{"wxgame":{"score":100,"update_time":5}}"#)).unwrap();
        let value = social.value(&friend, "rankid").unwrap().unwrap();
        assert!(
            value.starts_with(r#"{"wxgame":{"score":"#) && value.ends_with(r#","update_time":5}}"#),
            "{value}"
        );
        assert_ne!(value, r#"{"wxgame":{"score":100,"update_time":5}}"#);
        assert_eq!(social.value(&friend, "rankid").unwrap().unwrap(), value, "it does not change by itself");
        social.set_value(&me, "name", Some("ann")).unwrap();
        assert_eq!(social.value(&friend, "name").unwrap(), None);
    }

    #[test]
    fn hostile_values_do_not_panic() {
        for own in [
            "\"score\"",
            "\"score\":",
            "\"score\":\"",
            "{\"score\":-",
            "\"score\":.}",
            "é\"score\":9é",
            "1e999",
            "NaN",
        ] {
            let _ = imitate(own, 0.5);
        }
        assert_eq!(imitate("40", 0.5).unwrap(), "20");
    }

    #[test]
    fn avatars_are_known_by_their_address() {
        let world = SocialWorld::default();
        let url = world.friends[2].avatar_url();
        assert_eq!(world.user_of_avatar(&format!("{url}?aaa=aa.jpg")), Some(&world.friends[2]));
        assert_eq!(world.user_of_avatar("https://avatar.sparrow.invalid/nobody/132"), None);
    }
}
