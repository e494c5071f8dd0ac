use std::time::Duration;

/// Durations and what share of them is below what.
#[derive(Debug, Clone, Default)]
pub struct Quantiles {
    sorted: Vec<Duration>,
}

impl FromIterator<Duration> for Quantiles {
    fn from_iter<T: IntoIterator<Item = Duration>>(all: T) -> Self {
        let mut sorted: Vec<_> = all.into_iter().collect();
        sorted.sort_unstable();
        Self { sorted }
    }
}

impl Quantiles {
    /// The least duration that at least `thousandths` of all do not exceed; zero if there are none.
    pub fn at(&self, thousandths: usize) -> Duration {
        let rank = (self.sorted.len() * thousandths).div_ceil(1_000);
        let found = self.sorted.get(rank.saturating_sub(1));
        found.copied().unwrap_or_default()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occurred() {
        let hundred: Quantiles = (1..=100).rev().map(Duration::from_millis).collect();
        let ms = |thousandths| hundred.at(thousandths).as_millis();
        assert_eq!((ms(0), ms(500), ms(990), ms(1_000)), (1, 50, 99, 100));
        assert_eq!(Quantiles::default().at(500), Duration::ZERO);
    }
}
