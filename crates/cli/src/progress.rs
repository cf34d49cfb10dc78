//! The progress bar: simulated time, phase and speed.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use secondheart_laboratory::run::Progress;
use secondheart_report::text::spoken;

/// A bar on the standard error; nothing if that is no terminal or the user wants it quiet.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new(end_s: f64, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(milliseconds(end_s)), target);
        // The template is a constant; a mistake in it would show the library's own bar.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn show(&self, progress: Progress<'_>) {
        self.0.set_position(milliseconds(progress.simulated_s));
        self.0.set_message(message(progress));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn message(progress: Progress<'_>) -> String {
    format!(
        "{} of {}  {:.0}x  {}",
        clock(progress.simulated_s),
        clock(progress.end_s),
        progress.speed(),
        spoken(progress.phase.unwrap_or_default())
    )
}

/// Minutes and seconds, with hours where there are any.
pub(crate) fn clock(time_s: f64) -> String {
    // Never negative, and far below 2^53.
    let whole = time_s.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

fn milliseconds(time_s: f64) -> u64 {
    (time_s.max(0.0) * 1000.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_as_on_a_clock() {
        assert_eq!(clock(0.4), "0:00");
        assert_eq!(clock(580.0), "9:40");
        assert_eq!(clock(3661.0), "1:01:01");
    }

    #[test]
    fn the_message_has_time_speed_and_phase() {
        let progress = Progress {
            simulated_s: 90.0,
            end_s: 600.0,
            wall_s: 0.5,
            phase: Some("lying_down"),
        };
        assert_eq!(message(progress), "1:30 of 10:00  180x  lying down");
    }
}
