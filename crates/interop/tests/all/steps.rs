//! The length of steps: few points, fast models, jumps.

use crate::common::{apart, solve};
use crate::foreign::{flow, rcr, read, resistance, run, series, values_of_inlet, vessel};
use secondheart_interop::svzerod::Options;
use serde_json::json;

/// 5 points a cycle. At steps of 1 ms the pressure at 0.5 s is 609.1.
#[test]
fn few_points_a_cycle_are_stepped_finely() {
    let inlet = flow(&[0.0, 5.0, 0.0, -5.0, 0.0], &[0.0, 0.25, 0.5, 0.75, 1.0]);
    let mut file = vessel(
        json!({ "R_poiseuille": 100.0 }),
        inlet,
        rcr(100.0, 1e-3, 1000.0),
    );
    file["boundary_conditions"][1]["bc_values"]["Pd"] = json!(0.0);
    file["simulation_parameters"] = json!({
        "number_of_cardiac_cycles": 20, "number_of_time_pts_per_cardiac_cycle": 5,
        "steady_initial": false });
    let model = read(&file);
    let solution = solve(&model, &Options::default());
    let pressure = values_of_inlet(&solution)[2];
    assert!((pressure - 609.1).abs() < 0.5, "{pressure}");
    assert_eq!((solution.times_s.len(), solution.parts), (5, 38));
    assert!(solution.step_change.unwrap() < 0.001 && solution.step_warning().is_none());
    // A step that the caller chooses is taken as it is.
    let step_s = Some(0.25);
    let chosen = solve(
        &model,
        &Options {
            step_s,
            ..Options::default()
        },
    );
    assert_eq!((chosen.parts, chosen.step_change), (1, None));
    let pressure = values_of_inlet(&chosen)[2];
    assert!((pressure - 449.4).abs() < 0.1, "{pressure}");
}

/// L and C swing at 32 Hz after every corner of the table.
#[test]
fn a_model_faster_than_the_least_steps_is_refined_until_halving_changes_little() {
    let elements = json!({ "R_poiseuille": 0.02, "C": 0.005, "L": 0.005 });
    let inlet = json!({ "bc_type": "PRESSURE", "bc_values": {
        "P": [80.0, 120.0, 80.0, 80.0], "t": [0.0, 0.1, 0.2, 1.0] } });
    let mut file = vessel(elements, inlet, rcr(0.01, 0.005, 100.0));
    file["simulation_parameters"]["number_of_time_pts_per_cardiac_cycle"] = json!(21);
    let model = read(&file);
    let solution = solve(&model, &Options::default());
    assert!(solution.parts > 8, "{}", solution.parts);
    assert!(solution.step_change.unwrap() <= 0.003 && solution.step_warning().is_none());
    let step_s = Some(1e-4);
    let fine = solve(
        &model,
        &Options {
            step_s,
            ..Options::default()
        },
    );
    let (ours, fine) = (series(&solution, "flow:a:OUT"), series(&fine, "flow:a:OUT"));
    let thinned: Vec<f64> = fine.iter().copied().step_by(500).collect();
    assert!(apart(ours, &thinned, 0) < 0.005);
}

/// A volume that a jump of pressure moves at once is a flow without bounds.
#[test]
fn a_solution_that_no_step_settles_is_told() {
    let table = json!({ "bc_type": "PRESSURE", "bc_values": {
        "P": [80.0, 80.0, 120.0], "t": [0.0, 0.5, 1.0] } });
    let file = vessel(
        json!({ "R_poiseuille": 1e-6, "C": 1.0 }),
        table,
        resistance(10.0),
    );
    let solution = run(&file);
    let warning = solution
        .step_warning()
        .unwrap_or_else(|| panic!("{:?}", solution.step_change));
    assert!(warning.contains("a table jumps"), "{warning}");
}

/// Rates at the points of a file come from the steps, not from the points.
#[test]
fn rates_at_few_points_equal_rates_at_fine_points() {
    let inlet = flow(&[0.0, 5.0, 0.0, -5.0, 0.0], &[0.0, 0.25, 0.5, 0.75, 1.0]);
    let elements = json!({ "R_poiseuille": 100.0 });
    let mut file = vessel(elements, inlet, rcr(100.0, 1e-3, 1000.0));
    file["simulation_parameters"]["output_derivative"] = json!(true);
    let mut rates = |points: u32| {
        file["simulation_parameters"]["number_of_time_pts_per_cardiac_cycle"] = json!(points);
        let solution = run(&file);
        let quantity = solution.quantities.into_iter();
        let mut named = quantity.filter(|quantity| quantity.name == "pressure_c:OUT");
        named.next().unwrap().rates
    };
    let (few, many) = (rates(5), rates(1001));
    for (row, rate) in few.iter().enumerate() {
        let fine = many[250 * row];
        assert!((rate - fine).abs() < 100.0, "{row}: {rate} {fine}");
    }
}
