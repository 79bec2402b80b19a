//! `open-api/data`: the platform's cloud storage. Rules are `package`'s. What reads other users' values is registered for the
//! open data domain only.

use crate::{
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};
use sparrow_package::{CloudPair, CloudStorageError, CloudUser, RankPeriod, RankScore};
use sparrow_platform::{LogLevel, SocialUser};

/// For both domains.
pub(super) fn register(ops: &mut Operations) {
    ops.add("cloud.set", set);
    ops.add("cloud.remove", remove);
    ops.add("cloud.interactions", interactions);
}

/// For the main domain.
pub(super) fn register_main(ops: &mut Operations) {
    ops.add("rank.update", update_score);
    ops.add("rank.getScore", get_score);
}

/// For the open data domain.
pub(super) fn register_domain(ops: &mut Operations) {
    ops.add("cloud.own", own);
    ops.add("cloud.ownKeys", own_keys);
    ops.add("cloud.friends", friends);
    ops.add("cloud.group", group);
    ops.add("cloud.users", users);
    ops.add("cloud.friendUsers", friend_users);
    ops.add("cloud.potentialFriends", potential_friends);
    ops.add("cloud.interact", interact);
    ops.add("cloud.shareToFriend", share_to_friend);
    ops.add("cloud.groupInfo", group_info);
    ops.add("cloud.members", members);
}

impl From<CloudStorageError> for OpError {
    fn from(error: CloudStorageError) -> OpError {
        OpError::new(error.to_string())
    }
}

/// `KVData`.
#[derive(Deserialize, Serialize)]
struct Pair {
    key: String,
    value: String,
}

fn plain(pairs: Vec<CloudPair>) -> Vec<Pair> {
    pairs.into_iter().map(|CloudPair { key, value }| Pair { key, value }).collect()
}

#[derive(Deserialize)]
struct Pairs {
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<String>,
}

fn set(host: &Host, o: Pairs) -> OpResult<()> {
    let pairs: Vec<_> = o.pairs.into_iter().map(|Pair { key, value }| CloudPair { key, value }).collect();
    Ok(host.cloud.borrow_mut().set(&pairs)?)
}

fn remove(host: &Host, o: Keys) -> OpResult<()> {
    Ok(host.cloud.borrow_mut().remove(&o.keys)?)
}

fn interactions(host: &Host, o: Keys) -> OpResult<Vec<Pair>> {
    Ok(plain(host.cloud.borrow_mut().interactions(&o.keys)?))
}

fn own(host: &Host, o: Keys) -> OpResult<Vec<Pair>> {
    Ok(plain(host.cloud.borrow_mut().own(&o.keys)?))
}

fn own_keys(host: &Host, _: NoOptions) -> OpResult<Vec<String>> {
    Ok(host.cloud.borrow_mut().own_keys()?)
}

/// `UserGameData`. The documentation writes `nickname` and `openid`; games also read the other spellings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Player {
    avatar_url: String,
    nickname: String,
    #[serde(rename = "nickName")]
    nick_name: String,
    openid: String,
    #[serde(rename = "KVDataList")]
    pairs: Vec<Pair>,
}

impl From<CloudUser> for Player {
    fn from(player: CloudUser) -> Player {
        let CloudUser { user, pairs } = player;
        Player {
            avatar_url: user.avatar_url(),
            nick_name: user.nickname.clone(),
            nickname: user.nickname,
            openid: user.open_id,
            pairs: plain(pairs),
        }
    }
}

fn friends(host: &Host, o: Keys) -> OpResult<Vec<Player>> {
    let list = host.cloud.borrow_mut().friends(&o.keys)?;
    Ok(list.into_iter().map(Player::from).collect())
}

#[derive(Deserialize)]
struct GroupOptions {
    /// `shareTicket`, or `groupid`.
    group: String,
    keys: Vec<String>,
}

fn group(host: &Host, o: GroupOptions) -> OpResult<Vec<Player>> {
    let list = host.cloud.borrow_mut().group(&o.group, &o.keys)?;
    Ok(list.into_iter().map(Player::from).collect())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    avatar_url: String,
    nick_name: String,
    nickname: String,
    open_id: String,
    openid: String,
    gender: u8,
    language: String,
    city: String,
    province: String,
    country: String,
}

