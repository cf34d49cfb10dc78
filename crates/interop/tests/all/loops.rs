//! Closed loops: any step, periodic states, conserved volume.

use crate::common::{cases, model, solve, text};
use secondheart_interop::svzerod::{self, Cycles, Options, SolveError};

/// Two chambers and two vessels with valves between them: nothing comes in or goes out.
const LOOP: &str = include_str!("../models/loop.json");

#[test]
fn a_closed_loop_conserves_volume() {
    let model = model("loop.json", LOOP);
    let options = Options {
        cycles: Cycles::Count(50),
        ..Options::default()
    };
    let solution = solve(&model, &options);
    println!("drift {:e}", solution.volume_drift);
    assert!(solution.volume_drift.abs() < 1e-13);
    // It beats: the ventricle ejects more than a third of its volume.
    let volume = solution.values("Vc:left").unwrap();
    let (low, high) = volume
        .iter()
        .fold((f64::MAX, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
    assert!(high - low > 0.33 * high, "{low} {high}");
    // On average the flow through all valves is the same.
    let mean = |name: &str| {
        let values = solution.values(name).unwrap();
        values[1..].iter().sum::<f64>() / (values.len() - 1) as f64
    };
    let (left, right) = (mean("flow:left:AV"), mean("flow:right:PV"));
    assert!(
        (left - right).abs() < 1e-3 * left && left > 10.0,
        "{left} {right}"
    );
}

#[test]
fn the_periodic_state_is_the_same_at_every_step() {
    let model = model("loop.json", LOOP);
    let mut means = Vec::new();
    for step_s in [0.008, 0.004, 0.001] {
        let options = Options {
            step_s: Some(step_s),
            cycles: Cycles::UntilPeriodic {
                tolerance: 1e-6,
                most: 500,
            },
        };
        let solution = solve(&model, &options);
        assert!(solution.change <= 1e-6 && solution.cycles > 3);
        let pressure = solution.values("pressure:AV:systemic").unwrap();
        let rows = pressure.len() - 1;
        assert!((pressure[0] - pressure[rows]).abs() < 1e-3);
        means.push(pressure[1..].iter().sum::<f64>() / rows as f64);
    }
    println!("{means:?}");
    assert!(
        means.iter().all(|m| (m - means[2]).abs() < 2e-3 * means[2]),
        "{means:?}"
    );
}

#[test]
fn a_run_without_a_periodic_state_is_an_error() {
    let model = model("loop.json", LOOP);
    let options = Options {
        step_s: None,
        cycles: Cycles::UntilPeriodic {
            tolerance: 1e-12,
            most: 2,
        },
    };
    let error = svzerod::solve(&model, &options, &mut |_, _| true).unwrap_err();
    assert!(
        matches!(error, SolveError::NotPeriodic { cycles: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_run_can_be_stopped() {
    let model = model("loop.json", LOOP);
    let options = Options::default();
    let error = svzerod::solve(&model, &options, &mut |cycles, _| cycles < 2).unwrap_err();
    assert_eq!(error, SolveError::Interrupted);
}

#[test]
fn the_decomposed_heart_runs_at_every_number_of_points() {
    let Some(root) = cases() else { return };
    let name = "closedLoopHeart_singleVessel_decomposed";
    let model = model(name, &text(&root, name));
    for points in [100.0, 500.0, 1000.0, 2000.0] {
        let step_s = Some(model.period_s / (points - 1.0));
        let hundred = Options {
            step_s,
            cycles: Cycles::Count(100),
        };
        let solution = solve(&model, &hundred);
        assert!(solution.change < 1e-6, "{points}: {}", solution.change);
        let until = Options {
            step_s,
            cycles: Cycles::UntilPeriodic {
                tolerance: 1e-4,
                most: 100,
            },
        };
        println!(
            "{points} points: periodic after {} cycles",
            solve(&model, &until).cycles
        );
    }
}

#[test]
fn every_model_conserves_volume() {
    let Some(root) = cases() else { return };
    let files = std::fs::read_dir(&root).unwrap().flatten();
    let mut count = 0;
    for file in files {
        let Some(name) = file
            .file_name()
            .into_string()
            .unwrap()
            .strip_suffix(".json")
            .map(str::to_owned)
        else {
            continue;
        };
        let Ok(model) = svzerod::read(&name, &text(&root, &name)) else {
            continue;
        };
        let solution = solve(&model, &Options::default());
        assert!(
            solution.volume_drift.abs() < 1e-12,
            "{name}: {:e}",
            solution.volume_drift
        );
        count += 1;
    }
    assert!(count >= 27, "{count}");
}
