use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::fake::{CYCLE_S, FakeBody};
use crate::plant::Driven;
use crate::record::{
    BeatColumn, BeatStatistic, Channel, Column, Format, OutputFolder, PhaseWords, Precision,
    Storage, TableFile,
};
use crate::run::{RunError, Runner};
use secondheart_protocol::scenario::Scenario;

mod in_memory;
#[cfg(feature = "parquet")]
mod in_parquet;

const SCENARIO: &str = "
name = \"two\"
[[phase]]
name = \"first\"
duration = \"8 s\"
[[phase]]
name = \"second\"
duration = \"4 s\"
[[window]]
name = \"late\"
phase = \"second\"
start = \"3.2 s\"
end = \"4 s\"
";

fn timeline() -> Timeline {
    Scenario::parse(SCENARIO, "two.toml").unwrap().timeline()
}

fn plan() -> Plan {
    let channel = |name: &str, signal: &str| Channel {
        name: name.to_owned(),
        signal: signal.to_owned(),
        description: format!("the {name}"),
    };
    let column = |name: &str, signal: &str, statistic, factor| BeatColumn {
        name: name.to_owned(),
        signal: signal.to_owned(),
        description: format!("the {name}"),
        statistic,
        factor,
    };
    Plan {
        rows_hz: 50.0,
        channels: vec![
            channel("clock_s", "time_s"),
            channel("pressure_mmhg", "a.pressure_mmhg"),
        ],
        beats: vec![
            column("systolic_mmhg", "a.pressure_mmhg", BeatStatistic::Max, 1.0),
            column("diastolic_mmhg", "a.pressure_mmhg", BeatStatistic::Min, 1.0),
            column("mean_mmhg", "a.pressure_mmhg", BeatStatistic::Mean, 1.0),
            column(
                "stroke_volume_ml",
                "a.flow_ml_per_s",
                BeatStatistic::Integral,
                1.0,
            ),
            column(
                "output_l_per_min",
                "a.flow_ml_per_s",
                BeatStatistic::Mean,
                0.06,
            ),
        ],
        rate_hz: 50.0,
        instruments: None,
    }
}

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("secondheart-record-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn output(folder: &Path, format: Format) -> Output {
    Output {
        storage: Storage::Folder(OutputFolder::prepare(folder).unwrap()),
        format,
        about: vec![("scenario".to_owned(), "two".to_owned())],
        phases: Vec::new(),
    }
}

/// The phases of the scenario in words.
fn phases() -> Vec<PhaseWords> {
    let phase = |start_s, name: &str, activity: &str| PhaseWords {
        start_s,
        name: name.to_owned(),
        posture: "standing".to_owned(),
        activity: activity.to_owned(),
    };
    vec![
        phase(0.0, "first", "rest"),
        phase(8.0, "second", "walk, slow"),
    ]
}

#[test]
fn every_row_tells_its_phase_posture_and_activity() {
    let scratch = Scratch::new("phases");
    let output = Output {
        phases: phases(),
        ..output(&scratch.0, Format::Csv)
    };
    record(FakeBody::default(), Some(output)).unwrap();
    let rows = |file: &str| -> Vec<String> {
        let text = std::fs::read_to_string(scratch.0.join(file)).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    let waveforms = rows("waveforms.csv");
    assert!(
        waveforms[0].ends_with(",phase,posture,activity"),
        "{}",
        waveforms[0]
    );
    let first = |row: &&String| row.ends_with(",first,standing,rest");
    let second = |row: &&String| row.ends_with(",second,standing,\"walk, slow\"");
    // 50 rows a second: the first phase to just before 8 s, the second with both ends.
    assert_eq!(waveforms.iter().filter(first).count(), 400);
    assert_eq!(waveforms.iter().filter(second).count(), 201);
    assert!(waveforms[401].starts_with("8,"), "{}", waveforms[401]);
    let beats = rows("beats.csv");
    // A beat belongs to the phase in which it begins.
    let of_second: Vec<f64> = beats
        .iter()
        .filter(second)
        .map(|row| row.split(',').next().unwrap().parse().unwrap())
        .collect();
    assert!(
        of_second.iter().all(|start_s| *start_s >= 8.0 - 1e-9),
        "{of_second:?}"
    );
    assert_eq!(
        beats.iter().filter(first).count() + of_second.len(),
        beats.len() - 1
    );
}

#[test]
fn more_signals_are_recorded_by_name_at_the_rate_asked_for() {
    let recorded = secondheart_protocol::scenario::Recorded {
        signals: Vec::new(),
        rate_hz: Some(10.0),
    };
    let plan = plan().with(&recorded, &FakeBody::default());
    assert_eq!((plan.rows_hz, plan.rate_hz), (10.0, 50.0));
    let scratch = Scratch::new("rate");
    let (timeline, mut body) = (timeline(), FakeBody::default());
    let output = Some(output(&scratch.0, Format::Csv));
    let mut recorder = Recorder::new(&body, plan, &timeline, output).unwrap();
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    recorder.finish().unwrap();
    let text = std::fs::read_to_string(scratch.0.join("waveforms.csv")).unwrap();
    assert_eq!(
        text.lines().count(),
        1 + 121,
        "12 s at 10 a second with both ends"
    );
}

fn record(mut body: FakeBody, output: Option<Output>) -> Result<Record, RunError> {
    let timeline = timeline();
    let mut recorder = Recorder::new(&body, plan(), &timeline, output)?;
    Runner::new(&timeline).run(&mut body, &mut recorder)?;
    Ok(recorder.finish()?)
}

fn close(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected}"
    );
}

