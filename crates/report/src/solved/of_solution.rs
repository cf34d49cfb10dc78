//! The page's data from a model and its solution: the last cycle of vessels and storages.

use std::collections::HashMap;

use secondheart_interop::svzerod::{Block, Law, Model, Solution};

use super::{Computation, Ends, Kind, SolvedModel, Storage, Vessel};

impl SolvedModel {
    /// The last cycle of a solution. File, command line and version are left empty.
    pub fn of(model: &Model, solution: &Solution) -> Self {
        let last = LastCycle::of(model, solution);
        let mut vessels = vessels(model, &last);
        let kind = if vessels.is_empty() {
            vessels = connections(model, &last);
            Kind::Connections
        } else {
            Kind::Vessels
        };
        Self {
            description: model.description_texts(),
            computation: Computation {
                cycles: solution.cycles,
                cycle_s: last.length_s,
                step_s: solution.step_s,
                change: solution.change,
                volume_drift: solution.volume_drift,
                steps: solution.steps,
                solves: solution.solves,
                wall_s: solution.wall_s,
            },
            warnings: model.warnings.clone(),
            times_s: last.times_s.clone(),
            kind,
            vessels,
            storages: storages(model, &last),
            ..Self::default()
        }
    }
}

/// The rows of the last cycle.
struct LastCycle<'a> {
    values: HashMap<&'a str, &'a [f64]>,
    times_s: Vec<f64>,
    length_s: f64,
}

impl<'a> LastCycle<'a> {
    fn of(model: &Model, solution: &'a Solution) -> Self {
        let length_s = model.settings.external_step_s.unwrap_or(solution.period_s);
        let times_s = &solution.times_s;
        let end_s = times_s.last().copied().unwrap_or(0.0);
        // Half a step for rounding.
        let start_s = end_s - length_s;
        let first = times_s.partition_point(|t_s| *t_s < start_s - 0.5 * solution.step_s);
        let values = solution.quantities.iter();
        Self {
            values: values
                .map(|q| (q.name.as_str(), q.values.get(first..).unwrap_or_default()))
                .collect(),
            times_s: times_s[first..].iter().map(|t_s| t_s - start_s).collect(),
            length_s,
        }
    }

    /// A quantity; empty if the model has none of that name.
    fn values(&self, name: &str) -> Vec<f64> {
        self.values.get(name).map_or_else(Vec::new, |v| v.to_vec())
    }

    /// A quantity at a connection; empty if there is no such connection.
    fn at(&self, model: &Model, quantity: &str, connection: Option<usize>) -> Vec<f64> {
        let Some(connection) = connection.map(|n| &model.connections[n]) else {
            return Vec::new();
        };
        self.values(&format!("{quantity}:{}", model.connection_name(connection)))
    }
}

fn inlet(model: &Model, block: usize) -> Option<usize> {
    model.connections.iter().position(|c| c.to == block)
}

fn outlet(model: &Model, block: usize) -> Option<usize> {
    model.connections.iter().position(|c| c.from == block)
}

fn vessels(model: &Model, last: &LastCycle<'_>) -> Vec<Vessel> {
    let blocks = model.blocks.iter().enumerate();
    let found = blocks.filter(|(_, b)| matches!(b.law, Law::Vessel(_) | Law::Follower(_)));
    let vessel = |(index, block): (usize, &Block)| {
        let ends = |quantity| Ends {
            inlet: last.at(model, quantity, inlet(model, index)),
            outlet: last.at(model, quantity, outlet(model, index)),
        };
        Vessel {
            name: block.name.clone(),
            pressure: ends("pressure"),
            flow: ends("flow"),
        }
    };
    found.map(vessel).collect()
}

fn connections(model: &Model, last: &LastCycle<'_>) -> Vec<Vessel> {
    let connection = |index: usize| {
        let ends = |quantity| Ends {
            inlet: last.at(model, quantity, Some(index)),
            outlet: Vec::new(),
        };
        Vessel {
            name: model.connection_name(&model.connections[index]),
            pressure: ends("pressure"),
            flow: ends("flow"),
        }
    };
    (0..model.connections.len()).map(connection).collect()
}

/// Chambers with their pressure, and other blocks whose volume is known.
fn storages(model: &Model, last: &LastCycle<'_>) -> Vec<Storage> {
    let mut storages = Vec::new();
    for (index, block) in model.blocks.iter().enumerate() {
        let name = &block.name;
        let mut add = |label: String, volume: &str, pressure: Vec<f64>| {
            storages.push(Storage {
                name: label,
                volume: last.values(&format!("{volume}:{name}")),
                pressure,
            });
        };
        let entering = || last.at(model, "pressure", inlet(model, index));
        match &block.law {
            Law::Chamber(_) => add(name.clone(), "Vc", entering()),
            Law::Sphere(_) => add(name.clone(), "volume", entering()),
            Law::Heart(_) => {
                // The inlet is the right atrium, whose pressure has no name of its own.
                add("RA".to_owned(), "V_RA", entering());
                for chamber in ["RV", "LA", "LV"] {
                    let pressure = last.values(&format!("P_{chamber}:{name}"));
                    add(chamber.to_owned(), &format!("V_{chamber}"), pressure);
                }
            }
            Law::Coronary(_) | Law::LoopCoronary { .. } => {
                add(format!("{name}, in the muscle"), "volume_im", Vec::new());
            }
            _ => {}
        }
    }
    storages
}

