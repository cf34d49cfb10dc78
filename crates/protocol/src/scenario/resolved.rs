//! The record of a run as a scenario file: with it the run repeats to the last bit.

use std::fmt::Write as _;

use secondheart_body::condition::Sort;
use secondheart_body::{Activity, Joints, Manner, Origin, Parameters, Posture, Sex, Subject};

use crate::account::Account;

use super::words::leg_word;
use super::{NamedWord, Phase, PostureChange, Scenario, Window};

/// The inputs of a run besides the scenario.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    /// Version of the program.
    pub version: &'a str,
    /// The command that was run.
    pub command: &'a str,
    /// What was simulated, for the reader.
    pub account: &'a Account,
    /// The person simulated.
    pub subject: &'a Subject,
    /// All parameters in force at the start.
    pub parameters: &'a Parameters,
    /// Nominal time step, seconds.
    pub step_s: f64,
}

/// The scenario file of a run: phases and windows spelt out, subject, step, and every parameter
/// with its value and source.
pub fn resolved(scenario: &Scenario, used: &Provenance<'_>) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("# Everything that a run used. `secondheart run` with this file repeats it to the last bit.".to_owned());
    for told in used.account.lines() {
        line(format!("# {}", told.replace(char::is_control, " ")));
    }
    line(format!("name = {}", quoted(&scenario.name)));
    line(format!("title = {}", quoted(&scenario.title)));
    line(format!("description = {}", quoted(&scenario.description)));
    let sources: Vec<String> = scenario
        .sources
        .iter()
        .map(|source| quoted(source))
        .collect();
    line(format!("sources = [{}]", sources.join(", ")));
    if !scenario.changed.is_empty() {
        let changed: Vec<String> = scenario.changed.iter().map(|text| quoted(text)).collect();
        line(format!("changed = [{}]", changed.join(", ")));
    }
    line(format!("version = {}", quoted(used.version)));
    line(format!("command = {}", quoted(used.command)));
    line(format!("step = \"{} s\"", used.step_s));
    line(format!("start = {}", posture(&scenario.start)));
    for named in named_keys(&scenario.named) {
        line(named);
    }
    line(String::new());
    line(subject(used.subject));
    for phase in &scenario.phases {
        line(phase_table(phase));
    }
    for window in &scenario.windows {
        line(window_table(scenario, window));
    }
    if let Some(table) = record_table(scenario) {
        line(table);
    }
    line("[set]".to_owned());
    for (path, parameter) in used.parameters.iter() {
        let source = match &parameter.origin {
            Origin::Source(source) => source.clone(),
            Origin::Calibrated(targets) => format!("calibrated: {targets}"),
            Origin::Override => {
                let setting = scenario.set.iter().find(|setting| setting.path == path);
                let source = setting.and_then(|setting| setting.source.as_deref());
                source.unwrap_or("given").to_owned()
            }
        };
        line(format!(
            "{} = {{ value = {:?}, source = {} }}",
            quoted(path),
            parameter.value,
            quoted(&source)
        ));
    }
    out
}

fn record_table(scenario: &Scenario) -> Option<String> {
    let record = &scenario.record;
    let signals: Vec<String> = record.signals.iter().map(|own| quoted(&own.0)).collect();
    let rate = record
        .rate_hz
        .map(|rate_hz| format!("rate = \"{} /min\"\n", 60.0 * rate_hz));
    if signals.is_empty() && rate.is_none() {
        return None;
    }
    let signals = format!("signals = [{}]\n", signals.join(", "));
    Some(format!("[record]\n{signals}{}", rate.unwrap_or_default()))
}

/// A text as TOML writes it on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn subject(subject: &Subject) -> String {
    let sex = match subject.sex {
        Sex::Female => "female",
        Sex::Male => "male",
    };
    let peak = subject.peak_oxygen_uptake_ml_per_kg_min;
    let peak = peak.map_or(String::new(), |peak| {
        format!("peak_oxygen_uptake_ml_per_kg_min = {peak:?}\n")
    });
    format!(
        "[subject]\nname = {}\nsex = \"{sex}\"\nage = \"{} y\"\nstature = \"{} cm\"\nmass = \"{} \
         kg\"\nresting_heart_rate = \"{} /min\"\n{peak}",
        quoted(&subject.name),
        subject.age_years,
        subject.stature_cm,
        subject.mass_kg,
        subject.resting_heart_rate_per_min
    )
}

fn posture(posture: &Posture) -> String {
    let [left, right] = &posture.legs;
    let joints = |leg: &Joints| {
        format!(
            "hip = \"{} deg\", knee = \"{} deg\", ankle = \"{} deg\"",
            leg.hip_deg, leg.knee_deg, leg.ankle_deg
        )
    };
    let alone = match left == right && posture.on_left_foot == Posture::SUPINE.on_left_foot {
        true => String::new(),
        false => format!(
            ", left = {{ weight_bearing = {:?} }}, right = {{ {} }}",
            posture.weight_on_feet()[0],
            joints(right)
        ),
    };
    format!(
        "{{ trunk = \"{} deg\", {}, gravity = \"{} g\", weight_bearing = {:?}{alone} }}",
        posture.trunk_deg,
        joints(left),
        posture.gravity_g,
        posture.weight_bearing
    )
}

