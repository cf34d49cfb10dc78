//! The past of a live body: its state every few seconds of the last ten minutes, to which it can go
//! back.

use std::collections::VecDeque;
use std::rc::Rc;

use secondheart_body::{Body, BodyError, Parameters, Posture, Snapshot};

/// Time between two states, seconds; a state has some 46 kB.
const EVERY_S: f64 = 5.0;
/// States that are kept: ten minutes.
const MOST: usize = 121;

/// A state with the parameters in force, which a snapshot does not hold.
#[derive(Debug, Clone)]
struct Moment {
    time_s: f64,
    snapshot: Snapshot,
    parameters: Rc<Parameters>,
}

/// States of a live body in order of time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    moments: VecDeque<Moment>,
}

impl Past {
    /// Keeps the present state if the last one is old enough. Changes to come are not kept: there must
    /// be none.
    pub(crate) fn keep(&mut self, body: &Body) {
        let time_s = body.time_s();
        let last = self.moments.back();
        if last.is_some_and(|last| time_s < last.time_s + EVERY_S) {
            return;
        }
        let parameters = match last.filter(|last| same(&last.parameters, body.parameters())) {
            Some(last) => last.parameters.clone(),
            None => Rc::new(body.parameters().clone()),
        };
        self.moments.push_back(Moment {
            time_s,
            snapshot: body.snapshot(),
            parameters,
        });
        if self.moments.len() > MOST {
            self.moments.pop_front();
        }
    }

    /// Earliest time to which the body can go back, seconds.
    pub(crate) fn earliest_s(&self) -> f64 {
        self.moments.front().map_or(0.0, |moment| moment.time_s)
    }

    /// A body at the last state that is kept from before a time, seconds; later states are forgotten.
    /// `None` if none is kept.
    ///
    /// # Errors
    /// The state does not belong to the body, which would be a fault of the program.
    pub(crate) fn back_to(&mut self, time_s: f64, of: &Body) -> Result<Option<Body>, BodyError> {
        let kept = self
            .moments
            .partition_point(|moment| moment.time_s <= time_s);
        if kept == 0 {
            return Ok(None);
        }
        self.moments.truncate(kept);
        let Some(last) = self.moments.back() else {
            return Ok(None);
        };
        let mut body = Body::unsettled(&last.parameters, of.subject(), Posture::SUPINE)?;
        body.set_step_s(of.step_s())?;
        body.restore(&last.snapshot)?;
        Ok(Some(body))
    }
}

/// Whether two sets of parameters have the same values.
fn same(one: &Parameters, other: &Parameters) -> bool {
    let values = |all: &Parameters| all.iter().map(|(_, own)| own.value).collect::<Vec<_>>();
    values(one) == values(other)
}
