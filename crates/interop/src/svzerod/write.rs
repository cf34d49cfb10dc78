//! A model written as the JSON of svZeroDSolver.
//!
//! The form is canonical: every parameter is there, defaults too; lists are in the order in which
//! svZeroDSolver reads them; vessels are numbered from 0. Reading the text gives the model again,
//! but for warnings about what a first file had and nobody reads.

mod blocks;
mod joins;
mod layout;
mod values;

use serde_json::{Map, Value, json};

use super::model::{Model, Settings};
use blocks::{Blocks, List};
use values::exactly;

/// The JSON text of a model.
///
/// The order of blocks and connections is kept where the format can say it: in a model that was
/// read it can. Blocks of a model that was put together otherwise are gathered by their lists.
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
    for (key, list) in [
        ("boundary_conditions", List::Boundaries),
        ("vessels", List::Vessels),
        ("junctions", List::Junctions),
        ("closed_loop_blocks", List::ClosedLoops),
        ("valves", List::Valves),
        ("chambers", List::Chambers),
        ("external_solver_coupling_blocks", List::Couplings),
    ] {
        let elements = blocks.elements(list);
        if !elements.is_empty() || list == List::Boundaries {
            sections.push((key, Value::Array(elements)));
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
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| {
        all.insert(key.to_owned(), value);
    };
    match settings.external_step_s {
        Some(step_s) => {
            put("coupled_simulation", json!(true));
            put("number_of_time_pts", json!(settings.points_per_cycle));
            put("external_step_size", json!(step_s));
        }
        None => {
            put("coupled_simulation", json!(false));
            put("number_of_cardiac_cycles", json!(settings.cycles));
            put(
                "number_of_time_pts_per_cardiac_cycle",
                json!(settings.points_per_cycle),
            );
        }
    }
    put("cardiac_period", json!(period_s));
    let stepping = &settings.stepping;
    put("absolute_tolerance", json!(stepping.absolute_tolerance));
    put(
        "maximum_nonlinear_iterations",
        json!(stepping.most_iterations),
    );
    put("rho_infty", json!(stepping.rho_infty));
    put("steady_initial", json!(settings.steady_initial));
    put("output_variable_based", json!(settings.variable_based));
    put("output_interval", json!(settings.interval));
    put("output_mean_only", json!(settings.mean_only));
    put("output_derivative", json!(settings.derivative));
    put("output_all_cycles", json!(settings.all_cycles));
    let limit = settings.cycle_to_cycle;
    put("use_cycle_to_cycle_error", json!(limit.is_some()));
    let percent = limit.map_or(1.0, |share| {
        exactly(share, 100.0 * share, |percent| percent / 100.0)
    });
    put("sim_cycle_to_cycle_percent_error", json!(percent));
    Value::Object(all)
}
