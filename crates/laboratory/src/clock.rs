//! The clock that times runs.

/// A clock that only goes forward: seconds since any origin. A caller without the system's clock, such
/// as a page in a browser, hands its own in ([`Runner::timed_by`](crate::run::Runner::timed_by),
/// [`Options`](crate::experiment::Options)).
pub type Clock = fn() -> f64;

/// The system's monotonic clock, seconds since its first reading. Not a number on
/// `wasm32-unknown-unknown`, which has none: times of runs are then unknown, and progress is reported at
/// the end only.
pub fn of_system() -> f64 {
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    {
        use std::sync::OnceLock;
        use std::time::Instant;

        static ORIGIN: OnceLock<Instant> = OnceLock::new();
        ORIGIN.get_or_init(Instant::now).elapsed().as_secs_f64()
    }
    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    f64::NAN
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_systems_clock_counts_seconds() {
        let began_s = of_system();
        std::thread::sleep(Duration::from_millis(20));
        let passed_s = of_system() - began_s;
        assert!((0.02..10.0).contains(&passed_s), "{passed_s}");
    }
}
