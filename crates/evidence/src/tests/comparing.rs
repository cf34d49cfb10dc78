//! Comparing readings with a row: reductions, references, and what is not measurable.

use super::*;

fn reduced(reduce: &str, entries: &[Read]) -> Verdict {
    let target = target(|text| {
        let from = if reduce.contains("change") || ["share_pct", "ratio", "sign"].contains(&reduce)
        {
            "\nfrom_phase = \"standing\""
        } else {
            ""
        };
        *text = text.replace("\"value\"", &format!("\"{reduce}\"{from}"));
        let own_unit = match reduce {
            "ratio" | "sign" => reduce,
            _ if reduce.ends_with("_pct") => "%",
            _ => "mmHg",
        };
        *text = text.replace("unit = \"mmHg\"", &format!("unit = \"{own_unit}\""));
    });
    assess(&target, Ok(&[readings(entries)]), None)
}

#[test]
fn each_reduction_gives_its_own_number() {
    let walked = [
        ("standing", 80.0, None),
        ("walking", 20.0, Some((10.0, 100.0))),
    ];
    assert_eq!(reduced("value", &walked), Verdict::In { value: 20.0 });
    assert_eq!(reduced("minimum", &walked), Verdict::Out { value: 10.0 });
    assert_eq!(reduced("maximum", &walked), Verdict::Out { value: 100.0 });
    assert_eq!(reduced("change", &walked), Verdict::Out { value: -60.0 });
    assert_eq!(
        reduced("change_pct", &walked),
        Verdict::Out { value: -75.0 }
    );
    assert_eq!(reduced("share_pct", &walked), Verdict::In { value: 25.0 });
    assert_eq!(reduced("ratio", &walked), Verdict::Out { value: 0.25 });
    assert_eq!(reduced("sign", &walked), Verdict::Out { value: -1.0 });
    assert_eq!(
        reduced("peak_change", &walked),
        Verdict::Out { value: -70.0 }
    );
    assert_eq!(
        reduced("peak_change_pct", &walked),
        Verdict::Out { value: -87.5 }
    );
    let up = [
        ("standing", 80.0, None),
        ("walking", 90.0, Some((75.0, 104.0))),
    ];
    assert_eq!(reduced("sign", &up), Verdict::Out { value: 1.0 });
    assert_eq!(reduced("peak_change", &up), Verdict::In { value: 24.0 });
    assert_eq!(reduced("peak_change_pct", &up), Verdict::In { value: 30.0 });
}

#[test]
fn a_target_is_compared_with_the_mean_of_several_simulations() {
    let runs = [20.0, 30.0].map(|pressure| readings(&[("walking", pressure, None)]));
    let target = target(|_| ());
    assert_eq!(
        assess(&target, Ok(&runs), None),
        Verdict::In { value: 25.0 }
    );
    let unread = [runs[0].clone(), Readings::default()];
    assert_eq!(assess(&target, Ok(&unread), None).value(), None);
}

#[test]
fn a_change_can_count_from_another_scenario() {
    let target = |from: &str| {
        replaced(
            "reduce = \"value\"\n",
            &format!(
                "reduce = \"change\"\nfrom_phase = \"{from}\"\nfrom_scenario = \"calf-raises\"\n"
            ),
        )
    };
    let evidence = Evidence::parse(&target("lying"), "a.toml").unwrap();
    let names: Vec<String> = evidence.scenarios.keys().map(Case::to_string).collect();
    assert_eq!(names, ["calf-raises", "walk"], "both are simulated");
    let row = &evidence.targets[0];
    let own = [readings(&[("walking", 50.0, None), ("lying", 1.0, None)])];
    // The reference is the mean over its simulations.
    let other = [10.0, 30.0].map(|pressure| readings(&[("lying", pressure, None)]));
    let verdict = assess(row, Ok(&own), Some(Ok(&other)));
    assert_eq!(verdict, Verdict::In { value: 30.0 });
    let failed = assess(row, Ok(&own), Some(Err("it failed".to_owned())));
    assert_eq!(failed.value(), None);
    // The phase is looked for in the other scenario.
    let told = message(&target("walking"));
    assert!(
        told.starts_with(
            "a.toml:23: target.A1.from_phase: the scenario \"calf-raises\" has no phase"
        ),
        "{told}"
    );
    let alone = replaced(
        "reduce = \"value\"\n",
        "reduce = \"value\"\nfrom_scenario = \"walk\"\n",
    );
    assert!(
        message(&alone).contains("\"from_scenario\" has nothing to do"),
        "{}",
        message(&alone)
    );
}

#[test]
fn a_dip_is_counted_from_the_mean_before_and_not_from_the_lowest_beat_there() {
    let dip = target(|text| {
        *text = text
            .replace(
                "ankle_vein_pressure_mmhg",
                "lowest_mean_arterial_pressure_mmhg",
            )
            .replace("\"value\"", "\"change\"\nfrom_phase = \"standing\"");
    });
    let mut readings = Readings::default();
    for (span, name, value) in [
        ("standing", "mean_arterial_pressure_mmhg", 90.0),
        ("standing", "lowest_mean_arterial_pressure_mmhg", 85.0),
        ("walking", "lowest_mean_arterial_pressure_mmhg", 60.0),
    ] {
        readings.insert(
            span,
            name,
            Reading {
                value,
                extremes: None,
            },
        );
    }
    assert_eq!(
        assess(&dip, Ok(&[readings]), None),
        Verdict::Out { value: -30.0 }
    );
}

