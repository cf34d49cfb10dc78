//! `simulation_parameters`: cycles, points, output.

use super::super::model::Settings;
use super::super::parameters::{self, Parameter};
use super::super::solve::MOST_STEPS;
use super::Reader;
use super::blocks::fill;
use crate::document::Object;
use crate::error::ReadError;

/// Keys whose meaning depends on others.
const FURTHER_KEYS: [&str; 9] = [
    "number_of_cardiac_cycles",
    "number_of_time_pts_per_cardiac_cycle",
    "cardiac_period",
    "use_cycle_to_cycle_error",
    "sim_cycle_to_cycle_percent_error",
    "coupled_simulation",
    "number_of_time_pts",
    "external_step_size",
    "description",
];

impl Reader {
    pub(super) fn settings(&mut self, values: &Object<'_>) -> Result<Settings, ReadError> {
        let mut settings = Settings::of(1, 2);
        let optional = parameters::settings(&mut settings);
        let mut known: Vec<&str> = optional.iter().flat_map(Parameter::keys).collect();
        known.extend(FURTHER_KEYS);
        self.keys(values, &known)?;
        fill(values, optional)?;
        let coupled = values.flag_or("coupled_simulation", false)?;
        for (key, of_coupled) in [
            ("number_of_cardiac_cycles", false),
            ("number_of_time_pts_per_cardiac_cycle", false),
            ("external_step_size", true),
            ("number_of_time_pts", true),
        ] {
            let why = match coupled {
                true => "is ignored in a coupled simulation",
                false => "is ignored without coupled_simulation",
            };
            if let (true, Some(at)) = (coupled != of_coupled, values.get(key)) {
                self.note(key, &at, why);
            }
        }
        let points = if coupled {
            let step = values.get("external_step_size");
            settings.external_step_s = Some(step.map_or(Ok(0.1), |at| at.positive())?);
            values.need("number_of_time_pts")?
        } else {
            settings.cycles = values.need("number_of_cardiac_cycles")?.whole(1)?;
            values.need("number_of_time_pts_per_cardiac_cycle")?
        };
        settings.points_per_cycle = points.whole(2)?;
        let most = f64::from(MOST_STEPS);
        points.in_range("at most 10000000", |v| v <= most)?;
        if settings.all_cycles {
            let cycles = f64::from(settings.cycles);
            let wanted = "fewer: of all cycles together at most 10000000 are put out";
            points.in_range(wanted, |points| points * cycles <= most)?;
        }
        let percent = values.get("sim_cycle_to_cycle_percent_error");
        let percent = percent.map_or(Ok(1.0), |at| at.positive())?;
        if values.flag_or("use_cycle_to_cycle_error", false)? {
            settings.cycle_to_cycle = Some(percent / 100.0);
        }
        Ok(settings)
    }
}
