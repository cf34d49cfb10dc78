//! A model as the JSON of svZeroDSolver.
//!
//! The form is canonical: it has all parameters, defaults included; lists have the order in which
//! svZeroDSolver reads them; vessels are numbered from 0. Reading the text gives the same model,
//! without the warnings about ignored entries of a first file.

mod blocks;
mod joins;
mod layout;

use serde_json::{Value, json};

use super::format::List;
use super::model::{Model, Settings};
use super::parameters;
use blocks::{Blocks, written};

/// The JSON text of a model.
///
/// A model from a file keeps the order of its blocks and connections. The blocks of any other model
/// are grouped by their lists. [`of_network`](super::of_network()) has an example.
pub fn write(model: &Model) -> String {
    let blocks = Blocks::of(model);
    let mut sections = Vec::new();
    if !model.description.is_null() {
        sections.push(("description", model.description.clone()));
    }
    sections.push((
        "simulation_parameters",
        settings(&model.settings, model.period_s),
    ));
    for list in [
        List::Boundaries,
        List::Vessels,
        List::Junctions,
        List::ClosedLoops,
        List::Valves,
        List::Chambers,
        List::Couplings,
    ] {
        let elements = blocks.elements(list);
        if !elements.is_empty() || list == List::Boundaries {
            sections.push((list.keys().list, Value::Array(elements)));
        }
    }
    for (key, values) in [
        ("initial_condition", &model.initial),
        ("initial_condition_d", &model.initial_rates),
    ] {
        if !values.is_empty() {
            let members = values
                .iter()
                .map(|(name, value)| (name.clone(), json!(value)));
            sections.push((key, Value::Object(members.collect())));
        }
    }
    layout::document(&sections)
}

fn settings(settings: &Settings, period_s: f64) -> Value {
    let mut all = written(parameters::settings(&mut settings.clone()));
    let mut put = |key: &str, value: Value| {
        all.insert(key.to_owned(), value);
    };
    put(
        "coupled_simulation",
        json!(settings.external_step_s.is_some()),
    );
    let points = json!(settings.points_per_cycle);
    match settings.external_step_s {
        Some(step_s) => {
            put("number_of_time_pts", points);
            put("external_step_size", json!(step_s));
        }
        None => {
            put("number_of_cardiac_cycles", json!(settings.cycles));
            put("number_of_time_pts_per_cardiac_cycle", points);
        }
    }
    put("cardiac_period", json!(period_s));
    let limit = settings.cycle_to_cycle;
    put("use_cycle_to_cycle_error", json!(limit.is_some()));
    let percent = limit.map_or(1.0, |share| {
        exactly(share, 100.0 * share, |percent| percent / 100.0)
    });
    put("sim_cycle_to_cycle_percent_error", json!(percent));
    Value::Object(all)
}

/// The number at or next to `guess` for which `read` returns `wanted` bit for bit; `guess` if there is
/// none.
fn exactly(wanted: f64, guess: f64, read: impl Fn(f64) -> f64) -> f64 {
    let (up, down) = (guess.next_up(), guess.next_down());
    [guess, up, down, up.next_up(), down.next_down()]
        .into_iter()
        .find(|near| read(*near) == wanted)
        .unwrap_or(guess)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_comes_out_bit_for_bit() {
        let mut most = 1e-3;
        for n in 0..2000 {
            let rest = 0.1 / f64::from(n + 3);
            let wanted = most - rest;
            let found = exactly(wanted, wanted + rest, |m| m - rest);
            assert_eq!(found - rest, wanted, "{most} {rest}");
            most *= 1.0071;
        }
    }
}
