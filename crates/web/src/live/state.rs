//! What a live body is and does, for its controls.

use std::collections::BTreeMap;

use secondheart_body::condition::Sort;
use secondheart_body::{Activity, Change, Leg, Posture};
use secondheart_protocol::scenario::{NamedWord, activity_words, posture_words};
use secondheart_protocol::subject;
use serde_json::{Value, json};

use super::{Live, settings};
use crate::failure::Failure;
use crate::script::seconds;
use crate::shipped;

impl Live {
    /// The state in words and numbers.
    pub(crate) fn state(&self) -> Result<Value, Failure> {
        let shipped = shipped::parameters()?;
        let person = self.scenario.own_subject();
        let posture = self.posture();
        let activity = self.activity();
        let own: BTreeMap<String, f64> = settings(&self.scenario).collect();
        let value = |path: &str| own.get(path).copied().or_else(|| shipped.value(path).ok());
        let words = activity_words(&activity, |path| shipped.value(path).ok());
        let named = self.named().map(|named| {
            let sort = match named.sort {
                Sort::Condition => "condition",
                Sort::Intervention => "intervention",
                Sort::Knockout => "knockout",
            };
            json!({ "sort": sort, "word": named.word, "words": named.in_words() })
        });
        let phases = self.scenario.phases.iter();
        let phases = phases.map(|phase| json!({ "name": phase.name, "start_s": phase.start_s }));
        let set: BTreeMap<&String, f64> = own
            .iter()
            .filter(|(path, own)| shipped.value(path).ok() != Some(**own))
            .filter(|(path, _)| self.is_set_alone(path))
            .filter_map(|(path, _)| Some((path, value(path)?)))
            .collect();
        Ok(json!({
            "time_s": self.body.time_s(),
            "subject": {
                "name": person.name,
                "line": subject::line(&person),
                "stature_cm": person.stature_cm,
            },
            "posture": {
                "trunk_deg": posture.trunk_deg,
                "hip_deg": posture.legs[0].hip_deg,
                "knee_deg": posture.legs[0].knee_deg,
                "ankle_deg": posture.legs[0].ankle_deg,
                "right": {
                    "hip_deg": posture.legs[1].hip_deg,
                    "knee_deg": posture.legs[1].knee_deg,
                    "ankle_deg": posture.legs[1].ankle_deg,
                },
                "gravity_g": posture.gravity_g,
                "weight_bearing": posture.weight_bearing,
                "weight_on_feet": posture.weight_on_feet(),
                "words": posture_words(&posture),
            },
            "moving_until_s": seconds(self.busy_until),
            "activity": {
                "pattern": activity.pattern,
                "words": words,
                "speed_km_per_h": activity.speed_km_per_h,
                "power_w": activity.power_w,
                "rate_per_min": activity.rate_per_min,
                "incline_pct": activity.incline_pct,
                "leg": activity.leg.map(|leg| match leg {
                    Leg::Left => "left",
                    Leg::Right => "right",
                }),
            },
            "named": named.collect::<Vec<_>>(),
            "set": set,
            "phases": phases.collect::<Vec<_>>(),
            "earliest_s": self.past.earliest_s(),
        }))
    }

    /// The posture held, or the one that a movement leads to.
    pub(crate) fn posture(&self) -> Posture {
        let mut posture = self.scenario.start;
        for timed in self.scenario.timeline().changes {
            if let Change::Posture { to, .. } = timed.change {
                posture = to;
            }
        }
        posture
    }

    /// The activity that began last.
    pub(crate) fn activity(&self) -> Activity {
        let phases = self.scenario.phases.iter().rev();
        let last = phases.filter_map(|phase| phase.activity.as_ref()).next();
        last.map_or_else(Activity::rest, |(activity, _)| activity.clone())
    }

    /// Time of the last change of posture or activity, or of its end, seconds.
    pub(crate) fn still_since_s(&self) -> f64 {
        seconds(self.busy_until.max(self.script.last_at()))
    }

    /// Whether nothing has been done to the body yet: it is at its steady start.
    pub(crate) fn is_untouched(&self) -> bool {
        self.script.last_at() == 0
    }

    /// Whether all parameters are the shipped ones.
    pub(crate) fn is_as_shipped(&self) -> Result<bool, Failure> {
        let shipped = shipped::parameters()?;
        let own: BTreeMap<String, f64> = settings(&self.scenario).collect();
        Ok(own
            .iter()
            .all(|(path, own)| shipped.value(path).ok() == Some(*own)))
    }

    /// Conditions and interventions whose parameters all have the values that they set, each once.
    fn named(&self) -> impl Iterator<Item = NamedWord> {
        let own: BTreeMap<String, f64> = settings(&self.scenario).collect();
        let phases = self.scenario.phases.iter().flat_map(|phase| &phase.named);
        let mut named: Vec<NamedWord> = Vec::new();
        for word in self.scenario.named.iter().chain(phases) {
            let settings = word.sort.settings(word.word).unwrap_or_default();
            let in_force = settings.iter().all(|s| own.get(&s.path) == Some(&s.value));
            if in_force && !named.contains(word) {
                named.push(*word);
            }
        }
        named.into_iter()
    }

    /// Whether a parameter was last set by itself, not by a condition or intervention.
    fn is_set_alone(&self, path: &str) -> bool {
        let phases = self.scenario.phases.iter().flat_map(|phase| &phase.set);
        let mut all = self.scenario.set.iter().chain(phases).rev();
        all.find(|setting| setting.path == path)
            .is_some_and(|setting| setting.named.is_none())
    }
}
