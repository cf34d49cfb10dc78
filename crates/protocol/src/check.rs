//! Checks of a timeline against the body: can one be built with what the timeline sets, and do
//! counted activities fit into their phases?

use secondheart_body::{Body, Change, Parameters, Subject};

use crate::error::{InputError, Mistake, shown};
use crate::quantity::Dimension;
use crate::scenario::{Scenario, Timeline};

/// Relative rounding of a duration that is the difference of two sums.
const ROUNDING: f64 = 1e-9;

/// Checks the parameter names of a scenario, and then its timeline as [`timeline`] does.
///
/// # Errors
/// The first unknown name, or the mistake in the timeline, with its place.
pub fn scenario(
    parameters: &Parameters,
    subject: &Subject,
    scenario: &Scenario,
) -> Result<(), InputError> {
    let names: Vec<&str> = parameters.iter().map(|(path, _)| path).collect();
    scenario.check_parameters(names.iter().copied())?;
    timeline(parameters, subject, &scenario.timeline())
}

/// Checks that a body can be built with what a timeline sets, at the start and later, and that its
/// counted activities end in time. So a density of zero or a negative resistance is found before
/// anything runs.
///
/// # Errors
/// The setting with which no body can be built, or the count that takes too long, with its place.
pub fn timeline(
    parameters: &Parameters,
    subject: &Subject,
    timeline: &Timeline,
) -> Result<(), InputError> {
    let given = timeline
        .given
        .iter()
        .map(|(change, place)| (0.0, change, place));
    let later = timeline
        .changes
        .iter()
        .map(|c| (c.at_s, &c.change, &c.place));
    let settings = given
        .chain(later)
        .filter_map(|(at_s, change, place)| match change {
            Change::Parameter { path, value } => Some((at_s, path, *value, place)),
            _ => None,
        });
    let mut own = parameters.clone();
    // The record of a run sets every parameter, most of them to the value that they have.
    let settings: Vec<_> = settings
        .filter(|(at_s, path, value, _)| {
            *at_s > 0.0 || own.get(path).map(|own| own.value) != Some(*value)
        })
        .collect();
    // Settings of one time are checked together.
    for group in settings.chunk_by(|a, b| a.0 == b.0) {
        let before = own.clone();
        let build = |own: &Parameters| Body::unsettled(own, subject, timeline.start).map(|_| ());
        let together = group
            .iter()
            .try_for_each(|(_, path, value, _)| own.set(path, *value))
            .and_then(|()| build(&own));
        let Err(error) = together else { continue };
        let alone = group.iter().find_map(|(_, path, value, place)| {
            let mut one = before.clone();
            let outcome = one.set(path, *value).and_then(|()| build(&one));
            outcome.err().map(|error| (error, *place))
        });
        let (error, place) = match (alone, group.last()) {
            (Some(found), _) => found,
            (None, Some((_, _, _, place))) => (error, *place),
            (None, None) => continue,
        };
        let reason = error.to_string();
        return Err(InputError::new(place.clone(), Mistake::NoBody { reason }));
    }
    counts(parameters, timeline)
}

/// Checks that counted activities end within their phases, at their own rate or at the rate that
/// their pattern has then.
fn counts(parameters: &Parameters, timeline: &Timeline) -> Result<(), InputError> {
    let mut own = parameters.clone();
    // A setting that the body refuses has been reported already.
    let set = |own: &mut Parameters, change: &Change| {
        if let Change::Parameter { path, value } = change {
            let _ = own.set(path, *value);
        }
    };
    for (change, _) in &timeline.given {
        set(&mut own, change);
    }
    for timed in &timeline.changes {
        let Change::Activity(activity) = &timed.change else {
            set(&mut own, &timed.change);
            continue;
        };
        let pattern_rate = format!("activity.{}.rate_per_min", activity.pattern);
        let own_rate = || own.get(&pattern_rate).map(|rate| rate.value);
        let rate = activity.rate_per_min.or_else(own_rate);
        let phase = timeline.phases.iter().find(|p| p.start_s == timed.at_s);
        let (Some(count), Some(rate), Some(phase)) = (activity.count, rate, phase) else {
            continue;
        };
        let takes_s = f64::from(count) * 60.0 / rate;
        let lasts_s = phase.end_s - phase.start_s;
        if takes_s > lasts_s * (1.0 + ROUNDING) {
            let mut place = timed.place.clone();
            place.key.push_str(".count");
            let mistake = Mistake::CountTooLong {
                count,
                rate: shown(rate, Dimension::Rate),
                takes: shown(takes_s, Dimension::Time),
                lasts: shown(lasts_s, Dimension::Time),
            };
            return Err(InputError::new(place, mistake));
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn more_cycles_than_the_phase_has_time_for_are_told_where_they_stand() {
        let shipped = Parameters::shipped().unwrap();
        let told = |tiptoes: &str, set: &str| {
            let text = format!(
                "{set}\n[[phase]]\nname = \"a\"\nduration = \"3 s\"\n\
                 [[phase]]\nname = \"b\"\nduration = \"2 s\"\n\
                 activity = {{ pattern = \"tiptoe\", {tiptoes} }}\n"
            );
            let scenario = Scenario::parse(&text, "a.toml").unwrap();
            let outcome = timeline(&shipped, &Subject::default(), &scenario.timeline());
            outcome.map_err(|error| error.to_string())
        };
        assert_eq!(
            told("rate = \"60 /min\", count = 30", "").unwrap_err(),
            "a.toml:8: phase.b.activity.count: 30 cycles at 60 /min take 30 s, longer than the phase \
             of 2 s"
        );
        assert_eq!(told("rate = \"60 /min\", count = 2", ""), Ok(()));
        // The pattern's own rate, as shipped and as it is set.
        let own = shipped.value("activity.tiptoe.rate_per_min").unwrap();
        assert!(told(&format!("count = {}", own), "").is_err());
        assert_eq!(
            told(
                "count = 1",
                "set = { \"activity.tiptoe.rate_per_min\" = 31 }"
            ),
            Ok(())
        );
        assert!(
            told(
                "count = 1",
                "set = { \"activity.tiptoe.rate_per_min\" = 29 }"
            )
            .is_err()
        );
    }

    #[test]
    fn an_activity_without_a_rate_costs_no_search_for_similar_names() {
        let shipped = Parameters::shipped().unwrap();
        // The least of several times of checking 200 phases, s.
        let costs = |activity: &str| {
            let phase = |i| {
                format!(
                    "[[phase]]\nname = \"p{i}\"\nduration = \"1 s\"\nactivity = \"{activity}\"\n"
                )
            };
            let text: String = (0..200).map(phase).collect();
            let timeline = Scenario::parse(&text, "a.toml").unwrap().timeline();
            let times = (0..3).map(|_| {
                let began = std::time::Instant::now();
                counts(&shipped, &timeline).unwrap();
                began.elapsed().as_secs_f64()
            });
            times.fold(f64::INFINITY, f64::min)
        };
        let (with, without) = (costs("tiptoe"), costs("rest"));
        assert!(without < 20.0 * with, "{without} s against {with} s");
    }
}
