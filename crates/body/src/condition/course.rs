//! A change of the body over weeks: how much of it has come after a time.
//!
//! A file with `longest_weeks` names a change that takes weeks, such as `training`. Each parameter comes
//! nearer to its final value with a time constant τ of its own, x = x₀ (x_end/x₀)^(1 - exp(-t/τ)) for a
//! factor and x = x₀ + (x_end - x₀)(1 - exp(-t/τ)) for a value: one first-order response for each organ, as
//! fitted to the peak oxygen uptake of people who train at a constant load (Hickson et al. 1981, Med Sci
//! Sports Exerc 13:17). The name alone is the end, `NAME-12-weeks` the state after twelve weeks,
//! `NAME-4-days` after four days. A change that was stopped is not described.

/// Days of a week; durations shorter than a week are named in days.
const DAYS: u32 = 7;

/// A time after the beginning of a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct After {
    /// Weeks since its beginning.
    pub weeks: f64,
    /// The end of the word that names it, `12-weeks`.
    pub word: &'static str,
}

impl After {
    /// The times that words can name: days up to a week, then weeks.
    pub(super) fn all(longest_weeks: u32) -> Vec<Self> {
        let one = |count: u32, unit: &str, weeks: f64| {
            let ending = if count == 1 { "" } else { "s" };
            let word = format!("{count}-{unit}{ending}");
            // Leaked once in the life of the program, so that words are static.
            let word = Box::leak(word.into_boxed_str());
            Self { weeks, word }
        };
        let days = (1..DAYS).map(|n| one(n, "day", f64::from(n) / f64::from(DAYS)));
        let weeks = (1..=longest_weeks).map(|n| one(n, "week", f64::from(n)));
        days.chain(weeks).collect()
    }

    /// Share of a change with a time constant that has come by then.
    pub(super) fn share(self, tau_weeks: f64) -> f64 {
        1.0 - (-self.weeks / tau_weeks).exp()
    }

    /// The time as text, `12 weeks`.
    pub fn in_words(self) -> String {
        self.word.replace('-', " ")
    }
}
