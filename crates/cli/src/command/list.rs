//! Lists: scenarios, activities, postures, subjects, conditions, signals, readings, parameters.

use std::collections::BTreeSet;
use std::io::Write;

use secondheart_body::condition::Sort;
use secondheart_body::quantity::{rounded, unit_of};
use secondheart_body::{Activity, Body, Parameters, Posture, Subject};
use secondheart_laboratory::instrument;
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::scenario::{self, Scenario, activity_words};
use secondheart_protocol::{subject, unknown};
use secondheart_words as words;

use crate::body;
use crate::failure::Failure;
use crate::progress::clock;
use crate::text_table::{TextTable, terminal_width};

pub(super) fn scenarios(word: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = TextTable::new(["scenario", "lasts", "what"], 3);
    let asked = |text: &str| {
        let text = text.to_lowercase();
        word.is_none_or(|word| text.contains(&word.to_lowercase()))
    };
    let mut found = false;
    for shipped in scenario::shipped() {
        let scenario = Scenario::find(shipped.name)?;
        if asked(&format!("{} {}", shipped.name, scenario.title)) {
            table.push([shipped.name, &clock(scenario.duration_s()), &scenario.title]);
            found = true;
        }
    }
    if let (Some(word), false) = (word, found) {
        let names = scenario::shipped().iter().map(|shipped| shipped.name);
        let mistake = Mistake::unknown_word("scenario", word, names);
        return Err(InputError::new(Location::whole("scenarios"), mistake).into());
    }
    Ok(table.write(out)?)
}

pub(super) fn conditions(out: &mut dyn Write) -> Result<(), Failure> {
    for sort in Sort::ALL {
        let mut table = TextTable::new([sort.word(), "what"], 2);
        for named in sort.all()? {
            table.push([named.name, &named.title]);
        }
        table.write(out)?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "In a scenario: conditions = [\"varicose-veins\"], interventions = [\"stocking-class-2\"]; on the \
         command line:\n--with NAME. For one leg only, append -left or -right to the name of a leg condition. For the state after\na \
         time, append it to a change over weeks: training-12-weeks, bed-rest-4-days.\nA mechanism is \
         switched off by without = [\"valves\"], or --without valves.\n`secondheart conditions NAME` says what one sets."
    )?;
    Ok(())
}

/// A value with four digits that matter, where it has more than a person would write: after a share of a
/// change.
fn few_digits(value: f64) -> String {
    let whole = rounded(value).to_string();
    let digits = whole.trim_start_matches(['-', '0', '.']);
    match digits.bytes().filter(u8::is_ascii_digit).count() {
        ..=5 => whole,
        _ => format!("{value:.3e}")
            .parse::<f64>()
            .map_or(whole, |own| own.to_string()),
    }
}

/// What one condition, intervention or knock-out sets, with its sources.
pub(super) fn condition(name: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let sorts = Sort::ALL;
    let words = || {
        sorts
            .into_iter()
            .flat_map(|sort| sort.words().iter().copied())
    };
    let Some(sort) = sorts.into_iter().find(|sort| sort.words().contains(&name)) else {
        let what = "condition or intervention or mechanism";
        let mistake = Mistake::unknown_word(what, name, words());
        return Err(InputError::new(Location::whole("conditions"), mistake).into());
    };
    let (named, _) = sort.find(name)?;
    writeln!(out, "{name}: {}", named.title)?;
    if !named.description.is_empty() {
        writeln!(out, "{}", named.description)?;
    }
    writeln!(out)?;
    let shipped = Parameters::shipped()?;
    let heading = ["parameter", "value", "shipped", "unit", "set", "from"];
    let mut table = TextTable::new(heading, 6);
    for setting in sort.settings(name)? {
        let parameter = shipped.get(&setting.path);
        let usual = parameter.map_or(String::new(), |parameter| parameter.value.to_string());
        table.push([
            setting.path.as_str(),
            &few_digits(setting.value),
            &usual,
            unit_of(&setting.path),
            parameter.map_or("", body::when),
            &setting.source,
        ]);
    }
    table.wrap_last(terminal_width());
    table.write(out)?;
    if !named.sources.is_empty() {
        writeln!(out, "\nSources:")?;
        for source in &named.sources {
            writeln!(out, "  {source}")?;
        }
    }
    Ok(())
}

pub(super) fn activities(out: &mut dyn Write) -> Result<(), Failure> {
    let shipped = Parameters::shipped()?;
    let body = Body::unsettled(&shipped, &Subject::default(), Posture::SUPINE)?;
    let mut table = TextTable::new(["activity", "what", "by default", "limits"], 4);
    for (name, title) in body.activities() {
        let value = |path: &str| shipped.get(path).map(|parameter| parameter.value);
        let words = activity_words(&Activity::named(&name), value);
        let default = words.strip_prefix(&format!("{name} at ")).unwrap_or("-");
        let default = default.replace(" (default)", "");
        let limits = limits(&name, &value);
        table.push([name, title, default, limits]);
    }
    table.write(out)?;
    writeln!(
        out,
        "\nIn a phase: activity = \"walk\", or activity = {{ pattern = \"walk\", speed = \"4 km/h\" \
         }}. The other keys are\nrate, power, incline, count, strength and leg; with `leg = \"left\"` or \"right\" one leg works and the other rests."
    )?;
    Ok(())
}

