use super::*;
use crate::overview::ReadingCell;

fn cell(value: f64) -> ReadingCell {
    ReadingCell {
        value,
        accepted: Vec::new(),
    }
}

fn stage(label: &str, uptake_ml_per_min: f64, output_l_per_min: f64) -> WorkStage {
    WorkStage {
        label: label.to_owned(),
        power_w: None,
        readings: vec![
            (UPTAKE, cell(uptake_ml_per_min)),
            (OUTPUT.reading, cell(output_l_per_min)),
            ("leg_flow_both_ml_per_min", cell(500.0 * output_l_per_min)),
        ],
    }
}

fn drawn(stages: Vec<WorkStage>) -> Option<Figure> {
    let overview = Overview {
        graded_exercise: stages,
        ..Overview::default()
    };
    draw(&overview, &Layout::WIDE)
}

#[test]
fn the_line_of_people_goes_through_their_rest_and_their_peak() {
    assert!((people_output_l_per_min(0.3) - 5.67).abs() < 1e-9);
    assert!((people_output_l_per_min(3.0) - 21.6).abs() < 1e-9);
}

#[test]
fn one_stage_is_no_graded_exercise() {
    assert!(drawn(Vec::new()).is_none());
    assert!(drawn(vec![stage("50 W", 1000.0, 10.0)]).is_none());
    let figure = drawn(vec![
        stage("50 W", 1000.0, 10.0),
        stage("100 W", 1600.0, 13.0),
    ]);
    let data = figure.expect("two stages").data;
    // Output and legs; the other readings were not taken.
    assert_eq!(data.len(), 2);
    assert_eq!(data[0].columns[0].1, [1.0, 1.6]);
    assert_eq!(data[1].columns[1].1, [5.0, 6.5], "mL/min become L/min");
}

#[test]
fn people_are_told_only_where_a_study_holds() {
    let words = "ranges of people";
    let mut stages = vec![stage("50 W", 1000.0, 10.0), stage("100 W", 1600.0, 13.0)];
    let without = drawn(stages.clone()).expect("two stages");
    assert!(!without.caption.contains(words));
    stages[1].readings[1].1.accepted.push(AcceptedRange {
        low: 12.0,
        high: 15.0,
        ..AcceptedRange::default()
    });
    let with = drawn(stages).expect("two stages");
    assert!(with.caption.contains(words));
    let bars = |figure: Figure| figure.into_file().matches("width=\"7\"").count();
    assert_eq!((bars(without), bars(with)), (0, 1));
}

#[test]
fn a_study_is_a_letter_at_its_own_uptake_with_its_deviation() {
    let value = |reading, uptake_l_per_min, mean, sd| StudyValue {
        reading,
        uptake_l_per_min,
        mean,
        sd,
    };
    let study = |name: &str, values| WorkStudy {
        name: name.to_owned(),
        people: "some men".to_owned(),
        values,
        ..WorkStudy::default()
    };
    let overview = |work_studies| Overview {
        graded_exercise: vec![stage("50 W", 1000.0, 10.0), stage("100 W", 1600.0, 13.0)],
        work_studies,
        ..Overview::default()
    };
    let drawn = |studies| draw(&overview(studies), &Layout::WIDE).expect("two stages");
    let studies = vec![
        study(
            "First 1960",
            vec![value(OUTPUT.reading, 1.3, 11.0, Some(2.0))],
        ),
        study(
            "Second 1970",
            vec![value("leg_flow_both_ml_per_min", 2.0, 9000.0, None)],
        ),
    ];
    let with = drawn(studies);
    assert!(
        with.caption
            .contains("a First 1960: some men; b Second 1970: some men")
    );
    assert!(!drawn(Vec::new()).caption.contains("Letters"));
    let letters = |svg: &str, letter: &str| svg.matches(&format!(">{letter}</text>")).count();
    let file = with.into_file();
    assert_eq!((letters(&file, "a"), letters(&file, "b")), (1, 1));
    assert_eq!(letters(&drawn(Vec::new()).into_file(), "a"), 0);
}
