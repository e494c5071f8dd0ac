use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The longest wait that is passed on: whoever says more means "not today".
const LONGEST_MS: u64 = 24 * 60 * 60 * 1000;

/// How long an answer says to wait, in milliseconds: `retry-after-ms`, else `retry-after` in
/// seconds or as a date, which is compared with the answer's own date.
pub(crate) fn retry_after_ms(headers: &HeaderMap) -> Option<u32> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str| {
        text.parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && *n >= 0.0)
    };
    let ms = match text("retry-after-ms").and_then(number) {
        Some(ms) => ms,
        None => {
            let after = text(RETRY_AFTER.as_str())?;
            match number(after) {
                Some(seconds) => seconds * 1000.0,
                None => {
                    let until = httpdate::parse_http_date(after).ok()?;
                    let now = httpdate::parse_http_date(text(DATE.as_str())?).ok()?;
                    // A moment that has passed is no wait at all.
                    until.duration_since(now).unwrap_or_default().as_secs_f64() * 1000.0
                }
            }
        }
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is not negative, and a cast of a float saturates"
    )]
    let ms = (ms.ceil() as u64).min(LONGEST_MS);
    u32::try_from(ms).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(headers: &[(&'static str, &'static str)]) -> Option<u32> {
        let headers = headers.iter().map(|(name, value)| {
            let name = name.parse().expect("a name");
            (name, value.parse().expect("a value"))
        });
        retry_after_ms(&headers.collect())
    }

    #[test]
    fn each_form_is_read() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let later = ("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT");
        let earlier = ("retry-after", "Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[("retry-after", "7")]), Some(7000));
        assert_eq!(said(&[("retry-after", "0.5")]), Some(500));
        assert_eq!(
            said(&[("retry-after", "7"), ("retry-after-ms", "1500")]),
            Some(1500)
        );
        assert_eq!(said(&[date, later]), Some(3000));
        assert_eq!(said(&[date, earlier]), Some(0));
        assert_eq!(said(&[later]), None, "without a date of its own");
    }

    #[test]
    fn nonsense_is_no_wait() {
        for text in ["", "soon", "-1", "NaN", "inf"] {
            assert_eq!(said(&[("retry-after", text)]), None, "{text}");
        }
        assert_eq!(said(&[("retry-after", "1e300")]), Some(86_400_000));
    }
}
