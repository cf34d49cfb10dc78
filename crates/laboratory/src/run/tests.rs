use std::cell::Cell;

use secondheart_body::{Activity, Body, Change, Cohort, Subject};

use super::*;
use crate::fake::FakeBody;
use crate::plant::Plant;
use crate::record::{Plan, Recorder};
use secondheart_protocol::scenario::Scenario;

const SCENARIO: &str = "
[[phase]]
name = \"first\"
duration = \"1.0001 s\"
[[phase]]
name = \"second\"
duration = \"2 s\"
activity = \"walk\"
set = { \"muscle.pressure_gain\" = 0.5 }
[[window]]
name = \"middle\"
phase = \"second\"
start = \"0.5005 s\"
end = \"1 s\"
";

#[derive(Default)]
struct Times(Vec<f64>);

impl<P> Observer<P> for Times {
    fn observe(&mut self, _: &P, time_s: f64) -> Result<(), RecordError> {
        self.0.push(time_s);
        Ok(())
    }
}

fn timeline() -> Timeline {
    Scenario::parse(SCENARIO, "a.toml").unwrap().timeline()
}

#[test]
fn steps_meet_every_boundary_and_changes_act_at_their_time() {
    let (mut body, mut times) = (FakeBody::default(), Times::default());
    let timeline = timeline();
    let summary = Runner::new(&timeline).run(&mut body, &mut times).unwrap();
    assert!((summary.simulated_s - 3.0001).abs() < 1e-12);
    assert_eq!(times.0.len() as u64, summary.steps + 1);
    assert!(times.0.windows(2).all(|pair| pair[0] < pair[1]));
    for boundary_s in [0.0, 1.0001, 1.0001 + 0.5005, 1.0001 + 1.0, 1.0001 + 2.0] {
        assert!(times.0.contains(&boundary_s), "{boundary_s}");
    }
    let applied = body.applied();
    assert_eq!(applied.len(), 2);
    assert!(applied.iter().all(|(at_s, _)| *at_s == 1.0001));
    assert!(matches!(applied[0].1, Change::Parameter { .. }));
    assert_eq!(applied[1].1, Change::Activity(Activity::named("walk")));
}

#[test]
fn a_body_that_has_lived_already_is_counted_from_its_present_time() {
    let (mut body, mut times) = (FakeBody::default(), Times::default());
    while body.time_s() < 10.0 {
        body.step_towards(10.0).unwrap();
    }
    let timeline = timeline();
    Runner::new(&timeline).run(&mut body, &mut times).unwrap();
    assert_eq!(
        (times.0[0], *times.0.last().unwrap()),
        (0.0, timeline.end_s)
    );
    assert!((body.applied()[0].0 - 11.0001).abs() < 1e-12);
}

#[test]
fn a_change_that_the_body_refuses_is_found_before_the_first_step() {
    let text = SCENARIO.replace("muscle.pressure_gain", "muscle.gain");
    let timeline = Scenario::parse(&text, "a.toml").unwrap().timeline();
    let (mut body, mut times) = (FakeBody::default(), Times::default());
    let error = Runner::new(&timeline)
        .run(&mut body, &mut times)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.toml:9: phase.second.set.muscle.gain: cannot change the body at 1.00 s: unknown \
         parameter \"muscle.gain\""
    );
    assert!(times.0.is_empty() && body.time_s() == 0.0);
}

#[test]
fn a_run_can_be_interrupted() {
    let flag = AtomicBool::new(false);
    struct Press<'a>(&'a AtomicBool);
    impl<P> Observer<P> for Press<'_> {
        fn observe(&mut self, _: &P, time_s: f64) -> Result<(), RecordError> {
            self.0.store(time_s >= 1.0, Ordering::Relaxed);
            Ok(())
        }
    }
    let timeline = timeline();
    let mut body = FakeBody::default();
    let error = Runner::new(&timeline)
        .interrupted_by(&flag)
        .run(&mut body, &mut Press(&flag))
        .unwrap_err();
    let RunError::Interrupted { time_s } = error else {
        panic!("{error}")
    };
    assert!((1.0..1.2).contains(&time_s), "{time_s}");
}

