use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thalweg_log::Timestamp;
use utoipa::{PartialSchema, ToSchema};

/// A moment on the wire: RFC 3339, UTC, with milliseconds, such as `2026-11-20T09:30:00.125Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub Timestamp);

const DAY_MS: u64 = 86_400_000;
/// The last moment with a year of four digits.
const MAX_MS: u64 = 253_402_300_799_999;

impl Time {
    /// The text, 24 characters. Moments after the year 9999 are held at its end.
    pub fn to_rfc3339(self) -> String {
        let ms = self.0.as_millis().min(MAX_MS);
        let (days, rest) = (ms / DAY_MS, ms % DAY_MS);
        // Civil date from the count of days, by eras of 400 years that start in March
        // (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
        let (second, milli) = (rest / 1_000 % 60, rest % 1_000);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }

    /// Reads the form that [`Time::to_rfc3339`] writes, and no other.
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        let shape = b"dddd-dd-ddTdd:dd:dd.dddZ";
        let fits = |(have, want): (&u8, &u8)| match want {
            b'd' => have.is_ascii_digit(),
            _ => have == want,
        };
        if b.len() != shape.len() || !b.iter().zip(shape).all(fits) {
            return None;
        }
        let number = |from: usize, to: usize| {
            b[from..to]
                .iter()
                .fold(0_u64, |sum, d| sum * 10 + u64::from(d - b'0'))
        };
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
        if !(1970..).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        let y = if month <= 2 { year - 1 } else { year };
        let march_month = if month > 2 { month - 3 } else { month + 9 };
        let (era, year_of_era) = (y / 400, y % 400);
        let day_of_year = (153 * march_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = (era * 146_097 + day_of_era).checked_sub(719_468)?;
        let seconds = hour * 3_600 + minute * 60 + second;
        let time = Self(Timestamp::from_millis(
            days * DAY_MS + seconds * 1_000 + number(20, 23),
        ));
        // A date that does not exist, such as 30 February, comes out as another one.
        (time.to_rfc3339() == text).then_some(time)
    }
}

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a time in UTC with milliseconds"))
    }
}

impl PartialSchema for Time {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::DateTime,
            )))
            .into()
    }
}

impl ToSchema for Time {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn time_roundtrips(ms in 0..=MAX_MS) {
            let time = Time(Timestamp::from_millis(ms));
            prop_assert_eq!(Time::parse(&time.to_rfc3339()), Some(time));
        }
    }

    #[test]
    fn known_moments_have_known_texts() {
        let text = |ms| Time(Timestamp::from_millis(ms)).to_rfc3339();
        assert_eq!(text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(text(1_795_167_000_125), "2026-11-20T09:30:00.125Z");
        assert_eq!(text(u64::MAX), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "2026-02-30T00:00:00.000Z",
            "2026-01-01T24:00:00.000Z",
            "2026-01-01",
            "",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
}
