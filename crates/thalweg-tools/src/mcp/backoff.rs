use std::time::Duration;

/// How long to wait after so many failures in a row: twice as long each time, and not all servers at once.
pub(super) fn wait(first: Duration, longest: Duration, failures: u32) -> Duration {
    let doubled = first.saturating_mul(1 << (failures - 1).min(16));
    // Without randomness all are tried at once, which is no harm.
    let random = getrandom::u32().unwrap_or_default();
    let share = 0.75 + f64::from(random) / f64::from(u32::MAX) / 2.0;
    doubled.min(longest).mul_f64(share).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_differ() {
        let second = Duration::from_secs(1);
        let minute = Duration::from_secs(60);
        for (failures, around) in [(1, 1), (2, 2), (6, 32), (7, 60), (99, 60)] {
            let waits: Vec<_> = (0..50).map(|_| wait(second, minute, failures)).collect();
            let around = Duration::from_secs(around);
            let is_near = |wait: &Duration| {
                *wait >= around.mul_f64(0.74) && *wait <= around.mul_f64(1.26).min(minute)
            };
            assert!(waits.iter().all(is_near), "{failures}: {waits:?}");
            assert!(waits.iter().any(|wait| wait != &waits[0]), "{failures}");
        }
    }
}
