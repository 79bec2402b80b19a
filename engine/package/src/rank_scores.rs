//! The player's scores in rank lists (`RankManager`): the best of a day, a week, a month and of all time, and the latest.

use crate::{CloudStorage, CloudStorageError};

/// A score and when it was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankScore {
    /// The score.
    pub score: f64,
    /// Seconds since 1970.
    pub timestamp: u64,
}

/// Which score is asked for, numbered as the platform does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RankPeriod {
    Day = 1,
    Week = 2,
    Month = 3,
    Ever = 4,
    Latest = 5,
}

impl RankPeriod {
    const ALL: [RankPeriod; 5] =
        [RankPeriod::Day, RankPeriod::Week, RankPeriod::Month, RankPeriod::Ever, RankPeriod::Latest];

    /// By the platform's number.
    pub fn from_number(number: f64) -> Option<RankPeriod> {
        RankPeriod::ALL.into_iter().find(|period| f64::from(*period as u8) == number)
    }

    /// Whether two moments (seconds since 1970, in the platform's time zone, UTC+8) lie in the same period.
    fn holds(self, one: u64, other: u64) -> bool {
        let days = |seconds: u64| (seconds + 8 * 3600) / 86_400;
        let (one, other) = (days(one), days(other));
        match self {
            RankPeriod::Day => one == other,
            // Day 0 was a Thursday; weeks begin on Monday.
            RankPeriod::Week => (one + 3) / 7 == (other + 3) / 7,
            RankPeriod::Month => month(one) == month(other),
            RankPeriod::Ever | RankPeriod::Latest => true,
        }
    }
}

/// Year and month of a day since 1970, in the Gregorian calendar: days are counted from 1 March of year 0, so that the leap
/// day is the last of its year.
fn month(day: u64) -> (u64, u64) {
    let day = day + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    (era * 400 + year, (5 * of_year + 2) / 153)
}

impl CloudStorage {
    /// `RankManager.update`: `key` names the way of playing and, where there is one, the level.
    pub fn update_score(&mut self, key: &str, score: RankScore) -> Result<(), CloudStorageError> {
        let mut kept = self.scores(key)?;
        for (period, slot) in RankPeriod::ALL.into_iter().zip(&mut kept) {
            let stays = slot.is_some_and(|old| {
                period != RankPeriod::Latest
                    && old.score >= score.score
                    && period.holds(old.timestamp, score.timestamp)
            });
            if !stays {
                *slot = Some(score);
            }
        }
        let text =
            |slot: &Option<RankScore>| slot.map_or(String::new(), |s| format!("{} {}", s.score, s.timestamp));
        let text: Vec<String> = kept.iter().map(text).collect();
        Ok(self.social_mut().set_record(&format!("score/{key}"), &text.join(";"))?)
    }

    /// `RankManager.getScore` at the moment `now` (seconds since 1970).
    pub fn score(
        &mut self,
        key: &str,
        period: RankPeriod,
        now: u64,
    ) -> Result<Option<RankScore>, CloudStorageError> {
        let kept = self.scores(key)?[period as usize - 1];
        Ok(kept.filter(|score| period.holds(score.timestamp, now)))
    }

    fn scores(&mut self, key: &str) -> Result<[Option<RankScore>; 5], CloudStorageError> {
        let text = self.social_mut().record(&format!("score/{key}"))?.unwrap_or_default();
        let mut scores = [None; 5];
        for (slot, part) in scores.iter_mut().zip(text.split(';')) {
            *slot = part.split_once(' ').and_then(|(score, timestamp)| {
                Some(RankScore { score: score.parse().ok()?, timestamp: timestamp.parse().ok()? })
            });
        }
        Ok(scores)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::{LocalSocial, MemoryStore, SocialWorld};

    #[test]
    fn each_period_keeps_its_best() {
        let social = LocalSocial::new(SocialWorld::default(), Box::<MemoryStore>::default()).unwrap();
        let mut cloud = CloudStorage::new(Box::new(social));
        let monday = 1_767_542_400; // 2026-01-05 00:00 in UTC+8
        let mut set = |score, timestamp| cloud.update_score("k", RankScore { score, timestamp }).unwrap();
        set(50.0, monday - 3600); // Sunday
        set(30.0, monday + 60);
        set(20.0, monday + 120);
        let mut get = |period| cloud.score("k", period, monday + 200).unwrap().map(|s| s.score);
        let seen = RankPeriod::ALL.map(&mut get);
        assert_eq!(seen, [Some(30.0), Some(30.0), Some(50.0), Some(50.0), Some(20.0)]);
        assert_eq!(cloud.score("k", RankPeriod::Day, monday + 86_400).unwrap(), None);
        assert_eq!(cloud.score("other", RankPeriod::Ever, monday).unwrap(), None);
        assert_eq!(RankPeriod::from_number(6.0), None);
    }

    #[test]
    fn months_follow_the_calendar() {
        assert_eq!(month(0), month(30), "January 1970");
        assert_ne!(month(30), month(31));
        assert_eq!(month(31 + 28 + 31 + 30), month(31 + 28 + 31 + 30 + 30), "May 1970");
        assert_ne!(month(19_781), month(19_783), "28 February and 1 March 2024");
    }
}
