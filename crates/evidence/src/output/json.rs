//! The comparison as JSON.

use secondheart_protocol::subject;
use serde_json::{Value, json};

use crate::assess::Verdict;
use crate::holds_for::HoldsFor;
use crate::report::{Report, Row, Tally};
use crate::target::{FirstSight, Role};

impl Report {
    /// The comparison as JSON: counts, claims, every target with its verdict, the runs.
    pub fn json(&self) -> Value {
        let is_whole = self.shipped_states.is_none();
        let claims = self.claims.iter().map(|claim| {
            let standing = self.standing(claim);
            json!({
                "id": claim.id,
                "text": claim.text,
                "state": is_whole.then(|| standing.state.words()),
                "reasons": is_whole.then_some(&standing.reasons),
                "state_by_shipped_rows": self.shipped_state(claim),
                "decisive": claim.decisive,
                "reviewed_by": claim.review.as_ref().map(|review| &review.by),
                "reviewed_on": claim.review.as_ref().map(|review| &review.on),
                "invariant": tally(self.claim_tally(Role::Invariant, &claim.id)),
                "predicted": tally(self.claim_tally(Role::Predicted, &claim.id)),
                "calibrated": tally(self.claim_tally(Role::Calibrated, &claim.id)),
            })
        });
        let runs = self.runs.iter().map(|run| {
            json!({
                "scenario": run.case.scenario,
                "with": run.case.with,
                "without": run.case.without,
                "subject": subject::line(&run.subject),
                "simulations": run.readings.as_ref().map_or(0, Vec::len),
                "simulated_s": run.simulated_s,
                "wall_s": run.wall_s,
                "failed": run.readings.as_ref().err(),
            })
        });
        json!({
            "version": self.version,
            "subject": self.subject,
            "settings": self.settings,
            "predicted": tally(self.tally(Role::Predicted)),
            "calibrated": tally(self.tally(Role::Calibrated)),
            "invariant": tally(self.tally(Role::Invariant)),
            "first_sight": first_sight(&self.first_sight),
            "claims": claims.collect::<Vec<_>>(),
            "targets": self.rows.iter().map(row).collect::<Vec<_>>(),
            "runs": runs.collect::<Vec<_>>(),
        })
    }
}

fn first_sight(sight: &FirstSight) -> Value {
    let (measured, in_band) = sight.counts();
    json!({
        "goal_pct": sight.goal_pct,
        "measured": measured,
        "in_band": in_band,
        "batches": sight.batches.iter().map(|batch| json!({
            "what": batch.what,
            "measured": batch.measured,
            "in_band": batch.in_band,
            "record": batch.record,
        })).collect::<Vec<_>>(),
    })
}

pub(super) fn tally(tally: Tally) -> Value {
    json!({
        "in_band": tally.within,
        "out_of_band": tally.out,
        "not_measurable_yet": tally.not_measurable,
        "in_band_pct": tally.share_pct(),
    })
}

fn holds_for(holds_for: &HoldsFor) -> Value {
    json!({
        "sex": holds_for.sex,
        "from_age_years": holds_for.ages_years.map(|ages| ages.0),
        "to_age_years": holds_for.ages_years.map(|ages| ages.1),
        "health": holds_for.health.word(),
        "treatment": holds_for.treatment,
        "trained": holds_for.trained,
        "posture": holds_for.posture,
        "protocol": holds_for.protocol,
    })
}

pub(super) fn row(row: &Row) -> Value {
    let target = &row.target;
    let (in_band, why) = match &row.verdict {
        Verdict::In { .. } => (Some(true), None),
        Verdict::Out { .. } => (Some(false), None),
        Verdict::NotMeasurable { why } => (None, Some(why)),
    };
    let measurement = target.measurement.as_ref().map(|m| {
        json!({
            "scenario": m.case.scenario,
            "subject": m.case.subject,
            "with": m.case.with,
            "without": m.case.without,
            "phase": m.phase(),
            "phases": m.phases,
            "reading": m.reading,
            "reduce": m.reduce.word(),
            "against": m.against,
            "level": m.level,
            "from_phase": m.from_phase,
            "from_scenario": m.from_case.as_ref().map(|case| &case.scenario),
            "from_subject": m.from_case.as_ref().map(|case| &case.subject),
            "from_with": m.from_case.as_ref().map(|case| &case.with),
            "from_without": m.from_case.as_ref().map(|case| &case.without),
        })
    });
    json!({
        "id": target.id,
        "phenomenon": target.phenomenon,
        "quantity": target.quantity,
        "unit": target.unit,
        "mean": target.mean,
        "low": target.low,
        "high": target.high,
        "band_basis": target.band_basis.word(),
        "population": target.population,
        "holds_for": holds_for(&target.holds_for),
        "protocol": target.protocol,
        "source": target.source,
        "url": target.url,
        "quote": target.quote,
        "evidence": target.evidence.word(),
        "claims": target.claims,
        "role": target.role.word(),
        "role_reason": target.role_reason,
        "counts": target.counts,
        "judged": target.is_judged(),
        "conflicts_with": target.conflicts_with,
        "measured_by": measurement,
        "holds_for_the_simulated": row.person.as_ref().map(|_| row.unlike().is_none()),
        "simulated": row.verdict.value(),
        "in_band": in_band,
        "not_measurable_because": why,
        "why_missed": row.why_missed,
    })
}
