//! Several runs beside each other: the first, and what differs in the others.
//!
//! The readings are those that the report of each run tells first, or those that are asked for. Phases are
//! compared by their names; a phase that one of the runs lacks is left out.

mod page;

use secondheart_body::Subject;
use secondheart_body::quantity::{decimals_for, label_of, unit_of};
use secondheart_laboratory::experiment::Outcome;
use secondheart_laboratory::record::{Record, SpanRecord};
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;

use crate::outcome;
use crate::overview::PhaseSpan;

/// Readings whose courses the page draws, where they are followed in every phase.
pub const COURSES: [&str; 7] = [
    "mean_arterial_pressure_mmhg",
    "heart_rate_per_min",
    "stroke_volume_ml",
    "cardiac_output_l_per_min",
    "ankle_vein_pressure_mmhg",
    "foot_vein_pressure_mmhg",
    "calf_fluid_volume_ml",
];

/// A run that is compared.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// What differs in it, in words.
    pub label: &'a str,
    /// Its scenario.
    pub scenario: &'a Scenario,
    /// The person.
    pub subject: &'a Subject,
    /// Its results, with the courses of [`COURSES`] if the page is to draw them.
    pub outcome: &'a Outcome,
}

/// What is compared, and with what words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// The only phase or window; `None` is all that the runs have in common.
    pub phase: Option<&'a str>,
    /// Names of readings; none are those that the reports of the runs tell first.
    pub readings: &'a [String],
    /// The command that repeats the comparison; may be empty.
    pub command: &'a str,
}

/// Several runs beside each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Title of the first run's scenario.
    pub title: String,
    /// The runs, the first of which the others are compared with.
    pub runs: Vec<ComparedRun>,
    /// The phases and windows that all runs have in common.
    pub tables: Vec<ComparedPhase>,
    /// The claims on which the runs bear, in words; [`crate::claims::told`] tells them.
    #[cfg(feature = "words")]
    pub claims: Vec<crate::claims::ToldClaim>,
    /// The command that repeats the comparison; may be empty.
    pub command_line: String,
    /// Version of the program.
    pub version: String,
}

/// A run of a comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ComparedRun {
    /// What differs in it, in words.
    pub label: String,
    /// Scenario, person and changed parameters, in lines.
    pub about: Vec<String>,
    /// Its phases.
    pub phases: Vec<PhaseSpan>,
    /// Courses of readings over the run: the reading, and the middle of each whole beat, seconds after the
    /// start, with the mean over the beat.
    pub courses: Vec<(String, Vec<(f64, f64)>)>,
}

/// The readings of all runs in one phase or window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ComparedPhase {
    /// Its name.
    pub name: String,
    /// The readings.
    pub rows: Vec<ComparedReading>,
}

/// A reading in all runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ComparedReading {
    /// Name of the reading.
    pub reading: String,
    /// Value in each run, in the unit that the name ends in; `None` where the run does not have it.
    pub values: Vec<Option<f64>>,
}

impl ComparedReading {
    /// Name for people.
    pub fn label(&self) -> String {
        label_of(&self.reading)
    }

    /// Unit, for people.
    pub fn unit(&self) -> &'static str {
        unit_of(&self.reading)
    }

    /// Decimals with which the values are written.
    pub fn decimals(&self) -> usize {
        decimals_for(self.values.iter().flatten().copied(), self.unit())
    }

    /// By how much a run differs from the first, if both have the reading.
    pub fn difference(&self, run: usize) -> Option<f64> {
        Some((*self.values.get(run)?)? - (*self.values.first()?)?)
    }
}

/// Names of the phases and windows that all scenarios have in common, in the order of the first.
pub fn common_phases<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Vec<String> {
    let names = |scenario: &Scenario| -> Vec<String> {
        let timeline = scenario.timeline();
        let spans = timeline.phases.into_iter().chain(timeline.windows);
        spans.map(|span| span.name).collect()
    };
    let mut scenarios = scenarios.into_iter();
    let mut common = scenarios.next().map(names).unwrap_or_default();
    for other in scenarios {
        let own = names(other);
        common.retain(|name| own.contains(name));
    }
    common
}

