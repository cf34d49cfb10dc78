//! What was measured in people in the present state of a live body.
//!
//! A row holds where the body is as shipped, at rest, in the posture in which the scenario of the row
//! reads it, and has been so for a minute; and where that scenario does nothing but change the posture.
//! In any other state nothing is shown: what was measured after a bleed says nothing of a body at rest.

use std::collections::BTreeMap;

use secondheart_body::{Change, Posture};
use secondheart_evidence::{Health, Reduction, Target};
use secondheart_protocol::scenario::Scenario;
use serde_json::Value;

use crate::catalogue::band;
use crate::failure::Failure;
use crate::live::Live;
use crate::shipped;

/// Time in a state before it is compared, seconds: the first minute after a movement has readings of
/// its own.
const SETTLED_S: f64 = 60.0;

/// The ranges that hold for a live body now.
pub(crate) fn of(live: &Live) -> Result<Vec<Value>, Failure> {
    let (posture, activity) = (live.posture(), live.activity());
    let settled = live.body().time_s() >= live.still_since_s() + SETTLED_S || live.is_untouched();
    if !settled
        || activity.pattern != "rest"
        || posture.gravity_g != 1.0
        || !live.is_as_shipped()?
    {
        return Ok(Vec::new());
    }
    let mut quiet = BTreeMap::new();
    let mut rows = Vec::new();
    for target in shipped::targets()? {
        let people = &target.holds_for;
        let fits = people.fits_person(live.body().subject())
            && people.fits_posture(&posture)
            && people.protocol == "rest"
            && matches!(people.health, Health::Healthy | Health::Any)
            && people.treatment.is_none()
            && people.trained != Some(true);
        if !fits || !target.is_judged() {
            continue;
        }
        if let Some(reading) = of_quiet_state(target, &posture, &mut quiet)? {
            let mut row = band(target);
            row["reading"] = reading.into();
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The reading of a row that is its value in a phase in a posture, before which nothing but the posture
/// changed.
fn of_quiet_state(
    target: &Target,
    posture: &Posture,
    quiet: &mut BTreeMap<String, Option<f64>>,
) -> Result<Option<String>, Failure> {
    let Some(own) = &target.measurement else {
        return Ok(None);
    };
    if own.reduce != Reduction::Value || !own.case.is_plain() {
        return Ok(None);
    }
    let scenario = Scenario::find(&own.case.scenario)?;
    let timeline = scenario.timeline();
    let until_s = *quiet.entry(own.case.scenario.clone()).or_insert_with(|| {
        let acts = timeline.changes.iter();
        let mut acts = acts.filter(|timed| match &timed.change {
            Change::Posture { .. } => false,
            Change::Activity(activity) => activity.pattern != "rest",
            Change::Parameter { .. } => true,
        });
        let first = acts.next().map_or(f64::INFINITY, |timed| timed.at_s);
        (scenario.set.is_empty() && scenario.named.is_empty()).then_some(first)
    });
    let mut spans = timeline.phases.iter().chain(&timeline.windows);
    let span = spans.find(|span| span.name == own.phase());
    let holds = until_s.zip(span).is_some_and(|(until_s, span)| {
        let mut held = timeline.start;
        for timed in timeline.changes.iter().filter(|t| t.at_s < span.end_s) {
            if let Change::Posture { to, .. } = timed.change {
                held = to;
            }
        }
        span.end_s <= until_s && held == *posture
    });
    Ok(holds.then(|| own.reading.clone()))
}