#[test]
fn what_was_not_read_is_not_measurable_and_never_in_band() {
    let why = |verdict: Verdict| match verdict {
        Verdict::NotMeasurable { why } => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        why(reduced("value", &[("standing", 20.0, None)])),
        "ankle_vein_pressure_mmhg was not read in \"walking\""
    );
    assert_eq!(
        why(reduced("change", &[("walking", 20.0, None)])),
        "ankle_vein_pressure_mmhg was not read in \"standing\""
    );
    assert_eq!(
        why(reduced("minimum", &[("walking", 20.0, None)])),
        "ankle_vein_pressure_mmhg is not followed in time in \"walking\""
    );
    let zero = [("standing", 0.0, None), ("walking", 0.0, None)];
    assert_eq!(
        why(reduced("change_pct", &zero)),
        "ankle_vein_pressure_mmhg has no finite value in \"walking\""
    );
    assert_eq!(
        why(assess(&target(|_| ()), Err("it failed".to_owned()), None)),
        "it failed"
    );
    let unplanned = target(|text| *text = text.split("scenario").next().unwrap().to_owned());
    assert_eq!(
        why(assess(&unplanned, Ok(&[Readings::default()]), None)),
        "no scenario measures it"
    );
}

#[test]
fn a_slope_goes_through_the_values_of_its_phases() {
    let target = target(|text| {
        *text = text
            .replace("unit = \"mmHg\"", "unit = \"mmHg.min/L\"")
            .replace(
                "phase = \"walking\"",
                "phases = [\"standing\", \"still\", \"walking\"]",
            )
            .replace(
                "reduce = \"value\"",
                "reduce = \"slope\"\nagainst = \"cardiac_output_l_per_min\"",
            );
    });
    let mut run = readings(&[
        ("standing", 10.0, None),
        ("still", 30.0, None),
        ("walking", 50.0, None),
    ]);
    for (span, output) in [("standing", 4.0), ("still", 5.0), ("walking", 6.0)] {
        let reading = Reading {
            value: output,
            extremes: None,
        };
        run.insert(span, "cardiac_output_l_per_min", reading);
    }
    assert_eq!(
        assess(&target, Ok(&[run]), None),
        Verdict::In { value: 20.0 }
    );
}

#[test]
fn a_half_time_comes_from_the_course_and_a_peak_without_one_is_not_measurable() {
    let target = target(|text| {
        *text = text.replace("unit = \"mmHg\"", "unit = \"s\"").replace(
            "reduce = \"value\"",
            "reduce = \"half_time\"\nfrom_phase = \"standing\"",
        );
    });
    let mut run = readings(&[("standing", 80.0, None), ("walking", 20.0, None)]);
    assert_eq!(
        assess(&target, Ok(&[run.clone()]), None),
        Verdict::NotMeasurable {
            why: "ankle_vein_pressure_mmhg is not followed in time in \"walking\"".to_owned()
        }
    );
    let times = (0..200).map(|beat| f64::from(beat) + 0.5);
    run.follow(
        "walking",
        "ankle_vein_pressure_mmhg",
        times.map(|time_s| (time_s, (80.0 - time_s).max(20.0))),
    );
    // Down from 80 by one a second to 20: half of the way after 30 s.
    assert_eq!(
        assess(&target, Ok(&[run]), None),
        Verdict::In { value: 30.0 }
    );
}

#[test]
fn a_change_per_another_is_a_slope_between_two_states() {
    let row = |reduce: &str| {
        replaced("unit = \"mmHg\"", "unit = \"mmHg.min/L\"").replace(
            "reduce = \"value\"",
            &format!(
                "reduce = \"{reduce}\"\nagainst = \"cardiac_output_l_per_min\"\nfrom_phase = \"standing\""
            ),
        )
    };
    let target = Evidence::parse(&row("change_per"), "a.toml").unwrap();
    let target = &target.targets[0];
    let mut run = readings(&[("standing", 80.0, None), ("walking", 20.0, None)]);
    for (span, value) in [("standing", 5.0), ("walking", 8.0)] {
        let reading = Reading {
            value,
            extremes: None,
        };
        run.insert(span, "cardiac_output_l_per_min", reading);
    }
    let verdict = assess(target, Ok(&[run]), None);
    assert_eq!(verdict, Verdict::Out { value: -20.0 });
    let told = message(&row("change"));
    assert!(told.contains("\"against\""), "{told}");
}

#[test]
fn a_sign_tells_the_direction_and_a_change_of_a_percentage_is_in_points() {
    let row = |reduce: &str, unit: &str, reading: &str| {
        let text = replaced("unit = \"mmHg\"", &format!("unit = \"{unit}\""));
        text.replace("ankle_vein_pressure_mmhg", reading).replace(
            "reduce = \"value\"",
            &format!("reduce = \"{reduce}\"\nfrom_phase = \"standing\""),
        )
    };
    let sign = Evidence::parse(&row("sign", "sign", "ankle_vein_pressure_mmhg"), "a.toml");
    let run = readings(&[("standing", 80.0, None), ("walking", 20.0, None)]);
    let verdict = assess(&sign.unwrap().targets[0], Ok(&[run]), None);
    assert_eq!(verdict, Verdict::Out { value: -1.0 });
    let share = "ejection_fraction_pct";
    assert!(Evidence::parse(&row("change", "points", share), "a.toml").is_ok());
    assert!(Evidence::parse(&row("change_pct", "points", share), "a.toml").is_err());
    let pressure = "ankle_vein_pressure_mmhg";
    assert!(Evidence::parse(&row("change", "points", pressure), "a.toml").is_err());
}