/// Sets runs beside each other.
///
/// # Errors
/// A data file of the program is not as it should be, which the tests exclude.
pub fn of(runs: &[Compared<'_>], choice: Choice<'_>) -> Result<Comparison, InputErrors> {
    let names = match choice.readings {
        [] => told(runs)?,
        chosen => chosen.to_vec(),
    };
    let phases = common_phases(runs.iter().map(|run| run.scenario));
    let phases = phases.into_iter();
    let phases = phases.filter(|name| choice.phase.is_none_or(|only| only == name));
    Ok(Comparison {
        title: runs
            .first()
            .map_or_else(String::new, |run| run.scenario.title.clone()),
        runs: runs.iter().map(run).collect(),
        tables: phases.map(|name| table(name, &names, runs)).collect(),
        #[cfg(feature = "words")]
        claims: Vec::new(),
        command_line: choice.command.to_owned(),
        version: runs
            .first()
            .map_or_else(String::new, |run| run.outcome.facts.version.clone()),
    })
}

/// The readings that the reports tell first: of the first run, then what others add.
fn told(runs: &[Compared<'_>]) -> Result<Vec<String>, InputErrors> {
    let targets = secondheart_evidence::shipped()?;
    let mut names: Vec<String> = Vec::new();
    for run in runs {
        let Outcome { record, facts } = run.outcome;
        let own = outcome::told_first((run.scenario, run.subject), record, facts, &targets)?;
        for name in own {
            if !names.iter().any(|other| other == name) {
                names.push(name.to_owned());
            }
        }
    }
    Ok(names)
}

fn run(run: &Compared<'_>) -> ComparedRun {
    let record = &run.outcome.record;
    let phases = record.phases.iter().map(|phase| PhaseSpan {
        name: phase.span.name.clone(),
        start_s: phase.span.start_s,
        end_s: phase.span.end_s,
        ..PhaseSpan::default()
    });
    let course = |reading: &&str| {
        let points: Vec<(f64, f64)> = joined(record, reading).collect();
        (!points.is_empty()).then(|| ((*reading).to_owned(), points))
    };
    ComparedRun {
        label: run.label.to_owned(),
        about: run.outcome.facts.account.lines(),
        phases: phases.collect(),
        courses: COURSES.iter().filter_map(course).collect(),
    }
}

/// The courses of a reading over the phases, joined in time, seconds after the start.
fn joined(record: &Record, reading: &str) -> impl Iterator<Item = (f64, f64)> {
    record.phases.iter().flat_map(move |phase| {
        let (name, start_s) = (&phase.span.name, phase.span.start_s);
        let courses = record.courses.iter();
        let own = courses.filter(move |own| own.span == *name && own.reading == reading);
        own.flat_map(move |own| own.points.iter().map(move |(t_s, v)| (start_s + t_s, *v)))
    })
}

fn table(name: String, readings: &[String], runs: &[Compared<'_>]) -> ComparedPhase {
    let spans = runs.iter().map(|run| {
        let record = &run.outcome.record;
        let mut spans = record.phases.iter().chain(&record.windows);
        spans.find(|span| span.span.name == name)
    });
    let spans: Vec<Option<&SpanRecord>> = spans.collect();
    let row = |reading: &String| {
        let values = spans.iter().map(|span| {
            let reading = span.and_then(|span| span.reading(reading));
            reading.map(|own| own.value)
        });
        ComparedReading {
            reading: reading.clone(),
            values: values.collect(),
        }
    };
    let rows = readings.iter().map(row);
    let rows = rows
        .filter(|row| row.values.iter().any(Option::is_some))
        .collect();
    ComparedPhase { name, rows }
}

impl Comparison {
    /// The comparison as one HTML page that opens anywhere, without a network.
    pub fn html(&self) -> String {
        page::html(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Comparison {
        let run = |label: &str, course: f64| ComparedRun {
            label: label.to_owned(),
            phases: vec![PhaseSpan {
                name: "still_standing".to_owned(),
                start_s: 0.0,
                end_s: 100.0,
                ..PhaseSpan::default()
            }],
            courses: vec![(
                "foot_vein_pressure_mmhg".to_owned(),
                (0..100).map(|t_s| (f64::from(t_s), course)).collect(),
            )],
            ..ComparedRun::default()
        };
        Comparison {
            title: "Walking".to_owned(),
            runs: vec![run("walk", 30.0), run("without <valves>", 60.0)],
            tables: vec![ComparedPhase {
                name: "still_standing".to_owned(),
                rows: vec![
                    ComparedReading {
                        reading: "foot_vein_pressure_mmhg".to_owned(),
                        values: vec![Some(30.04), Some(60.0)],
                    },
                    ComparedReading {
                        reading: "dip_time_s".to_owned(),
                        values: vec![Some(6.0), None],
                    },
                ],
            }],
            ..Comparison::default()
        }
    }

    #[test]
    fn a_difference_is_of_a_run_to_the_first_and_needs_both() {
        let own = example();
        let rows = &own.tables[0].rows;
        assert!(
            rows[0]
                .difference(1)
                .is_some_and(|d| (d - 29.96).abs() < 1e-9)
        );
        assert_eq!(rows[0].difference(0), Some(0.0));
        assert_eq!(rows[1].difference(1), None);
        assert_eq!(rows[0].difference(2), None);
    }

    #[test]
    fn phases_in_common_are_those_that_all_scenarios_name() {
        let scenario = |names: &[&str]| {
            let phase = |name: &&str| format!("[[phase]]\nname = \"{name}\"\nduration = \"5 s\"\n");
            let text: String = names.iter().map(phase).collect();
            Scenario::parse(&text, "a.toml")
        };
        let all = [
            scenario(&["lying", "standing", "walking"]),
            scenario(&["walking", "lying"]),
        ];
        let all: Vec<Scenario> = all.into_iter().flatten().collect();
        assert_eq!(all.len(), 2);
        assert_eq!(common_phases(&all), ["lying", "walking"]);
        assert!(common_phases([]).is_empty());
    }

    #[test]
    fn the_page_has_key_figure_and_differences_of_every_run() {
        let page = example().html();
        for part in [
            "<h1>Walking</h1>",
            "without &lt;valves&gt;",
            "figure-courses",
            "still standing",
            "+30",
            "not a medical device",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("<valves>"));
        // A reading that one run lacks has a dash there and no difference.
        assert!(page.contains("–</td>"), "{page}");
    }
}
