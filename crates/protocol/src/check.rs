//! Checks of a scenario against the body: does every parameter exist and suit the others, may it
//! change in flight, is every activity possible in its posture, and do counted activities fit into
//! their phases?

mod possible;

use secondheart_body::condition::Sort;
use secondheart_body::{Activity, Body, BodyError, Parameters, Posture, Subject};

use crate::error::{InputError, Location, Mistake, shown};
use crate::mistakes::{InputErrors, Mistakes};
use crate::quantity::Dimension;
use crate::scenario::{self, PostureChange, Scenario, Setting};
use crate::unknown;
use possible::Present;

/// Relative rounding of a duration that is the difference of two sums.
const ROUNDING: f64 = 1e-9;

/// What happens at one time of a scenario, as far as it can be read: at the start, or at the
/// beginning of a phase.
#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    /// The parameters that are set.
    pub(crate) set: Vec<Setting>,
    /// Whether these are all parameters that are set.
    pub(crate) whole: bool,
    /// The posture at the start or at the end of the movement that begins, and its location.
    pub(crate) posture: Option<(Posture, Location)>,
    /// Whether the posture has a mistake.
    pub(crate) posture_unread: bool,
    /// The activity that begins, and its location.
    pub(crate) activity: Option<(Activity, Location)>,
    /// Whether the activity has a mistake.
    pub(crate) activity_unread: bool,
    /// Duration of the phase, seconds.
    pub(crate) lasts_s: Option<f64>,
}

/// Finds a scenario as [`Scenario::find`] does, and checks its parameters and counts too.
///
/// # Errors
/// All mistakes in the file. Whether values that are valid one by one suit each other and the
/// subject, [`scenario()`] checks.
pub fn read(reference: &str, parameters: &Parameters) -> Result<Scenario, InputErrors> {
    read_with(reference, &Asked::default(), parameters)
}

/// What is asked for besides a scenario.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Values of phases, `PHASE.KEY=VALUE`, such as `walking.speed=5 km/h`.
    pub of_phases: &'a [String],
    /// Conditions and interventions by name.
    pub with: &'a [String],
    /// Mechanisms that are switched off, by name.
    pub without: &'a [String],
    /// Values of parameters, `PATH=VALUE`.
    pub set: &'a [String],
}

/// Reads a scenario as [`read`] does, with the changes of the command line: values of phases
/// replace the values of the file; then conditions, interventions and parameters are applied, in
/// this order.
///
/// # Errors
/// As [`read`], and all mistakes in the changes.
pub fn read_with(
    reference: &str,
    asked: &Asked<'_>,
    parameters: &Parameters,
) -> Result<Scenario, InputErrors> {
    let mistakes = Mistakes::default();
    let treatments = [Sort::Condition, Sort::Intervention];
    let treatments = ("condition or intervention", &treatments[..]);
    let with = scenario::named_words("--with", treatments, asked.with, &mistakes);
    let mechanisms = (Sort::Knockout.word(), &[Sort::Knockout][..]);
    let without = scenario::named_words("--without", mechanisms, asked.without, &mistakes);
    let mut settings = Vec::new();
    let named = [("--with", &with), ("--without", &without)];
    let named = named
        .into_iter()
        .flat_map(|(option, words)| words.iter().flatten().map(move |named| (option, named)));
    for (option, named) in named {
        match named.at_start(option) {
            Ok(of_name) => settings.extend(of_name),
            Err(error) => {
                mistakes.note(error);
            }
        }
    }
    for argument in asked.set {
        match scenario::parse_override("--set", argument) {
            Ok(setting) => settings.push(setting),
            Err(error) => {
                mistakes.note(error);
            }
        }
    }
    let (mut steps, read) = match scenario::load(reference, asked.of_phases, &mistakes) {
        Ok(draft) => {
            recorded(parameters, &draft.signals, &mistakes);
            (draft.steps, draft.scenario)
        }
        Err(noted) => (Vec::new(), Err(noted)),
    };
    if steps.is_empty() {
        steps.push(Step::default());
    }
    for setting in &settings {
        let set = &mut steps[0].set;
        set.retain(|present| present.path != setting.path);
        set.push(setting.clone());
    }
    each(parameters, &steps, &mistakes);
    mistakes.finish(read.and_then(|mut scenario| {
        if ![asked.with, asked.without, asked.set]
            .iter()
            .all(|list| list.is_empty())
        {
            scenario::of_unchanged(&mut scenario.description);
        }
        scenario.named.extend(with?);
        scenario.named.extend(without?);
        for setting in settings {
            scenario.set_parameter(setting);
        }
        Ok(scenario)
    }))
}