fn activity(activity: &Activity) -> String {
    let mut out = format!("{{ pattern = {}", quoted(&activity.pattern));
    for (key, value, unit) in [
        ("rate", activity.rate_per_min, "/min"),
        ("speed", activity.speed_km_per_h, "km/h"),
        ("power", activity.power_w, "W"),
        ("incline", activity.incline_pct, "%"),
    ] {
        if let Some(value) = value {
            let _ = write!(out, ", {key} = \"{value} {unit}\"");
        }
    }
    if let Some(count) = activity.count {
        let _ = write!(out, ", count = {count}");
    }
    if let Some(strength) = activity.strength {
        let _ = write!(out, ", strength = {strength:?}");
    }
    if let Some(leg) = activity.leg {
        let _ = write!(out, ", leg = {}", quoted(leg_word(leg)));
    }
    out + " }"
}

/// The keys of conditions and interventions, if there are any.
fn named_keys(named: &[NamedWord]) -> Vec<String> {
    let key = |sort: Sort| {
        let of_sort = named.iter().filter(|named| named.sort == sort);
        let words: Vec<String> = of_sort.map(|named| quoted(named.word)).collect();
        (!words.is_empty()).then(|| format!("{} = [{}]", sort.key(), words.join(", ")))
    };
    Sort::ALL.into_iter().filter_map(key).collect()
}

fn phase_table(phase: &Phase) -> String {
    let mut out = format!(
        "[[phase]]\nname = {}\nstart = \"{} s\"\nduration = \"{} s\"\n",
        quoted(&phase.name),
        phase.start_s,
        phase.duration_s
    );
    if let Some(PostureChange { to, over_s, manner }) = &phase.movement {
        let manner = match manner {
            Manner::Active => "active",
            Manner::Passive => "passive",
        };
        let _ = writeln!(
            out,
            "posture = {}\nramp = \"{over_s} s\"\nmanner = \"{manner}\"",
            posture(to)
        );
    }
    if let Some((work, _)) = &phase.activity {
        let _ = writeln!(out, "activity = {}", activity(work));
    }
    for named in named_keys(&phase.named) {
        let _ = writeln!(out, "{named}");
    }
    if !phase.set.is_empty() {
        let set = phase.set.iter().map(|s| match &s.source {
            None => format!("{} = {:?}", quoted(&s.path), s.value),
            Some(source) => format!(
                "{} = {{ value = {:?}, source = {} }}",
                quoted(&s.path),
                s.value,
                quoted(source)
            ),
        });
        let _ = writeln!(out, "set = {{ {} }}", set.collect::<Vec<_>>().join(", "));
    }
    out
}

fn window_table(scenario: &Scenario, window: &Window) -> String {
    let phase = scenario
        .phases
        .iter()
        .find(|phase| phase.name == window.phase);
    let origin_s = phase.map_or(0.0, |phase| phase.start_s);
    let (start_s, end_s) = (
        after(origin_s, window.start_s),
        after(origin_s, window.end_s),
    );
    format!(
        "[[window]]\nname = {}\nphase = {}\nstart = \"{start_s} s\"\nend = \"{end_s} s\"\n",
        quoted(&window.name),
        quoted(&window.phase)
    )
}

/// The time t for which `origin_s` + t is `time_s` to the last bit.
fn after(origin_s: f64, time_s: f64) -> f64 {
    let near_s = time_s - origin_s;
    let candidates = [near_s, near_s.next_up(), near_s.next_down()];
    let exact = candidates
        .into_iter()
        .find(|candidate_s| origin_s + candidate_s == time_s);
    exact.unwrap_or(near_s)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scenario::shipped;

    #[test]
    fn every_shipped_scenario_comes_back_as_the_same_timeline() {
        let parameters = Parameters::shipped().unwrap();
        let subject = Subject {
            name: "a \"quoted\" \\ name".to_owned(),
            peak_oxygen_uptake_ml_per_kg_min: Some(55.0),
            ..Subject::default()
        };
        for shipped in shipped() {
            let scenario = Scenario::find(shipped.name).unwrap();
            let used = Provenance {
                version: "1",
                command: "secondheart run x",
                account: &Account::of(&scenario, &subject, &parameters, &parameters),
                subject: &subject,
                parameters: &parameters,
                step_s: 0.003,
            };
            let again = Scenario::parse(&resolved(&scenario, &used), "resolved.toml").unwrap();
            assert_eq!(again.subject.as_ref(), Some(&subject));
            assert_eq!(again.step_s, Some(0.003));
            assert_eq!(
                (&again.name, &again.title),
                (&scenario.name, &scenario.title)
            );
            assert_eq!(again.sources, scenario.sources);
            let (first, second) = (scenario.timeline(), again.timeline());
            assert_eq!(first.start, second.start);
            assert_eq!(
                (first.phases, first.windows),
                (second.phases, second.windows)
            );
            let changes = |changes: &[crate::scenario::TimedChange]| {
                changes
                    .iter()
                    .map(|c| (c.at_s.to_bits(), c.change.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(changes(&first.changes), changes(&second.changes));
            assert_eq!(again.set.len(), parameters.iter().count());
            for setting in &again.set {
                assert_eq!(
                    setting.value.to_bits(),
                    parameters.value(&setting.path).unwrap().to_bits()
                );
            }
        }
    }

    #[test]
    fn a_posture_with_one_leg_otherwise_is_written_and_read_again() {
        let mut bent = Posture {
            trunk_deg: 35.0,
            gravity_g: 0.5,
            weight_bearing: 0.5,
            ..Posture::SQUATTING
        };
        assert!(!posture(&bent).contains("left"));
        bent.legs[1].knee_deg = 12.5;
        let mut lifted = bent;
        lifted.on_left_foot = 0.25;
        for written in [bent, lifted] {
            let text = format!(
                "start = {}\n[[phase]]\nname = \"a\"\nduration = \"9 s\"\n",
                posture(&written)
            );
            assert_eq!(Scenario::parse(&text, "a.toml").unwrap().start, written);
        }
    }
}
