use std::fmt;

/// Of so many minutes the first is warm-up.
const WARM: usize = 5;
/// Fewer minutes say nothing.
const FEWEST: usize = 10;

/// The memory of a server at the end of each minute of equal work, at rest, in KiB.
#[derive(Debug, Clone, Default)]
pub struct Flat {
    minutes: Vec<u64>,
}

/// How memory went after the first fifth of the minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// The median of the slopes between any two minutes, in KiB: what a leak adds in a minute,
    /// whatever single minutes do.
    pub slope_kib: f64,
    /// That over all minutes that were looked at.
    pub grown_kib: f64,
    /// The most of all minutes that were looked at, above their median.
    pub peak_kib: u64,
    /// Their median.
    pub median_kib: u64,
    /// How many they are.
    pub minutes: usize,
}

impl Flat {
    /// Takes the memory at the end of one more minute.
    pub fn push(&mut self, kib: u64) {
        self.minutes.push(kib);
    }

    /// How it went; nothing if there were too few minutes to say.
    pub fn growth(&self) -> Option<Growth> {
        if self.minutes.len() < FEWEST {
            return None;
        }
        let warm = &self.minutes[self.minutes.len().div_ceil(WARM)..];
        let mut slopes = Vec::new();
        for (at, first) in warm.iter().enumerate() {
            for (between, later) in (1_u32..).zip(&warm[at + 1..]) {
                let change = later.cast_signed() - first.cast_signed();
                slopes.push(i32::try_from(change).map_or(f64::MAX, f64::from) / f64::from(between));
            }
        }
        slopes.sort_by(f64::total_cmp);
        let slope_kib = slopes[slopes.len() / 2];
        let mut sorted = warm.to_vec();
        sorted.sort_unstable();
        let median_kib = sorted[sorted.len() / 2];
        let between = u32::try_from(warm.len() - 1).unwrap_or(u32::MAX);
        Some(Growth {
            slope_kib,
            grown_kib: slope_kib * f64::from(between),
            peak_kib: sorted[sorted.len() - 1] - median_kib,
            median_kib,
            minutes: warm.len(),
        })
    }
}

impl Growth {
    /// Whether neither the slope nor a single minute goes beyond `most` KiB.
    pub fn is_within(&self, most: u32) -> bool {
        self.grown_kib <= f64::from(most) && self.peak_kib <= u64::from(most)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "allocated at rest over {} minutes: median {} KiB, {:+.1} KiB a minute ({:+.0} KiB in all), \
             peak {} KiB above the median",
            self.minutes, self.median_kib, self.slope_kib, self.grown_kib, self.peak_kib
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dice;

    fn of(minutes: impl Iterator<Item = u64>) -> Growth {
        let mut flat = Flat::default();
        minutes.for_each(|kib| flat.push(kib));
        flat.growth().expect("enough minutes")
    }

    #[test]
    fn noise_and_a_warm_up_are_flat() {
        let mut dice = Dice::new(1);
        let noisy = (0..60).map(|minute| 50_000 + 2_000 * minute.min(10) + dice.between(0, 3_000));
        let growth = of(noisy);
        assert!(growth.is_within(4_096), "{growth}");
    }

    #[test]
    fn a_small_leak_under_noise_is_found() {
        let mut dice = Dice::new(1);
        let leaking = (0..60).map(|minute| 50_000 + 120 * minute + dice.between(0, 3_000));
        let growth = of(leaking);
        assert!(!growth.is_within(4_096), "{growth}");
        assert!((growth.slope_kib - 120.0).abs() < 30.0, "{growth}");
    }

    #[test]
    fn one_minute_far_above_the_others_is_found() {
        let growth = of((0..60).map(|minute| if minute == 40 { 60_000 } else { 50_000 }));
        assert!(!growth.is_within(4_096), "{growth}");
    }

    #[test]
    fn memory_that_falls_is_flat() {
        assert!(of((0..60).map(|minute| 90_000 - 100 * minute)).is_within(4_096));
    }

    #[test]
    fn a_few_minutes_say_nothing() {
        let mut flat = Flat::default();
        (0..9).for_each(|_| flat.push(1));
        assert_eq!(flat.growth(), None);
    }
}
