//! Checks a scenario or subject file and says what it means.

use std::io::Write;

use secondheart_body::{Activity, Manner, Parameters, Posture};
use secondheart_protocol::scenario::{self, Phase, PostureChange, Scenario};
use secondheart_protocol::{check, subject};

use crate::body;
use crate::failure::Failure;
use crate::progress::clock;
use crate::text_table::TextTable;

pub(super) fn execute(file: &str, out: &mut dyn Write) -> Result<(), Failure> {
    if is_subject(file) {
        let subject = subject::find(file)?;
        writeln!(out, "{file} is a subject: {}.", subject::line(&subject))?;
        return Ok(());
    }
    let parameters = Parameters::shipped()?;
    let scenario = check::read(file, &parameters)?;
    let subject = body::subject_of(&scenario, None)?;
    check::scenario(&parameters, &subject, &scenario)?;
    describe(&scenario, out)
}

/// Whether a shipped name or a file is a subject: the file has the keys of a person.
fn is_subject(file: &str) -> bool {
    if subject::shipped().any(|name| name == file) {
        return true;
    }
    if scenario::find_shipped(file).is_some() {
        return false;
    }
    let keys = ["sex", "stature", "mass", "resting_heart_rate"];
    std::fs::read_to_string(file).is_ok_and(|text| {
        !text.contains("[[phase]]")
            && text.lines().any(|line| {
                line.split_once('=')
                    .is_some_and(|(key, _)| keys.contains(&key.trim()))
            })
    })
}

fn describe(scenario: &Scenario, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{}: {}", scenario.name, scenario.title)?;
    if !scenario.description.is_empty() {
        writeln!(out, "{}", scenario.description)?;
    }
    writeln!(
        out,
        "Starts steady, {}; lasts {}.\n",
        posture(&scenario.start),
        clock(scenario.duration_s())
    )?;
    if !scenario.named.is_empty() {
        let words: Vec<&str> = scenario.named.iter().map(|named| named.word).collect();
        writeln!(out, "With {}.\n", words.join(", "))?;
    }
    let mut table = TextTable::new(["phase", "from", "to", "what happens"], 4);
    for phase in &scenario.phases {
        let (from, to) = (clock(phase.start_s), clock(phase.end_s()));
        table.push([&phase.name, &from, &to, &happening(phase)]);
    }
    table.write(out)?;
    if !scenario.windows.is_empty() {
        writeln!(out)?;
        let mut table = TextTable::new(["window", "from", "to", "in"], 4);
        for window in &scenario.windows {
            let (from, to) = (clock(window.start_s), clock(window.end_s));
            table.push([&window.name, &from, &to, &window.phase]);
        }
        table.write(out)?;
    }
    if !scenario.set.is_empty() {
        writeln!(out)?;
        let mut table = TextTable::new(["parameter", "set to"], 1);
        for setting in &scenario.set {
            table.push([&setting.path, &setting.value.to_string()]);
        }
        table.write(out)?;
    }
    Ok(())
}

fn happening(phase: &Phase) -> String {
    let mut parts = Vec::new();
    if let Some(PostureChange { to, over_s, manner }) = &phase.movement {
        let how = match manner {
            Manner::Active => "by oneself",
            Manner::Passive => "moved",
        };
        parts.push(format!("to {} in {over_s} s, {how}", posture(to)));
    }
    if let Some((activity, _)) = &phase.activity {
        parts.push(activity_text(activity));
    }
    parts.extend(phase.named.iter().map(|named| named.word.to_owned()));
    // What conditions and interventions set, `conditions` tells.
    let own = phase.set.iter().filter(|setting| {
        let words = phase.named.iter().map(|named| named.word);
        let of = |word: &str| {
            let source = setting.source.as_deref().unwrap_or_default();
            source.contains(&format!("{word}: "))
        };
        !words.into_iter().any(of)
    });
    for setting in own {
        parts.push(format!("{} = {}", setting.path, setting.value));
    }
    if parts.is_empty() {
        "no change".to_owned()
    } else {
        parts.join("; ")
    }
}

fn posture(posture: &Posture) -> String {
    let named = [
        ("supine", Posture::SUPINE),
        ("standing", Posture::STANDING),
        ("sitting", Posture::SITTING),
        ("legs-raised", Posture::LEGS_RAISED),
    ];
    if let Some((name, _)) = named.iter().find(|(_, known)| known == posture) {
        return (*name).to_owned();
    }
    let mut text = format!("trunk at {} deg", posture.trunk_deg);
    let flat = Posture::SUPINE;
    for (what, value, usual, unit) in [
        ("hip", posture.hip_deg, flat.hip_deg, " deg"),
        ("knee", posture.knee_deg, flat.knee_deg, " deg"),
        ("ankle", posture.ankle_deg, flat.ankle_deg, " deg"),
        ("gravity", posture.gravity_g, flat.gravity_g, " g"),
        (
            "weight bearing",
            posture.weight_bearing,
            flat.weight_bearing,
            "",
        ),
    ] {
        if value != usual {
            text.push_str(&format!(", {what} {value}{unit}"));
        }
    }
    text
}

fn activity_text(activity: &Activity) -> String {
    let mut text = activity.pattern.clone();
    if let Some(count) = activity.count {
        text.push_str(&format!(", {count} times"));
    }
    for (value, unit) in [
        (activity.rate_per_min, "/min"),
        (activity.speed_km_per_h, "km/h"),
        (activity.power_w, "W"),
    ] {
        if let Some(value) = value {
            text.push_str(&format!(", {value} {unit}"));
        }
    }
    if let Some(strength) = activity.strength {
        text.push_str(&format!(", strength {strength}"));
    }
    text
}