/// The limits of an activity in words.
fn limits(activity: &str, value: &dyn Fn(&str) -> Option<f64>) -> String {
    let limit = |(what, key): (&str, &str)| {
        let of = |which: &str| value(&format!("activity.{activity}.limits.{which}_{key}"));
        let words = match (of("lowest"), of("highest")) {
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("at least {low}"),
            (None, Some(high)) => format!("at most {high}"),
            (None, None) => return None,
        };
        Some(
            format!("{what} {words} {}", unit_of(&format!("_{key}")))
                .trim_end()
                .to_owned(),
        )
    };
    let all = [
        ("speed", "speed_km_per_h"),
        ("incline", "incline_pct"),
        ("power", "power_w"),
        ("rate", "rate_per_min"),
        ("trunk", "trunk_deg"),
        ("weight bearing", "weight_bearing"),
    ];
    all.into_iter()
        .filter_map(limit)
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn postures(out: &mut dyn Write) -> Result<(), Failure> {
    let heading = ["posture", "trunk", "hip", "knee", "ankle", "weight bearing"];
    let mut table = TextTable::new(heading, 1);
    for (name, posture) in scenario::named_postures() {
        // Postures with a name have both legs alike.
        let [leg, _] = posture.legs;
        let angles = [posture.trunk_deg, leg.hip_deg, leg.knee_deg, leg.ankle_deg];
        let angles = angles.map(|angle| format!("{angle} deg"));
        let mut row = vec![name.to_owned()];
        row.extend(angles);
        row.push(posture.weight_bearing.to_string());
        table.push(row);
    }
    table.write(out)?;
    writeln!(
        out,
        "\nIn a phase: posture = \"sitting\", or posture = {{ trunk = \"60 deg\" }}; angles that are \
         left out are those\nof lying flat."
    )?;
    Ok(())
}

pub(super) fn subjects(out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = TextTable::new(["subject", "who"], 2);
    for name in subject::shipped() {
        table.push([name, &subject::line(&subject::find(name)?)]);
    }
    Ok(table.write(out)?)
}

pub(super) fn signals(pattern: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let body = Body::unsettled(
        &Parameters::shipped()?,
        &Subject::default(),
        Posture::SUPINE,
    )?;
    let names = body.signal_names();
    let asked = |name: &&String| pattern.is_none_or(|pattern| words::matches(pattern, name));
    let found: Vec<&String> = names.iter().filter(asked).collect();
    if let (Some(pattern), true) = (pattern, found.is_empty()) {
        let mistake = unknown::signal(pattern, &names);
        return Err(InputError::new(Location::whole("signals"), mistake).into());
    }
    let mut table = TextTable::new(["signal", "unit"], 2);
    for name in found {
        table.push([name.as_str(), unit_of(name)]);
    }
    Ok(table.write(out)?)
}

pub(super) fn readings(pattern: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = TextTable::new(["reading", "unit", "instrument", "definition"], 4);
    let all = instrument::definitions();
    let asked = |name: &str| pattern.is_none_or(|pattern| words::matches(pattern, name));
    if let Some(pattern) = pattern
        && !all.iter().any(|reading| asked(reading.name))
    {
        let names: Vec<&str> = all.iter().map(|reading| reading.name).collect();
        let mistake = unknown::reading(pattern, &names);
        return Err(InputError::new(Location::whole("readings"), mistake).into());
    }
    for reading in all.iter().filter(|reading| asked(reading.name)) {
        let definition = match reading.reference {
            None => reading.definition.to_owned(),
            Some(other) => format!("{} (a change counts from {other})", reading.definition),
        };
        table.push([
            reading.name,
            unit_of(reading.name),
            reading.instrument,
            &definition,
        ]);
    }
    table.wrap_last(terminal_width());
    table.write(out)?;
    writeln!(
        out,
        "\nReadings are means over each phase and window unless their definition says otherwise. \
         A reading\nthat has no meaning in a phase is absent. summary.json holds all; beats and waveforms \
         hold the course in time."
    )?;
    Ok(())
}

pub(super) fn parameters(filter: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = TextTable::new(["parameter", "value", "unit", "allowed", "set", "from"], 6);
    let all = body::parameters()?;
    let asked = |path: &str| filter.is_none_or(|text| path.contains(text));
    if let Some(text) = filter
        && !all.iter().any(|row| asked(&row.path))
    {
        return Err(Failure::from(no_parameter(text, &all)));
    }
    for row in all.iter().filter(|row| asked(&row.path)) {
        let value = row.value.to_string();
        table.push([
            row.path.as_str(),
            &value,
            unit_of(&row.path),
            &row.range,
            row.when,
            &row.origin,
        ]);
    }
    // The list of all has a line for each; a part of it has all of the text.
    let cut = match filter {
        Some(_) => {
            table.wrap_last(terminal_width());
            0
        }
        None => table.cut_last(terminal_width()),
    };
    table.write(out)?;
    if cut > 0 {
        writeln!(
            out,
            "\nCut here: {cut} sources; `secondheart parameters NAME` shows them whole."
        )?;
    }
    writeln!(
        out,
        "\nset: start, the parameter shapes the person and can be set only before the steady start; \
         any time, phases\ncan set it too."
    )?;
    Ok(())
}

/// No name contains a text; the nearest part of a name is proposed, or else the groups of names.
fn no_parameter(text: &str, all: &[body::ParameterRow]) -> InputError {
    let names = all.iter().map(|row| row.path.as_str());
    let words: BTreeSet<&str> = names.clone().flat_map(|name| name.split('.')).collect();
    let groups: BTreeSet<&str> = names.clone().filter_map(|n| n.split('.').next()).collect();
    let known = names.chain(words);
    let mistake = Mistake::UnknownWord {
        what: "parameter",
        word: text.to_owned(),
        nearest: words::nearest(text, known).map(str::to_owned),
        known: groups.into_iter().map(str::to_owned).collect(),
    };
    InputError::new(Location::whole("parameters"), mistake)
}