/// Checks that a body can be built with what a scenario sets, at the start and later, and that its
/// counted activities end in time. So a density of zero or a negative resistance is found before
/// anything runs.
///
/// # Errors
/// All parameters that do not exist or with which no body can be built, and all counts that take
/// too long.
pub fn scenario(
    parameters: &Parameters,
    subject: &Subject,
    scenario: &Scenario,
) -> Result<(), InputErrors> {
    let mistakes = Mistakes::default();
    let steps = steps(scenario);
    each(parameters, &steps, &mistakes);
    // Values suit each other or not only if each is valid.
    if mistakes.is_empty() {
        together(parameters, subject, scenario, &steps, &mistakes);
    }
    recorded(parameters, &scenario.record.signals, &mistakes);
    mistakes.finish(Ok(()))
}

/// Checks that every pattern of recorded signals names one at least.
fn recorded(parameters: &Parameters, signals: &[(String, Location)], mistakes: &Mistakes) {
    if signals.is_empty() {
        return;
    }
    // Every body has the same signals.
    let Ok(body) = Body::unsettled(parameters, &Subject::default(), Posture::SUPINE) else {
        return;
    };
    let names = body.signal_names();
    for (pattern, location) in signals {
        if names
            .iter()
            .any(|name| secondheart_words::matches(pattern, name))
        {
            continue;
        }
        let mistake = unknown::signal(pattern, &names);
        mistakes.note(InputError::new(location.clone(), mistake));
    }
}

fn steps(scenario: &Scenario) -> Vec<Step> {
    let at_start = Step {
        set: scenario.set.clone(),
        whole: true,
        posture: Some((scenario.start, Location::whole(&scenario.name))),
        ..Step::default()
    };
    let phases = scenario.phases.iter().map(|phase| Step {
        set: phase.set.clone(),
        whole: true,
        posture: phase.movement.as_ref().map(|PostureChange { to, .. }| {
            let mut location = phase.location.clone();
            location.key.push_str(".posture");
            (*to, location)
        }),
        activity: phase.activity.clone(),
        lasts_s: Some(phase.duration_s),
        ..Step::default()
    });
    std::iter::once(at_start).chain(phases).collect()
}

/// Checks each parameter by itself, and each count.
fn each(parameters: &Parameters, steps: &[Step], mistakes: &Mistakes) {
    let mut own = parameters.clone();
    // Whether `own` is what the file sets.
    let mut sure = true;
    let mut present = Present::new();
    for (index, step) in steps.iter().enumerate() {
        sure &= step.whole;
        if index > 0 && sure {
            only_at_start(&own, step, mistakes);
        }
        for setting in &step.set {
            if let Some(mistake) = mistake_of(parameters, setting) {
                let mut location = setting.location.clone();
                if matches!(mistake, Mistake::UnknownWord { .. }) && location.key == setting.path {
                    // The mistake names the parameter, too.
                    location.key.clear();
                }
                mistakes.note(InputError::new(location, mistake));
                sure = false;
            } else if own.set(&setting.path, setting.value).is_err() {
                sure = false;
            }
        }
        count(sure.then_some(&own), step, mistakes);
        present.enter(&own, step, mistakes);
    }
}

/// Checks that a phase changes no parameter that belongs to the start; a condition or intervention
/// that does is one mistake.
fn only_at_start(own: &Parameters, step: &Step, mistakes: &Mistakes) {
    let reason = |setting: &Setting| {
        let parameter = own.get(&setting.path)?;
        let reason = parameter.only_at_start.as_ref()?;
        let changes = parameter.value != setting.value && parameter.range.holds(setting.value);
        changes.then(|| reason.to_string())
    };
    let belong: Vec<(&Setting, String)> = step
        .set
        .iter()
        .filter_map(|setting| Some((setting, reason(setting)?)))
        .collect();
    for (index, (setting, reason)) in belong.iter().enumerate() {
        let same = |other: &&(&Setting, String)| other.0.named == setting.named;
        if setting.named.is_some() && belong[..index].iter().any(|other| same(&other)) {
            continue;
        }
        let others = belong[index + 1..].iter().filter(same).count();
        let mistake = Mistake::OnlyAtStart {
            named: setting.named.map(|named| named.word.to_owned()),
            path: setting.path.clone(),
            others: if setting.named.is_some() { others } else { 0 },
            reason: reason.clone(),
        };
        mistakes.note(InputError::new(setting.location.clone(), mistake));
    }
}