#[test]
fn phases_and_windows_are_read_over_exactly_their_own_time() {
    let record = record(FakeBody::default(), None).unwrap();
    let spans: Vec<_> = record.phases.iter().chain(&record.windows).collect();
    let expected = [
        ("first", 0.0, 8.0),
        ("second", 8.0, 12.0),
        ("late", 11.2, 12.0),
    ];
    for (span, (name, start_s, end_s)) in spans.iter().zip(expected) {
        assert_eq!(span.span.name, name);
        let clock = span.channels[0];
        close(clock.duration_s, end_s - start_s, 1e-9);
        close(clock.mean(), 0.5 * (start_s + end_s), 1e-9);
        close(clock.first, start_s, 1e-9);
        close(clock.last, end_s, 1e-9);
        close(
            clock.integral,
            0.5 * (end_s * end_s - start_s * start_s),
            1e-9,
        );
        // Whole cycles: the mean of a squared sine is one half.
        close(span.channels[1].mean(), 100.0, 0.01);
        close(span.channels[1].min, 80.0, 0.01);
        close(span.channels[1].max, 120.0, 0.01);
    }
}

#[test]
fn beats_are_cut_between_steps_where_the_body_says_they_ended() {
    let scratch = Scratch::new("beats");
    let record = record(FakeBody::default(), Some(output(&scratch.0, Format::Csv))).unwrap();
    let text = std::fs::read_to_string(scratch.0.join("beats.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "start_s [s],duration_s [s],heart_rate_per_min [/min],systolic_mmhg [mmHg],diastolic_mmhg \
         [mmHg],mean_mmhg [mmHg],stroke_volume_ml [mL],output_l_per_min [L/min]"
    );
    let rows: Vec<Vec<f64>> = lines
        .map(|line| {
            line.split(',')
                .map(|value| value.parse().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(rows.len() as u64, record.beats);
    // 15 cycles; the start of the first is the start of the run and was not seen as a beat's end.
    assert!((13..=14).contains(&rows.len()), "{}", rows.len());
    for (index, row) in rows.iter().enumerate() {
        close(row[0], (index + 1) as f64 * CYCLE_S, 1e-9);
        close(row[1], CYCLE_S, 1e-9);
        close(row[2], 75.0, 1e-6);
        close(row[3], 120.0, 0.01);
        close(row[4], 80.0, 0.02);
        close(row[5], 100.0, 0.02);
        close(row[6], 80.0, 0.02);
        close(row[7], 6.0, 0.002);
    }
    close(record.phases[0].heart_rate_per_min(), 75.0, 1e-6);
    close(record.phases[0].beats[3].mean(), 80.0, 0.02);
}

#[test]
fn a_row_of_the_wrong_width_is_refused() {
    let scratch = Scratch::new("width");
    let folder = Storage::Folder(OutputFolder::prepare(&scratch.0).unwrap());
    let columns = [Column::new("time_s", "time", Precision::Double)];
    let mut table = TableFile::create(&folder, "t", Format::Csv, &columns, &[]).unwrap();
    assert!(matches!(
        table.push(&[1.0, 2.0]),
        Err(RecordError::RowWidth {
            given: 2,
            expected: 1,
            ..
        })
    ));
}

#[test]
fn a_failed_run_leaves_nothing_behind() {
    let scratch = Scratch::new("failed");
    let inner = scratch.0.join("out/two");
    let error = record(
        FakeBody::default().failing_at(5.0),
        Some(output(&inner, Format::Csv)),
    );
    assert!(matches!(error, Err(RunError::Plant(_))));
    assert!(scratch.files().is_empty(), "{:?}", scratch.files());
}

#[test]
fn a_failed_run_leaves_older_results_alone() {
    let scratch = Scratch::new("older");
    std::fs::write(scratch.0.join("beats.csv"), "older").unwrap();
    record(
        FakeBody::default().failing_at(5.0),
        Some(output(&scratch.0, Format::Csv)),
    )
    .unwrap_err();
    assert_eq!(scratch.files(), ["beats.csv"]);
    assert_eq!(
        std::fs::read_to_string(scratch.0.join("beats.csv")).unwrap(),
        "older"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_found_out_first() {
    let scratch = Scratch::new("unwritable");
    let file = scratch.0.join("file");
    std::fs::write(&file, "").unwrap();
    let error = OutputFolder::prepare(&file.join("out")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "results cannot be written to {}: Not a directory (os error 20)",
            file.join("out").display()
        )
    );
}

#[test]
fn a_signal_that_the_body_does_not_have_is_named() {
    let mut plan = plan();
    plan.channels[0].signal = "nowhere.pressure_mmhg".to_owned();
    let error = Recorder::new(&FakeBody::default(), plan, &timeline(), None)
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "unknown signal \"nowhere.pressure_mmhg\""
    );
}

#[test]
fn the_summary_is_json_with_the_phases() {
    let scratch = Scratch::new("summary");
    record(FakeBody::default(), Some(output(&scratch.0, Format::Csv))).unwrap();
    let text = std::fs::read_to_string(scratch.0.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(summary["scenario"], "two");
    assert_eq!(summary["phases"][1]["name"], "second");
    assert_eq!(summary["windows"][0]["start_s"], 11.2);
    assert_eq!(summary["phases"][0]["end_s"], 8.0);
    assert!(summary["phases"][0]["readings"].is_object());
}

#[test]
fn a_file_added_to_a_recording_is_named_with_the_others() {
    let scratch = Scratch::new("added");
    let (mut body, timeline) = (FakeBody::default(), timeline());
    let output = output(&scratch.0, Format::Csv);
    let mut recorder = Recorder::new(&body, plan(), &timeline, Some(output)).unwrap();
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    let mut recording = recorder.complete(None).unwrap();
    let files = recording.files.as_mut().unwrap();
    files.add("report.html", b"<p>").unwrap();
    assert!(scratch.files().iter().all(|name| name.ends_with(".part")));
    recording.keep().unwrap();
    assert_eq!(
        scratch.files(),
        ["beats.csv", "report.html", "summary.json", "waveforms.csv"]
    );
}

#[test]
fn every_beat_is_counted_in_the_one_phase_that_it_ends_in() {
    let record = record(FakeBody::default(), None).unwrap();
    let counts: Vec<u64> = record.phases.iter().map(|phase| phase.beat_count).collect();
    assert_eq!(counts.iter().sum::<u64>(), record.beats);
    assert!((8..=10).contains(&counts[0]), "8 s of 0.8 s: {counts:?}");
    assert!((4..=5).contains(&counts[1]), "4 s of 0.8 s: {counts:?}");
}

#[test]
fn a_body_that_has_lived_already_is_recorded_in_the_scenarios_time() {
    // Neither a beat of the body nor the start of the scenario falls on a step of the other.
    let began_s = 10.05;
    let mut body = FakeBody::default();
    while body.time_s() < began_s {
        body.step_towards(began_s).unwrap();
    }
    let scratch = Scratch::new("lived");
    let record = record(body, Some(output(&scratch.0, Format::Csv))).unwrap();
    let text = std::fs::read_to_string(scratch.0.join("beats.csv")).unwrap();
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| {
            line.split(',')
                .map(|value| value.parse().unwrap())
                .collect()
        })
        .collect();
    // The 13th cycle of the body ends at 10.4 s, which is 0.35 s into the scenario.
    assert_eq!(rows.len(), 14);
    for (index, row) in rows.iter().enumerate() {
        close(row[0], 0.35 + index as f64 * CYCLE_S, 1e-9);
        close(row[1], CYCLE_S, 1e-9);
        close(row[3], 120.0, 0.01);
        close(row[6], 80.0, 0.02);
    }
    // Beats end at 1.15 s, 1.95 s, ... 7.55 s in the first phase, 8.35 s ... 11.55 s in the second.
    let counts: Vec<u64> = record.phases.iter().map(|phase| phase.beat_count).collect();
    assert_eq!(counts, [9, 5]);
    let clock = record.phases[1].channels[0];
    close(clock.first, began_s + 8.0, 1e-9);
    close(clock.last, began_s + 12.0, 1e-9);
}

#[test]
fn a_course_has_the_mean_over_each_beat_of_its_phase() {
    let mut body = FakeBody::default();
    let timeline = timeline();
    let mut plan = plan();
    // A channel that is the clock: its mean over a beat is the middle of the beat.
    plan.channels[0].name = "mean_arterial_pressure_mmhg".to_owned();
    let mut recorder = Recorder::new(&body, plan, &timeline, None).unwrap();
    for reading in [
        "mean_arterial_pressure_mmhg",
        "heart_rate_per_min",
        "stroke_volume_ml",
    ] {
        assert!(recorder.follow("second", reading), "{reading}");
    }
    assert!(!recorder.follow("second", "venous_filling_index_ml_per_s"));
    assert!(!recorder.follow("third", "heart_rate_per_min"));
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    let record = recorder.finish().unwrap();
    let [clock, rate, volume] = &record.courses[..] else {
        panic!("{:?}", record.courses);
    };
    for course in [clock, rate, volume] {
        assert_eq!(course.span, "second");
        // Five beats of 0.8 s lie in four seconds, of which the first may begin before.
        assert!((4..=5).contains(&course.points.len()), "{course:?}");
    }
    for (middle_s, value) in &clock.points {
        // Channels are cut at steps, not between them.
        close(*value, 8.0 + middle_s, 0.005);
    }
    for ((_, rate), (_, volume)) in rate.points.iter().zip(&volume.points) {
        close(*rate, 75.0, 1e-6);
        close(*volume, 80.0, 0.02);
    }
}