#[cfg(test)]
mod tests {
    use super::*;
    use secondheart_interop::svzerod::{self, Options};

    /// A closed loop of heart and windkessel, in round numbers.
    const LOOP: &str = r#"{
      "description": "a loop",
      "simulation_parameters": {
        "number_of_cardiac_cycles": 3, "number_of_time_pts_per_cardiac_cycle": 51,
        "steady_initial": false, "output_all_cycles": true },
      "boundary_conditions": [
        { "bc_name": "BODY", "bc_type": "ClosedLoopRCR",
          "bc_values": { "Rp": 0.1, "Rd": 1.4, "C": 0.3, "closed_loop_outlet": true } } ],
      "vessels": [
        { "vessel_id": 0, "vessel_name": "aorta", "boundary_conditions": { "outlet": "BODY" },
          "zero_d_element_type": "BloodVessel",
          "zero_d_element_values": { "R_poiseuille": 0.01, "L": 0.004 } } ],
      "closed_loop_blocks": [
        { "closed_loop_type": "ClosedLoopHeartAndPulmonary", "cardiac_cycle_period": 1.0,
          "outlet_blocks": ["aorta"],
          "parameters": {
            "Tsa": 0.4, "tpwave": 9.0, "Erv_s": 2.0, "Elv_s": 3.0, "iml": 0.5, "imr": 0.8,
            "Lrv_a": 2e-4, "Rrv_a": 0.03, "Lra_v": 2e-4, "Rra_v": 0.01, "Lla_v": 3e-4,
            "Rla_v": 0.01, "Llv_a": 1e-4, "Rlv_ao": 0.03, "Vrv_u": 10.0, "Vlv_u": 5.0,
            "Rpd": 0.1, "Cp": 1.0, "Cpa": 0.5, "Kxp_ra": 9.0, "Kxv_ra": 0.005, "Emax_ra": 0.2,
            "Vaso_ra": 5.0, "Kxp_la": 9.0, "Kxv_la": 0.008, "Emax_la": 0.3, "Vaso_la": 9.0 } } ],
      "initial_condition": {
        "V_RA:CLH": 40.0, "V_RV:CLH": 90.0, "V_LA:CLH": 40.0, "V_LV:CLH": 90.0, "P_pul:CLH": 8.0 }
    }"#;

    fn closed_loop() -> (SolvedModel, Solution) {
        let model = svzerod::read("loop.json", LOOP).expect("a model");
        let solution = svzerod::solve(&model, &Options::default(), &mut |_, _| true);
        let solution = solution.expect("a solution");
        (SolvedModel::of(&model, &solution), solution)
    }

    /// The last of three cycles of a quantity.
    fn last<'a>(solution: &'a Solution, name: &str) -> &'a [f64] {
        let all = solution.values(name).expect("a quantity of the model");
        &all[100..]
    }

    #[test]
    fn the_page_shows_the_last_of_all_cycles() {
        let (page, solution) = closed_loop();
        assert_eq!(solution.times_s.len(), 151, "three cycles are written");
        assert_eq!(page.description, ["a loop"]);
        assert_eq!(page.times_s.len(), 51);
        assert!(page.times_s[0].abs() < 1e-9 && (page.times_s[50] - 1.0).abs() < 1e-9);
        let aorta = &page.vessels[0];
        assert_eq!((page.vessels.len(), page.kind), (1, Kind::Vessels));
        let pressure = last(&solution, "pressure:CLH:J_heart_outlet");
        assert_eq!(aorta.pressure.inlet, pressure);
        assert_eq!(aorta.flow.outlet, last(&solution, "flow:aorta:BODY"));
    }

    #[test]
    fn every_chamber_of_the_closed_loop_has_its_own_pressure() {
        let (page, solution) = closed_loop();
        let expected = [
            ("RA", "V_RA:CLH", "pressure:J_heart_inlet:CLH"),
            ("RV", "V_RV:CLH", "P_RV:CLH"),
            ("LA", "V_LA:CLH", "P_LA:CLH"),
            ("LV", "V_LV:CLH", "P_LV:CLH"),
        ];
        assert_eq!(page.storages.len(), expected.len());
        for (storage, (name, volume, pressure)) in page.storages.iter().zip(expected) {
            assert_eq!(storage.name, name);
            assert_eq!(storage.volume, last(&solution, volume));
            assert_eq!(storage.pressure, last(&solution, pressure));
        }
    }
}
