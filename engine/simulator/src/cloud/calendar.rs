//! A date's parts, in UTC, and dates written as text.

use super::failures::bad_command;
use sparrow_platform::Failure;

const DAY_MS: f64 = 86_400_000.0;

/// The parts of a moment.
pub(super) struct Calendar {
    year: i64,
    month: i64,
    day: i64,
    /// Days since 1970.
    days: i64,
    /// Milliseconds of the day.
    ms: i64,
}

impl Calendar {
    /// Of milliseconds since 1970; moments that JavaScript has no date for are held at its limits.
    pub(super) fn of(unix_ms: f64) -> Calendar {
        let unix_ms = unix_ms.clamp(-8.64e15, 8.64e15);
        let days = (unix_ms / DAY_MS).floor();
        let ms = (unix_ms - days * DAY_MS) as i64;
        let days = days as i64;
        // Days of the Gregorian calendar, counted from 1 March of year 0 in eras of 400 years.
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Calendar { year, month, day: of_year - (153 * shifted + 2) / 5 + 1, days, ms }
    }

    fn day_of_year(&self) -> i64 {
        let leap = i64::from(self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0));
        const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let before = BEFORE[(self.month - 1).clamp(0, 11) as usize];
        before + self.day + if self.month > 2 { leap } else { 0 }
    }

    /// A part by the name of its operator. Sunday is 1.
    pub(super) fn part(&self, name: &str) -> f64 {
        (match name {
            "year" => self.year,
            "month" => self.month,
            "dayOfMonth" => self.day,
            "dayOfYear" => self.day_of_year(),
            "dayOfWeek" => (self.days + 4).rem_euclid(7) + 1,
            "hour" => self.ms / 3_600_000,
            "minute" => self.ms / 60_000 % 60,
            "second" => self.ms / 1000 % 60,
            _ => self.ms % 1000,
        }) as f64
    }

    /// The moment by a format of `dateToString`.
    pub(super) fn format(&self, format: &str) -> Result<String, Failure> {
        let mut out = String::new();
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let (name, width) = match chars.next() {
                Some('Y') => ("year", 4),
                Some('m') => ("month", 2),
                Some('d') => ("dayOfMonth", 2),
                Some('H') => ("hour", 2),
                Some('M') => ("minute", 2),
                Some('S') => ("second", 2),
                Some('L') => ("millisecond", 3),
                Some('j') => ("dayOfYear", 3),
                Some('w') => ("dayOfWeek", 1),
                Some('%') => {
                    out.push('%');
                    continue;
                }
                other => {
                    return Err(bad_command(format_args!("dateToString: {other:?} is no part of a format")));
                }
            };
            out.push_str(&format!("{:0width$}", self.part(name) as i64));
        }
        Ok(out)
    }
}

/// Milliseconds of `2024-01-31T08:00:00.000Z`; a text without a time is midnight, one without a zone is UTC.
pub(super) fn unix_ms(text: &str) -> Option<i64> {
    let number = |part: &str| {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        if digits { part.parse::<i64>().ok() } else { None }
    };
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let mut day = day.split('-').map(number);
    let (year, month, date) = (day.next()??, day.next()??, day.next()??);
    let mut time = time.strip_suffix('Z').unwrap_or(time).split([':', '.']).map(number);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next().unwrap_or(Some(0))?);
    let ms = time.next().unwrap_or(Some(0))?;
    let fits =
        (1..=12).contains(&month) && (1..=31).contains(&date) && hour < 24 && minute < 60 && second < 60;
    if !fits || ms > 999 || day.next().is_some() || time.next().is_some() {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + date - 1;
    let of_era = shifted_year.rem_euclid(400);
    let days =
        shifted_year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_parts() {
        // 2024-02-29T23:59:58.125Z, a Thursday.
        let leap = Calendar::of(1_709_251_198_125.0);
        assert_eq!(leap.format("%Y-%m-%d %H:%M:%S.%L %j %w %%").unwrap(), "2024-02-29 23:59:58.125 060 5 %");
        assert_eq!(Calendar::of(-1.0).format("%Y-%m-%dT%H").unwrap(), "1969-12-31T23");
        assert_eq!(Calendar::of(1_735_603_200_000.0).part("dayOfYear"), 366.0);
        assert!(Calendar::of(0.0).format("%q").is_err() && Calendar::of(0.0).format("%").is_err());
        let _ = (Calendar::of(f64::NAN).part("year"), Calendar::of(f64::INFINITY).part("year"));
    }

    #[test]
    fn texts_are_moments() {
        assert_eq!(unix_ms("2024-02-29T23:59:58.125Z"), Some(1_709_251_198_125));
        assert_eq!(unix_ms("1970-01-01"), Some(0));
        assert_eq!(unix_ms("1969-12-31 23:59"), Some(-60_000));
        for bad in [
            "",
            "2024",
            "2024-13-01",
            "2024-01-01T25:00:00Z",
            "2024-01-01T00:00:00+08:00",
            "x-y-z",
            "2024-01-01T",
        ] {
            assert_eq!(unix_ms(bad), None, "{bad}");
        }
    }
}