fn mistake_of(parameters: &Parameters, setting: &Setting) -> Option<Mistake> {
    if !parameters.contains(&setting.path) {
        let names = parameters.iter().map(|(path, _)| path);
        return Some(Mistake::UnknownWord {
            what: "parameter",
            word: setting.path.clone(),
            nearest: secondheart_words::nearest(&setting.path, names).map(str::to_owned),
            known: Vec::new(),
        });
    }
    match parameters.check(&setting.path, setting.value).err()? {
        BodyError::BadValue {
            value, requirement, ..
        } => Some(Mistake::OutsideItsRange { value, requirement }),
        error => Some(no_body(&error)),
    }
}

/// The mistake of values with which a body cannot be built. A value outside its range explains
/// itself.
fn no_body(error: &BodyError) -> Mistake {
    let reason = match error {
        BodyError::BadValue { .. } | BodyError::ImpossibleSubject { .. } => error.to_string(),
        _ => format!("cannot build a body: {error}"),
    };
    Mistake::NoBody { reason }
}

/// Checks that a counted activity ends within its phase, at its own rate or at the rate that its
/// pattern has then.
fn count(parameters: Option<&Parameters>, step: &Step, mistakes: &Mistakes) {
    let (Some((activity, location)), Some(lasts_s)) = (&step.activity, step.lasts_s) else {
        return;
    };
    let pattern_rate = || {
        let path = format!("activity.{}.rate_per_min", activity.pattern);
        parameters?.get(&path).map(|rate| rate.value)
    };
    let rate = activity.rate_per_min.or_else(pattern_rate);
    let (Some(count), Some(rate)) = (activity.count, rate) else {
        return;
    };
    let takes_s = f64::from(count) * 60.0 / rate;
    if takes_s > lasts_s * (1.0 + ROUNDING) {
        let mut location = location.clone();
        location.key.push_str(".count");
        let mistake = Mistake::CountTooLong {
            count,
            rate: shown(rate, Dimension::Rate),
            takes: shown(takes_s, Dimension::Time),
            lasts: shown(lasts_s, Dimension::Time),
        };
        mistakes.note(InputError::new(location, mistake));
    }
}

/// Checks that the parameters of each step suit each other and the subject, up to the first step in
/// which they do not.
fn together(
    parameters: &Parameters,
    subject: &Subject,
    scenario: &Scenario,
    steps: &[Step],
    mistakes: &Mistakes,
) {
    let build = |own: &Parameters| Body::unsettled(own, subject, scenario.start).map(|_| ());
    let mut own = parameters.clone();
    for step in steps {
        // The record of a run sets every parameter, most of them to the value that they have.
        let differs = |set: &&Setting| own.get(&set.path).map(|own| own.value) != Some(set.value);
        let set: Vec<&Setting> = step.set.iter().filter(differs).collect();
        let Some(last) = set.last() else { continue };
        let before = own.clone();
        let outcome = put(&mut own, &set).and_then(|()| build(&own));
        let Err(error) = outcome else { continue };
        let with = |sets: &[&Setting]| {
            let mut own = before.clone();
            put(&mut own, sets).and_then(|()| build(&own))
        };
        let note = |setting: &Setting, error: BodyError| {
            mistakes.note(InputError::new(setting.location.clone(), no_body(&error)));
        };
        // A setting is at fault if it is impossible alone and with all settings that are possible
        // alone.
        let is_possible = |setting: &&&Setting| with(&[**setting]).is_ok();
        let possible: Vec<&Setting> = set.iter().filter(is_possible).copied().collect();
        for setting in &set {
            if possible.iter().any(|other| other.path == setting.path) {
                continue;
            }
            if let Err(error) = with(&[&possible[..], &[*setting]].concat()) {
                note(setting, error);
            }
        }
        if mistakes.is_empty() {
            note(last, error);
        }
        return;
    }
}

