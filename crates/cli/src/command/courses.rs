//! Draws published courses beside the courses of the simulated body.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use secondheart_body::Parameters;
use secondheart_evidence::{Evidence, PublishedCourse, Readings};
use secondheart_laboratory::record::{FileSet, OutputFolder, Storage};
use secondheart_laboratory::start::Cache;
use secondheart_laboratory::variants::{Setup, Variant};
use secondheart_protocol::error::{InputError, Location, Mistake};
use secondheart_protocol::scenario::Scenario;
use secondheart_report::courses::{self, CourseBeside};

use super::compare::outcomes;
use crate::arguments::CoursesArguments;
use crate::body;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// Where the results go if nothing else is said.
const FOLDER: &str = "out/courses";
const PAGE: &str = "README.md";

pub(super) fn execute(arguments: &CoursesArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let evidence = match &arguments.evidence {
        Some(folder) => Evidence::with_folder(folder)?,
        None => Evidence::shipped()?,
    };
    let courses = chosen(&evidence, &arguments.courses)?;
    let runs = runs(&courses)?;
    let interrupt = Interrupt::heard();
    let names: Vec<String> = courses
        .iter()
        .map(|own| format!("{}.svg", own.id))
        .collect();
    let mut files: Vec<&str> = names.iter().map(String::as_str).collect();
    files.push(PAGE);
    // A folder that cannot be written fails here, before the runs.
    let folder = arguments.out.as_deref().unwrap_or(Path::new(FOLDER));
    let folder = OutputFolder::prepare(folder)?.free_for(&files)?;
    let setup = Setup {
        parameters: Parameters::shipped()?,
        follow: courses.iter().map(|own| own.reading.clone()).collect(),
        interrupt: Some(interrupt.pressed.clone()),
        jobs: arguments.jobs,
        cache: Cache::of_user(),
    };
    interrupt.running();
    let variants: Vec<Variant> = runs.values().cloned().collect();
    let outcomes = outcomes(&variants, &setup)?;
    let readings = outcomes.iter().map(|outcome| Readings::of(&outcome.record));
    let readings: BTreeMap<&str, Readings> = runs.keys().copied().zip(readings).collect();
    let beside = courses.iter().map(|own| {
        let scenario = &runs[own.scenario.as_str()].scenario;
        beside(own, scenario, &readings[own.scenario.as_str()])
    });
    let beside: Vec<CourseBeside<'_>> = beside.collect::<Result<_, _>>()?;
    let mut set = FileSet::new(Storage::Folder(folder));
    for (own, name) in beside.iter().zip(&names) {
        set.add(name, own.svg().as_bytes())?;
    }
    let page = courses::markdown(&beside, env!("CARGO_PKG_VERSION"));
    set.add(PAGE, page.as_bytes())?;
    for file in set.commit()? {
        writeln!(out, "{}", file.path().display())?;
    }
    writeln!(out, "For education and research; not a medical device.")?;
    Ok(())
}

/// The courses that are asked for.
fn chosen<'a>(
    evidence: &'a Evidence,
    names: &[String],
) -> Result<Vec<&'a PublishedCourse>, Failure> {
    let all = &evidence.courses;
    let find = |name: &String| {
        let found = all.iter().find(|own| own.id == *name);
        found.ok_or_else(|| {
            let ids = all.iter().map(|own| own.id.as_str());
            let mistake = Mistake::unknown_word("course", name, ids);
            InputError::new(Location::whole(name), mistake).into()
        })
    };
    match names.is_empty() {
        true => Ok(all.iter().collect()),
        false => names.iter().map(find).collect(),
    }
}

/// One run of each scenario.
fn runs<'a>(courses: &[&'a PublishedCourse]) -> Result<BTreeMap<&'a str, Variant>, Failure> {
    let mut runs = BTreeMap::new();
    for own in courses {
        if runs.contains_key(own.scenario.as_str()) {
            continue;
        }
        let scenario = Scenario::find(&own.scenario)?;
        let subject = body::subject_of(&scenario, None)?;
        let label = own.scenario.clone();
        let variant = Variant {
            label,
            scenario,
            subject,
        };
        runs.insert(own.scenario.as_str(), variant);
    }
    Ok(runs)
}

fn beside<'a>(
    own: &'a PublishedCourse,
    scenario: &Scenario,
    readings: &Readings,
) -> Result<CourseBeside<'a>, Failure> {
    let timeline = scenario.timeline();
    let mut spans = timeline.phases.iter().chain(&timeline.windows);
    let zero = spans.find(|span| span.name == own.phase);
    // The phase was checked with the file.
    let zero_s = zero.map_or(0.0, |span| span.start_s);
    let phases = timeline.phases.iter();
    let phases: Vec<_> = phases
        .map(|span| (span.name.clone(), span.start_s))
        .collect();
    CourseBeside::of(own, readings, &phases, zero_s).map_err(|reason| Failure::OneRun {
        run: own.scenario.clone(),
        reason,
    })
}
