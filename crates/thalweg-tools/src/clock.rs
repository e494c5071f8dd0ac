use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::{self, TimeZone};
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::{ToolAnnotations, ToolPermission};

use crate::builtin::schema;

/// The time, in any time zone.
#[derive(Debug)]
pub struct Clock(InputSchema);

impl Default for Clock {
    fn default() -> Self {
        Self(schema(json!({
            "type": "object",
            "properties": {
                "timeZone": {
                    "type": "string",
                    "title": "Time zone",
                    "description": "A name such as `Europe/Berlin`, or a city such as `Tokyo`; UTC if absent",
                    "minLength": 1,
                    "maxLength": 64,
                },
            },
            "additionalProperties": false,
        })))
    }
}

#[async_trait]
impl Tool for Clock {
    fn name(&self) -> &'static str {
        "clock"
    }

    fn title(&self) -> &'static str {
        "Clock"
    }

    fn description(&self) -> &'static str {
        "Tells the date and the time now, in a time zone or a city."
    }

    fn input(&self) -> &InputSchema {
        &self.0
    }

    fn annotations(&self) -> ToolAnnotations {
        ToolAnnotations {
            read_only_hint: Some(true),
            open_world_hint: Some(false),
            ..ToolAnnotations::default()
        }
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Allow
    }

    async fn run(
        &self,
        context: ToolContext,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let name = args.get("timeZone").and_then(Value::as_str);
        tell(context.now_ms(), name.unwrap_or("UTC"))
    }
}

fn tell(now_ms: u64, name: &str) -> Result<Value, ToolError> {
    let zone = zone(name)?;
    let now = i64::try_from(now_ms).ok();
    let now = now.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let now = now.ok_or_else(|| ToolError::new("the server's clock is beyond all calendars"))?;
    let local = now.to_zoned(zone.clone());
    Ok(json!({
        "timeZone": zone.iana_name().unwrap_or("UTC"),
        "time": local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "weekday": local.strftime("%A").to_string(),
        "abbreviation": local.strftime("%Z").to_string(),
    }))
}

/// The zone of that name, or the one whose city has it, whatever the case.
fn zone(name: &str) -> Result<TimeZone, ToolError> {
    let name = name.trim().replace(' ', "_");
    if let Ok(zone) = TimeZone::get(&name) {
        return Ok(zone);
    }
    let is_city = |full: &str| {
        let city = full.rsplit_once('/').map(|(_, city)| city);
        city.is_some_and(|city| city.eq_ignore_ascii_case(&name))
    };
    let full = tz::db().available().find(|full| is_city(full.as_str()));
    let zone = full.and_then(|full| TimeZone::get(full.as_str()).ok());
    zone.ok_or_else(|| {
        let words = format!(
            "there is no time zone `{name}`; give a name such as `Europe/Berlin`, or a large city"
        );
        ToolError(words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21 09:14:05 UTC.
    const NOW: u64 = 1_795_252_445_000;

    #[test]
    fn a_time_is_told_in_a_zone_or_a_city() {
        let told = |name| tell(NOW, name).expect("a zone");
        assert_eq!(told("UTC")["time"], "2026-11-21T09:14:05+00:00");
        let tokyo = told("tokyo");
        assert_eq!(tokyo["time"], "2026-11-21T18:14:05+09:00");
        assert_eq!(tokyo["timeZone"], "Asia/Tokyo");
        assert_eq!(tokyo["weekday"], "Saturday");
        assert_eq!(told("New York")["time"], "2026-11-21T04:14:05-05:00");
        assert_eq!(told("europe/berlin")["abbreviation"], "CET");
    }

    #[test]
    fn what_is_no_zone_says_so() {
        let error = tell(NOW, "Atlantis/Capital").expect_err("no zone");
        assert!(error.0.contains("Europe/Berlin"), "{error}");
    }
}