fn put(own: &mut Parameters, sets: &[&Setting]) -> Result<(), BodyError> {
    sets.iter()
        .try_for_each(|setting| own.set(&setting.path, setting.value))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_value_outside_its_range_is_reported_without_a_second_reason() {
        let value = BodyError::BadValue {
            path: "a".to_owned(),
            value: 9.0,
            requirement: "from 0 to 4".to_owned(),
        };
        assert_eq!(
            no_body(&value).to_string(),
            "parameter \"a\" is 9, but must be from 0 to 4"
        );
        let other = BodyError::Data {
            file: "circuit".to_owned(),
            message: "no valves".to_owned(),
        };
        assert_eq!(
            no_body(&other).to_string(),
            "cannot build a body: data file circuit: no valves"
        );
    }

    #[test]
    fn more_cycles_than_the_phase_has_time_for_are_told_where_they_stand() {
        let shipped = Parameters::shipped().unwrap();
        let told = |tiptoes: &str, set: &str| {
            let text = format!(
                "{set}\nstart = \"standing\"\n[[phase]]\nname = \"a\"\nduration = \"3 s\"\n\
                 [[phase]]\nname = \"b\"\nduration = \"2 s\"\n\
                 activity = {{ pattern = \"tiptoe\", {tiptoes} }}\n"
            );
            let counted = Scenario::parse(&text, "a.toml").unwrap();
            let outcome = scenario(&shipped, &Subject::default(), &counted);
            outcome.map_err(|error| error.to_string())
        };
        assert_eq!(
            told("rate = \"60 /min\", count = 30", "").unwrap_err(),
            "a.toml:9: phase.b.activity.count: 30 cycles at 60 /min take 30 s, longer than the phase \
             of 2 s"
        );
        assert_eq!(told("rate = \"60 /min\", count = 2", ""), Ok(()));
        // The pattern's own rate, as shipped and as it is set.
        let own = shipped.value("activity.tiptoe.rate_per_min").unwrap();
        assert!(told(&format!("count = {}", own), "").is_err());
        assert_eq!(
            told(
                "count = 1",
                "set = { \"activity.tiptoe.rate_per_min\" = 31 }"
            ),
            Ok(())
        );
        assert!(
            told(
                "count = 1",
                "set = { \"activity.tiptoe.rate_per_min\" = 29 }"
            )
            .is_err()
        );
    }

    #[test]
    fn what_shapes_the_person_cannot_begin_in_a_phase() {
        let shipped = Parameters::shipped().unwrap();
        let told = |top: &str, phase: &str| {
            let text = format!("{top}\n[[phase]]\nname = \"a\"\nduration = \"1 min\"\n{phase}\n");
            let read = Scenario::parse(&text, "a.toml").unwrap();
            let outcome = scenario(&shipped, &Subject::default(), &read);
            outcome.map_err(|errors| errors.to_string())
        };
        assert_eq!(
            told("", "interventions = [\"training\"]").unwrap_err(),
            "a.toml:5: phase.a.interventions: \"training\" cannot begin in a phase: it sets \
             blood.extra_volume_ml and 8 more parameters that can be set only at the start (the amounts \
             of blood, cells and protein are given at the start, and the vessels are fitted to \
             them); name it above the phases, where it is in force from the start"
        );
        assert_eq!(
            told("", "set = { \"skeleton.thigh_fraction\" = 0.25 }").unwrap_err(),
            "a.toml:5: phase.a.set.skeleton.thigh_fraction: skeleton.thigh_fraction can be set only \
             at the start: lengths, mass, age and sex belong to the person; set it above the phases"
        );
        for chronic in [
            "heart-failure",
            "stiff-heart",
            "varicose-veins",
            "post-thrombotic-legs",
        ] {
            let named = format!("conditions = [\"{chronic}\"]");
            assert!(
                told("", &named)
                    .unwrap_err()
                    .contains("cannot begin in a phase")
            );
            assert_eq!(told(&named, ""), Ok(()), "{chronic} from the start");
            assert_eq!(told(&named, &named), Ok(()), "{chronic} is there already");
        }
        for acute in ["bleeding", "autonomic-failure", "deep-vein-incompetence"] {
            assert_eq!(
                told("", &format!("conditions = [\"{acute}\"]")),
                Ok(()),
                "{acute}"
            );
        }
        for done in ["stocking-class-2", "stent-iliac", "pneumatic-compression"] {
            assert_eq!(
                told("", &format!("interventions = [\"{done}\"]")),
                Ok(()),
                "{done}"
            );
        }
    }

    #[test]
    fn an_activity_without_a_rate_costs_no_search_for_similar_names() {
        let shipped = Parameters::shipped().unwrap();
        // The least of several times of checking 200 phases, s.
        let costs = |activity: &str| {
            let phase = |i| {
                format!(
                    "[[phase]]\nname = \"p{i}\"\nduration = \"1 s\"\nactivity = \"{activity}\"\n"
                )
            };
            let text = (0..200).map(phase).collect::<String>();
            let text = format!("start = \"standing\"\n{text}");
            let steps = steps(&Scenario::parse(&text, "a.toml").unwrap());
            let times = (0..3).map(|_| {
                let began = std::time::Instant::now();
                let mistakes = Mistakes::default();
                each(&shipped, &steps, &mistakes);
                assert!(mistakes.is_empty());
                began.elapsed().as_secs_f64()
            });
            times.fold(f64::INFINITY, f64::min)
        };
        let (with, without) = (costs("tiptoe"), costs("rest"));
        assert!(without < 20.0 * with, "{without} s against {with} s");
    }
}
