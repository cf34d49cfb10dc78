use secondheart_body::{Activity, Change};

use super::*;
use crate::fake::FakeBody;
use crate::plant::{Place, Plant, UnknownName, ValveSite};
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
        "a.toml:9: phase.second.set.muscle.gain: cannot change the body at 1.00 s: there is no \
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

/// Bodies that are stepped together; the second starts a quarter of a second later in its cycle.
struct Together(Vec<FakeBody>);

impl Members for Together {
    type Signal = <FakeBody as Plant>::Signal;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn signal(&self, name: &str) -> Result<Self::Signal, UnknownName> {
        self.0[0].signal(name)
    }

    fn value(&self, member: usize, signal: Self::Signal) -> f64 {
        self.0[member].value(signal)
    }

    fn time_s(&self, member: usize) -> f64 {
        self.0[member].time_s()
    }

    fn places(&self) -> Vec<Place> {
        self.0[0].places()
    }

    fn valve_sites(&self) -> Vec<ValveSite> {
        self.0[0].valve_sites()
    }

    fn beats(&self, member: usize) -> u64 {
        self.0[member].beats()
    }

    fn last_beat_s(&self, member: usize) -> f64 {
        self.0[member].last_beat_s()
    }
}

impl Driven for Together {
    fn clock_s(&self) -> f64 {
        self.0[0].clock_s()
    }

    fn apply(&mut self, change: &Change, at_s: f64) -> Result<(), PlantError> {
        let since_s = at_s - self.clock_s();
        self.0
            .iter_mut()
            .try_for_each(|body| body.apply(change, body.clock_s() + since_s))
    }

    fn step_towards(&mut self, until_s: f64) -> Result<(), PlantError> {
        let since_s = until_s - self.clock_s();
        self.0
            .iter_mut()
            .try_for_each(|body| body.step_towards(body.clock_s() + since_s))
    }

    fn step_s(&self) -> f64 {
        self.0[0].step_s()
    }
}

#[test]
fn a_recorder_for_each_member_records_what_it_would_of_a_body_of_its_own() {
    let text = "start = \"standing\"\n[[phase]]\nname = \"still\"\nduration = \"2 s\"\n\
                [[phase]]\nname = \"walking\"\nduration = \"6 s\"\nactivity = \"walk\"\n";
    let timeline = Scenario::parse(text, "a.toml").unwrap().timeline();
    let mut later = FakeBody::with_step(0.25);
    later.step_towards(0.25).unwrap();
    // Steps of a quarter are exact, so that both clocks agree to the last digit.
    let bodies = [FakeBody::with_step(0.25), later];
    let alone = bodies.clone().map(|mut body| {
        let mut recorder = Recorder::new(&body, Plan::standard(), &timeline, None).unwrap();
        Runner::new(&timeline)
            .run(&mut body, &mut recorder)
            .unwrap();
        recorder.finish().unwrap()
    });
    let mut together = Together(bodies.to_vec());
    let recorder = |index| {
        let member = Member::new(&together, index).unwrap();
        Recorder::new(&member, Plan::standard(), &timeline, None).unwrap()
    };
    let mut each = EachMember(vec![recorder(0), recorder(1)]);
    assert!(Member::new(&together, 2).is_none());
    Runner::new(&timeline)
        .run(&mut together, &mut each)
        .unwrap();
    assert_ne!(alone[0], alone[1]);
    for (recorder, alone) in each.0.into_iter().zip(alone) {
        assert_eq!(recorder.finish().unwrap(), alone);
    }
}
