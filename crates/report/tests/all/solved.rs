//! The page of a solved model, parsed.

use crate::common::{HOSTILE, HOSTILE_NUMBERS, parse, stands_alone, texts_fit};
use secondheart_report::DISCLAIMER;
use secondheart_report::solved::{Computation, Ends, Kind, SolvedModel, Storage, Vessel, html};

/// A pulse about a mean; `shift` as a share of the cycle.
fn pulse(mean: f64, height: f64, shift: f64) -> Vec<f64> {
    let phase = |n: i32| std::f64::consts::TAU * (f64::from(n) / 100.0 - shift);
    (0..=100).map(|n| mean + height * phase(n).sin()).collect()
}

/// A model with a number of vessels, whose numbers are of the order of `unit`.
fn model(vessels: usize, unit: f64) -> SolvedModel {
    let ends = |mean: f64| Ends {
        inlet: pulse(mean * unit, 0.3 * mean * unit, 0.0),
        outlet: pulse(0.9 * mean * unit, 0.2 * mean * unit, 0.1),
    };
    let vessel = |n: usize| Vessel {
        name: format!("branch{n}_segment_with_a_long_name"),
        pressure: ends(100.0),
        flow: ends(60.0),
    };
    let chamber = |name: &str, pressure: f64| Storage {
        name: name.into(),
        volume: pulse(80.0 * unit, 40.0 * unit, 0.25),
        pressure: pulse(pressure * unit, pressure * unit, 0.0),
    };
    SolvedModel {
        file: "loop.json".into(),
        description: vec!["A loop".into(), "LV -> aorta -> LV".into()],
        command_line: "secondheart solve loop.json --report loop.html".into(),
        version: "0.1.0".into(),
        computation: Computation {
            cycles: 12,
            cycle_s: 0.8,
            step_s: 8e-3,
            change: 3.2e-5,
            volume_drift: -1.5e-15,
            steps: 2400,
            solves: 2517,
            wall_s: 0.0123,
        },
        warnings: vec!["pul (BloodVesselRC) stores no volume".into()],
        times_s: (0..=100).map(|n| 8e-3 * f64::from(n)).collect(),
        kind: Kind::Vessels,
        vessels: (0..vessels).map(vessel).collect(),
        storages: vec![
            chamber("RA", 5.0),
            chamber("RV", 15.0),
            chamber("LA", 8.0),
            chamber("LV", 60.0),
            Storage {
                name: "LCA".into(),
                volume: pulse(2.0 * unit, unit, 0.3),
                pressure: Vec::new(),
            },
        ],
    }
}

#[test]
fn the_page_describes_the_computation_and_needs_no_other_file() {
    let page = html(&model(4, 1.0));
    let document = parse(&page);
    stands_alone(&page, &document);
    for words in [
        "<h1>A loop</h1>",
        "<p class=\"lead\">LV -&gt; aorta -&gt; LV</p>",
        "loop.json",
        "<dd>12</dd><dt>cycles computed</dt>",
        "<dd>0.8 s</dd><dt>length of a cycle</dt>",
        "<dd>8 ms</dd><dt>length of a step</dt>",
        "<dd>12.3 ms</dd>",
        "<dd>2400</dd>",
        "<dd>2517</dd>",
        "<dd>3.2e\u{2212}5</dd>",
        "<dd>\u{2212}1.5e\u{2212}15</dd>",
        "pul (BloodVesselRC) stores no volume",
        "in the units of the model&#39;s file",
        "<span>--report</span>",
        "secondheart 0.1.0",
        DISCLAIMER,
    ] {
        assert!(page.contains(words), "{words}");
    }
    let ids: Vec<&str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "figure")
        .filter_map(|node| node.attribute("id"))
        .collect();
    let expected = [
        "figure-chambers",
        "figure-loops",
        "figure-volumes",
        "figure-pressure",
        "figure-flow",
        "figure-pressure-2",
        "figure-flow-2",
    ];
    assert_eq!(ids, expected);
    assert!(
        !page.contains("mmHg") && !page.contains("mL"),
        "no units but the file's"
    );
}

#[test]
fn texts_in_figures_fit_in_any_units() {
    for unit in [1.0, 0.0031, 0.12, 70.0, 1333.22, 1e-6, 1e9] {
        let page = html(&model(7, unit));
        assert!(texts_fit(&parse(&page)) > 200);
    }
}

#[test]
fn a_large_model_has_twelve_figures_and_all_vessels_in_its_table() {
    let page = html(&model(400, 1.0));
    let document = parse(&page);
    stands_alone(&page, &document);
    let count = |name: &str| {
        let nodes = document.descendants();
        nodes.filter(|node| node.tag_name().name() == name).count()
    };
    assert_eq!(
        count("figure"),
        11,
        "three of the heart, four pairs of the vessels"
    );
    assert!(page.contains("show 12 of 400 vessels"));
    for n in [0, 11, 12, 399] {
        assert!(page.contains(&format!("branch{n}_segment")), "{n}");
    }
    assert_eq!(count("tr"), 2 + 2 * 400 + 2 + 5);
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
}

#[test]
fn connections_are_called_connections() {
    let mut solved = model(7, 1.0);
    solved.kind = Kind::Connections;
    for vessel in &mut solved.vessels {
        vessel.pressure.outlet.clear();
        vessel.flow.outlet.clear();
    }
    let page = html(&solved);
    assert!(page.contains("Pressure in connections 1 to 6 of 7"));
    assert!(page.contains("Flow in connection 7 of 7"));
    assert!(!page.contains("vessels"));
}

#[test]
fn nothing_breaks_on_empty_or_impossible_data() {
    for value in HOSTILE_NUMBERS {
        let series = vec![1.0, value, 2.0, value];
        let ends = Ends {
            inlet: series.clone(),
            outlet: vec![value],
        };
        let storage = |pressure: &[f64]| Storage {
            name: HOSTILE.into(),
            volume: series.clone(),
            pressure: pressure.into(),
        };
        let solved = SolvedModel {
            file: HOSTILE.into(),
            description: vec![HOSTILE.into(); 2],
            command_line: HOSTILE.into(),
            version: HOSTILE.into(),
            computation: Computation {
                cycle_s: value,
                step_s: value,
                change: value,
                volume_drift: value,
                wall_s: value,
                ..Computation::default()
            },
            warnings: vec![HOSTILE.into()],
            times_s: vec![0.0, value, 1.0],
            kind: Kind::Vessels,
            vessels: vec![
                Vessel {
                    name: HOSTILE.repeat(5),
                    pressure: ends.clone(),
                    flow: ends,
                },
                Vessel::default(),
            ],
            storages: vec![storage(&series), storage(&[])],
        };
        let page = html(&solved);
        let document = parse(&page);
        stands_alone(&page, &document);
        assert!(!page.contains("NaN") && !page.contains("inf\""), "{value}");
        assert!(page.len() < 600_000, "{value}: {} bytes", page.len());
    }
    let page = html(&SolvedModel::default());
    parse(&page);
    assert!(page.contains(DISCLAIMER) && !page.contains("<figure") && !page.contains("<table"));
}
