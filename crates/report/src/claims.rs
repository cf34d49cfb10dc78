//! The claims that a protocol bears on, explained for a student, as a folded section of a page.
//!
//! The state of a claim is the recorded one: one run is seldom all that a claim needs. Where the run is of the
//! scenario as it is, the numbers that it gives stand in the text.

use std::fmt::Write as _;

use secondheart_body::Subject;
use secondheart_evidence::{
    Audience, Case, Circumstances, Evidence, Explained, Finished, Readings, Report, Section, State,
};
use secondheart_laboratory::record::Record;
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;
use secondheart_protocol::subject;

use crate::text::{escape, printed};

/// A claim with its explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldClaim {
    /// Short name, such as `C1`.
    pub id: String,
    /// The claim in a sentence.
    pub text: String,
    /// The recorded state.
    pub state: State,
    /// What it means, for a student.
    pub words: String,
    /// What stands below the words.
    pub sections: Vec<Section>,
}

/// The claims on which runs bear, in the order of the evidence.
///
/// # Errors
/// A data file of the program is invalid, which the tests exclude.
pub fn told(
    evidence: &Evidence,
    runs: &[(&Scenario, &Subject, &Record)],
) -> Result<Vec<ToldClaim>, InputErrors> {
    let bears = |id: &str| {
        let mut names = runs.iter().map(|(scenario, ..)| &scenario.name);
        names.any(|name| evidence.claims_on(name).any(|claim| claim.id == id))
    };
    let claims = evidence.claims.iter().filter(|claim| bears(&claim.id));
    let claims: Vec<_> = claims.collect();
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let mut finished = Vec::new();
    for (scenario, subject, record) in runs {
        if Circumstances::of(scenario, subject)?.is_unchanged() {
            finished.push(Finished {
                case: Case::plain(&scenario.name),
                subject: (*subject).clone(),
                readings: Ok(vec![Readings::of(record)]),
                simulated_s: scenario.duration_s(),
                wall_s: 0.0,
            });
        }
    }
    let who = runs.first().map(|(_, subject, _)| subject::line(subject));
    let report = Report::recorded(evidence, finished, &who.unwrap_or_default());
    let one = |claim| {
        let own = Explained::new(evidence, &report, claim);
        let words = own.words.map(|words| own.filled(&words.student));
        ToldClaim {
            id: own.claim.id.clone(),
            text: own.claim.text.clone(),
            state: own.standing.state,
            words: words.unwrap_or_default(),
            sections: own.sections(Audience::Student, false),
        }
    };
    Ok(claims.into_iter().map(one).collect())
}

/// The section of a page; nothing without claims.
pub(crate) fn section(out: &mut String, claims: &[ToldClaim]) {
    if claims.is_empty() {
        return;
    }
    out.push_str(
        r#"<h2>Claims that this protocol bears on</h2><p class="key">States are as recorded with this version: most claims need other runs too. A number in a text is of this run; where another run gives it, or this one differs from the scenario, [in band] or [out of band] stands in its place, as recorded.</p><div class="claims">"#,
    );
    for claim in claims {
        let class = match claim.state {
            State::Shown => "good",
            State::Contradicted => "bad",
            State::Partly | State::NotTested => "open",
        };
        let _ = write!(
            out,
            r#"<details><summary><span>{}</span> {} <span class="{class}"><b>{}</b></span></summary>"#,
            escape(&claim.id),
            printed(&claim.text),
            claim.state.words()
        );
        if !claim.words.is_empty() {
            let _ = write!(out, "<p>{}</p>", printed(&claim.words));
        }
        for section in &claim.sections {
            points(out, section);
        }
        let _ = write!(
            out,
            "<h3>The whole explanation, with the runs that it needs</h3><pre><code>secondheart explain \
             {}</code></pre></details>",
            escape(&claim.id)
        );
    }
    out.push_str("</div>");
}