#[test]
fn a_body_that_fails_or_sticks_ends_the_run() {
    let timeline = timeline();
    let mut body = FakeBody::default().failing_at(0.5);
    let error = Runner::new(&timeline)
        .run(&mut body, &mut Times::default())
        .unwrap_err();
    assert!(matches!(error, RunError::Plant(PlantError::Failed { .. })));
    assert!(
        error
            .to_string()
            .starts_with("the simulation failed at 0.50 s: "),
        "{error}"
    );
    let mut body = FakeBody::default().sticking_at(0.5);
    let error = Runner::new(&timeline)
        .run(&mut body, &mut Times::default())
        .unwrap_err();
    assert!(matches!(error, RunError::Stuck { time_s } if (0.5..0.51).contains(&time_s)));
}

#[test]
fn the_last_report_of_progress_is_the_end() {
    let timeline = timeline();
    let mut last = None;
    let mut report = |progress: Progress<'_>| last = Some((progress.simulated_s, progress.end_s));
    Runner::new(&timeline)
        .reporting_to(&mut report)
        .run(&mut FakeBody::default(), &mut Times::default())
        .unwrap();
    assert_eq!(last, Some((timeline.end_s, timeline.end_s)));
}

#[test]
fn a_run_is_timed_by_the_clock_handed_in() {
    thread_local!(static READ_S: Cell<f64> = const { Cell::new(1e6) });
    fn a_second_later_at_each_reading() -> f64 {
        READ_S.replace(READ_S.get() + 1.0)
    }
    let timeline = timeline();
    let mut told_s = Vec::new();
    let mut report = |progress: Progress<'_>| told_s.push(progress.wall_s);
    let summary = Runner::new(&timeline)
        .timed_by(a_second_later_at_each_reading)
        .reporting_to(&mut report)
        .run(&mut FakeBody::default(), &mut Times::default())
        .unwrap();
    let looks = summary.steps.div_ceil(STEPS_BETWEEN_LOOKS);
    assert!(looks > 1, "{looks}");
    assert_eq!(summary.wall_s, looks as f64 + 1.0);
    let expected_s: Vec<f64> = (1..=looks + 1).map(|reading| reading as f64).collect();
    assert_eq!(told_s, expected_s);
}

#[test]
fn a_run_without_a_clock_reports_its_end_alone() {
    let timeline = timeline();
    let mut reports = Vec::new();
    let mut report =
        |progress: Progress<'_>| reports.push((progress.simulated_s, progress.speed()));
    let summary = Runner::new(&timeline)
        .timed_by(|| f64::NAN)
        .reporting_to(&mut report)
        .run(&mut FakeBody::default(), &mut Times::default())
        .unwrap();
    assert_eq!(reports, [(timeline.end_s, 0.0)]);
    assert!(summary.wall_s.is_nan());
}

#[test]
fn a_recorder_for_each_member_records_what_it_would_of_a_body_of_its_own() {
    let text = "[[phase]]\nname = \"still\"\nduration = \"4 s\"\n\
                [[phase]]\nname = \"pumping\"\nduration = \"6 s\"\nactivity = \"ankle-pump\"\n";
    let timeline = Scenario::parse(text, "a.toml").unwrap().timeline();
    let bodies = [62.0, 81.0].map(|resting_heart_rate_per_min| {
        let subject = Subject {
            resting_heart_rate_per_min,
            ..Subject::default()
        };
        Body::new(&subject).unwrap()
    });
    let mut cohort = Cohort::of(&bodies).unwrap();
    let recorders = cohort.members().map(|member| {
        let plan = Plan::of(member.subject());
        Recorder::new(&member, plan, &timeline, None).unwrap()
    });
    let mut each = EachMember(recorders.collect());
    Runner::new(&timeline).run(&mut cohort, &mut each).unwrap();
    let mut records = Vec::new();
    for (recorder, mut body) in each.0.into_iter().zip(bodies) {
        let plan = Plan::of(body.subject());
        let mut alone = Recorder::new(&body, plan, &timeline, None).unwrap();
        Runner::new(&timeline).run(&mut body, &mut alone).unwrap();
        let record = recorder.finish().unwrap();
        assert_eq!(record, alone.finish().unwrap());
        records.push(record);
    }
    assert_ne!(records[0], records[1]);
}