impl From<&SocialUser> for User {
    fn from(user: &SocialUser) -> User {
        User {
            avatar_url: user.avatar_url(),
            nick_name: user.nickname.clone(),
            nickname: user.nickname.clone(),
            open_id: user.open_id.clone(),
            openid: user.open_id.clone(),
            gender: user.gender,
            language: user.language.clone(),
            city: user.city.clone(),
            province: user.province.clone(),
            country: user.country.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenIds {
    open_ids: Vec<String>,
}

/// Users by open id, where `selfOpenId` is the player; unknown ones are left out.
fn users(host: &Host, o: OpenIds) -> OpResult<Vec<User>> {
    let cloud = host.cloud.borrow();
    let world = cloud.social().world();
    let find = |id: &String| if id == "selfOpenId" { Some(&world.me) } else { world.user(id) };
    Ok(o.open_ids.iter().filter_map(find).map(User::from).collect())
}

fn friend_users(host: &Host, _: NoOptions) -> OpResult<Vec<User>> {
    Ok(host.cloud.borrow().social().world().friends.iter().map(User::from).collect())
}

fn potential_friends(host: &Host, _: NoOptions) -> OpResult<Vec<User>> {
    Ok(host.cloud.borrow().social().world().potential_friends.iter().map(User::from).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Interaction {
    to_user: String,
    key: String,
    operation: String,
    op_num: f64,
}

fn interact(host: &Host, o: Interaction) -> OpResult<()> {
    Ok(host.cloud.borrow_mut().interact(&o.to_user, &o.key, &o.operation, o.op_num)?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShareOptions {
    open_id: String,
    title: String,
}

/// Nobody receives it here, so the message is shown to the developer.
fn share_to_friend(host: &Host, o: ShareOptions) -> OpResult<()> {
    let cloud = host.cloud.borrow();
    let friend = cloud.social().world().user(&o.open_id).ok_or(CloudStorageError::UnknownUser)?;
    host.say(LogLevel::Info, format!("shared with {}: {}", friend.nickname, o.title));
    Ok(())
}

#[derive(Deserialize)]
struct GroupId {
    #[serde(rename = "openGId")]
    open_gid: String,
}

#[derive(Serialize)]
struct GroupName {
    name: String,
}

fn group_info(host: &Host, o: GroupId) -> OpResult<GroupName> {
    let cloud = host.cloud.borrow();
    let found = cloud.social().world().groups.iter().find(|group| group.open_gid == o.open_gid);
    found.map(|group| GroupName { name: group.name.clone() }).ok_or_else(|| OpError::new("invalid openGId"))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    group_open_id: String,
    nick_name: String,
    avatar_url: String,
}

fn members(host: &Host, o: OpenIds) -> OpResult<Vec<Member>> {
    let cloud = host.cloud.borrow();
    let world = cloud.social().world();
    let found = o.open_ids.iter().filter_map(|id| world.user(id));
    let member = |user: &SocialUser| Member {
        group_open_id: user.open_id.clone(),
        nick_name: user.nickname.clone(),
        avatar_url: user.avatar_url(),
    };
    Ok(found.map(member).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScoreUpdate {
    score_key: String,
    sub_score_key: Option<u32>,
    score: f64,
}

/// What a score is kept under.
fn score_name(key: &str, sub_key: Option<u32>) -> String {
    sub_key.map_or_else(|| key.to_owned(), |sub| format!("{key}/{sub}"))
}

/// Seconds since 1970.
fn now(host: &Host) -> u64 {
    (host.clock.unix_ms() / 1000.0).max(0.0) as u64
}

fn update_score(host: &Host, o: ScoreUpdate) -> OpResult<()> {
    if o.score_key.is_empty() || !o.score.is_finite() {
        return Err(OpError::new(
            "parameter error: scoreKey should not be empty and score should be a number",
        ));
    }
    let score = RankScore { score: o.score, timestamp: now(host) };
    Ok(host.cloud.borrow_mut().update_score(&score_name(&o.score_key, o.sub_score_key), score)?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScoreQuery {
    score_key: String,
    sub_score_key: Option<u32>,
    period_type: f64,
}

#[derive(Serialize)]
struct Score {
    score: f64,
    timestamp: u64,
}

fn get_score(host: &Host, o: ScoreQuery) -> OpResult<Option<Score>> {
    let period = RankPeriod::from_number(o.period_type)
        .ok_or_else(|| OpError::new("parameter error: periodType should be 1 to 5"))?;
    let name = score_name(&o.score_key, o.sub_score_key);
    let found = host.cloud.borrow_mut().score(&name, period, now(host))?;
    Ok(found.map(|RankScore { score, timestamp }| Score { score, timestamp }))
}
