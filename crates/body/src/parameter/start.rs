//! Which parameters shape the person and can be set only before the steady start, as data
//! (`data/start.toml`): groups of names, each with the reason.

use super::Parameters;
use crate::error::BodyError;
use std::sync::Arc;

const FILE: &str = "data/start.toml";
const TEXT: &str = include_str!("../../data/start.toml");

impl Parameters {
    /// Notes at every parameter that belongs to the start the reason why.
    pub(super) fn mark_start(&mut self) -> Result<(), BodyError> {
        self.mark(TEXT).map_err(|message| BodyError::Data {
            file: FILE.to_owned(),
            message,
        })
    }

    fn mark(&mut self, text: &str) -> Result<(), String> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
        let groups = table.get("group").and_then(toml::Value::as_array);
        for group in groups.into_iter().flatten() {
            let names = |key: &str| -> Vec<&str> {
                let names = group.get(key).and_then(toml::Value::as_array);
                let names = names.into_iter().flatten();
                names.filter_map(toml::Value::as_str).collect()
            };
            let reason = group.get("reason").and_then(toml::Value::as_str);
            let reason: Arc<str> = reason.ok_or("a group has no reason")?.into();
            let except = names("except");
            for name in names("parameters") {
                let mut found = false;
                for (path, parameter) in &mut self.values {
                    let excepted = except.iter().any(|except| covers(except, path));
                    if covers(name, path) && !excepted {
                        found = true;
                        parameter.only_at_start = Some(reason.clone());
                    }
                }
                if !found {
                    return Err(format!("unknown parameter `{name}`"));
                }
            }
        }
        Ok(())
    }
}

/// Whether a name of the data stands for a parameter.
fn covers(name: &str, path: &str) -> bool {
    match name.strip_prefix('*') {
        Some(ending) => path.ends_with(ending),
        None => path
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shapes_the_person_belongs_to_the_start_and_the_rest_does_not() {
        let shipped = Parameters::shipped().unwrap();
        let reason = |path: &str| shipped.get(path).unwrap().only_at_start.as_deref();
        for path in [
            "blood.volume_ratio",
            "blood.haematocrit_pct",
            "heart.left_ventricle.passive_exponent_per_ml",
            "leg.left.calf.soleal_vein.unstressed_volume_ml",
            "leg.right.calf.perforator_lower.valve_area_cm2",
            "valve.perforator.dilation",
            "muscle.peak_pressure.soleus_mmhg",
        ] {
            assert!(reason(path).is_some_and(|why| why.len() > 20), "{path}");
        }
        for path in [
            "blood.bleeding_ml_per_min",
            "blood.wound_ml_per_min",
            "heart.left_ventricle.end_systolic_elastance_mmhg_per_ml",
            "leg.left.popliteal_inflow.open_fraction",
            "leg.left.graft.femoral_tibial.diameter_mm",
            "leg.left.sleeve.calf.stocking_mmhg",
            "stenosis.length_cm",
            "valve.deep.competence",
            "muscle.pressure_gain",
            "reflex.vagal.drive",
            "respiration.rate_per_min",
        ] {
            assert_eq!(reason(path), None, "{path}");
        }
    }

    #[test]
    fn a_name_that_no_parameter_has_is_refused() {
        let mut shipped = Parameters::shipped().unwrap();
        let group = "[[group]]\nreason = \"r\"\nparameters = [\"bloods\"]\n";
        let told = shipped.mark(group);
        assert_eq!(told, Err("unknown parameter `bloods`".to_owned()));
    }
}