fn points(out: &mut String, section: &Section) {
    let _ = write!(out, "<h3>{}</h3><ul>", escape(section.heading));
    for point in &section.points {
        let _ = write!(out, "<li>{}", printed(&point.text));
        for note in &point.notes {
            let _ = write!(out, "<small>{}</small>", printed(note));
        }
        if let Some(command) = &point.command {
            let _ = write!(out, "<small><code>{}</code></small>", escape(command));
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use secondheart_laboratory::instrument::{self, Reading};
    use secondheart_laboratory::record::{Plan, SpanRecord};
    use secondheart_protocol::scenario::{Span, parse_override};

    use super::*;

    /// A record of a scenario in which every reading has one value in all phases and windows.
    fn record(scenario: &Scenario, value: f64) -> Record {
        let timeline = scenario.timeline();
        let extremes = Some((value, value));
        let known = instrument::definitions().into_iter();
        let readings: BTreeMap<_, _> = known
            .map(|known| (known.name, Reading { value, extremes }))
            .collect();
        let span = |span: &Span| {
            let mut record = SpanRecord::new(span.clone(), &Plan::standard());
            record.readings.clone_from(&readings);
            record
        };
        Record {
            phases: timeline.phases.iter().map(span).collect(),
            windows: timeline.windows.iter().map(span).collect(),
            courses: Vec::new(),
            files: Vec::new(),
            beats: 0,
            departures: Vec::new(),
        }
    }

    fn told_of(change: Option<&str>, value: f64) -> Vec<ToldClaim> {
        let evidence = Evidence::shipped().unwrap();
        let mut walk = Scenario::find("walk-slow").unwrap();
        let record = record(&walk, value);
        if let Some(change) = change {
            walk.set_parameter(parse_override("--set", change).unwrap());
        }
        told(&evidence, &[(&walk, &Subject::default(), &record)]).unwrap()
    }

    fn words<'a>(claims: &'a [ToldClaim], id: &str) -> &'a str {
        &claims.iter().find(|claim| claim.id == id).unwrap().words
    }

    #[test]
    fn a_number_of_the_scenario_as_it_is_stands_in_the_text_and_no_other() {
        // In the band of MP01, the fall of ankle pressure in walking.
        let whole = told_of(None, 64.0);
        let changed = told_of(Some("muscle.pressure_gain=0.5"), 64.0);
        assert!(words(&changed, "C1").contains("[in band]"), "{changed:?}");
        let numbers = |claims: &[ToldClaim]| {
            let told = claims.iter().map(|claim| claim.words.clone());
            told.collect::<String>().matches("64.0 ").count()
        };
        assert!(numbers(&whole) > numbers(&changed), "no number of the run");
        assert_eq!(
            whole.iter().map(|own| own.state).collect::<Vec<_>>(),
            changed.iter().map(|own| own.state).collect::<Vec<_>>(),
            "the recorded states"
        );
    }

    #[test]
    fn the_section_is_folded_and_well_formed() {
        let mut out = String::new();
        section(&mut out, &[]);
        assert_eq!(out, "");
        section(&mut out, &told_of(None, 1.0));
        let text = format!("<div>{out}</div>");
        let document = roxmltree::Document::parse(&text).unwrap();
        let details = || {
            document
                .descendants()
                .filter(|node| node.has_tag_name("details"))
        };
        assert!(details().count() > 1);
        assert!(details().all(|node| !node.has_attribute("open")));
        assert!(out.contains("secondheart explain C1</code>"), "{out}");
        assert!(out.contains("State, from the rows alone"), "{out}");
    }

    #[test]
    fn a_scenario_of_another_name_bears_on_no_claim() {
        let text = "[[phase]]\nname = \"rest\"\nduration = \"5 s\"\n";
        let own = Scenario::parse(text, "own.toml").unwrap();
        let evidence = Evidence::shipped().unwrap();
        let record = record(&own, 1.0);
        let runs = [(&own, &Subject::default(), &record)];
        assert_eq!(told(&evidence, &runs).unwrap(), []);
    }
}
