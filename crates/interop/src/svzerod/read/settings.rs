//! `simulation_parameters`.

use super::super::model::{Settings, Stepping};
use super::super::solve::MOST_STEPS;
use crate::document::Object;
use crate::error::ReadError;

pub(super) const KEYS: [&str; 18] = [
    "number_of_cardiac_cycles",
    "number_of_time_pts_per_cardiac_cycle",
    "absolute_tolerance",
    "maximum_nonlinear_iterations",
    "steady_initial",
    "rho_infty",
    "output_variable_based",
    "output_interval",
    "output_mean_only",
    "output_derivative",
    "output_all_cycles",
    "cardiac_period",
    "use_cycle_to_cycle_error",
    "sim_cycle_to_cycle_percent_error",
    "coupled_simulation",
    "number_of_time_pts",
    "external_step_size",
    "description",
];

pub(super) fn read(parameters: &Object<'_>) -> Result<Settings, ReadError> {
    let whole_or = |key: &str, default: u32, least: u32| {
        parameters
            .get(key)
            .map_or(Ok(default), |at| at.whole(least))
    };
    let usual = Stepping::default();
    let stepping = Stepping {
        absolute_tolerance: match parameters.get("absolute_tolerance") {
            Some(at) => at.positive()?,
            None => usual.absolute_tolerance,
        },
        most_iterations: whole_or("maximum_nonlinear_iterations", usual.most_iterations, 1)?,
        rho_infty: match parameters.get("rho_infty") {
            Some(at) => at.in_range("from 0 to 1", |v| (0.0..=1.0).contains(&v))?,
            None => usual.rho_infty,
        },
    };
    let coupled = parameters.flag_or("coupled_simulation", false)?;
    let (cycles, points_at, external_step_s) = if coupled {
        let points = parameters.need("number_of_time_pts")?;
        let step = parameters.get("external_step_size");
        (1, points, Some(step.map_or(Ok(0.1), |at| at.positive())?))
    } else {
        let cycles = parameters.need("number_of_cardiac_cycles")?.whole(1)?;
        let points = parameters.need("number_of_time_pts_per_cardiac_cycle")?;
        (cycles, points, None)
    };
    let points_per_cycle = points_at.whole(2)?;
    let all_cycles = parameters.flag_or("output_all_cycles", false)?;
    points_at.in_range("at most 10000000", |v| v <= f64::from(MOST_STEPS))?;
    if all_cycles {
        let fits = |points: f64| points * f64::from(cycles) <= f64::from(MOST_STEPS);
        points_at.in_range(
            "fewer: of all cycles together at most 10000000 are put out",
            fits,
        )?;
    }
    let percent = match parameters.get("sim_cycle_to_cycle_percent_error") {
        Some(at) => at.positive()?,
        None => 1.0,
    };
    let to_cycle = parameters.flag_or("use_cycle_to_cycle_error", false)?;
    Ok(Settings {
        cycles,
        points_per_cycle,
        external_step_s,
        steady_initial: parameters.flag_or("steady_initial", true)?,
        variable_based: parameters.flag_or("output_variable_based", false)?,
        interval: whole_or("output_interval", 1, 1)?,
        mean_only: parameters.flag_or("output_mean_only", false)?,
        derivative: parameters.flag_or("output_derivative", false)?,
        all_cycles,
        cycle_to_cycle: to_cycle.then_some(percent / 100.0),
        stepping,
    })
}
