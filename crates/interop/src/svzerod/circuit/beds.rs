//! Windkessels and coronary beds.

use super::super::flows::{Sum, Term};
use super::super::model::{Coronary, Rcr};
use super::super::storage::{Outside, StorageLaw};
use super::build::{Builder, Through};
use super::{Begin, Reading};

impl Builder<'_> {
    /// R_p - C - R_d, each of which may be zero.
    pub(super) fn rcr(
        &mut self,
        name: &str,
        a: usize,
        d: usize,
        rcr: &Rcr,
        middle: &str,
    ) -> Through {
        let c = self.pin(name, middle);
        let mut part = |from, to, resistance| {
            if resistance > 0.0 {
                return Some(self.resistor(name, from, to, resistance));
            }
            self.pins.join(from, to);
            None
        };
        let first = part(a, c, rcr.proximal);
        let last = part(c, d, rcr.distal);
        let mut held = Sum::default();
        if rcr.capacity > 0.0 {
            held = Term::Storage(self.capacity(c, rcr.capacity)).into();
        }
        let [entering, leaving] = [first, last].map(|edge| Some(Sum::from(Term::Edge(edge?))));
        // Without R_p the flow is what R_d and C take.
        let entering = entering.or_else(|| {
            let mut flow = leaving.clone()?;
            flow.add(&held, 1.0);
            Some(flow)
        });
        self.inner.push(Reading::Pressure(c));
        self.begins(middle, name, Begin::Pin(c));
        Through {
            entering,
            leaving,
            held,
        }
    }

    /// R_a - C_a - R_am - C_im - R_v; returns the storage of C_im and the edge of R_am.
    pub(super) fn coronary(
        &mut self,
        name: &str,
        a: usize,
        d: usize,
        v: &Coronary,
        outside: Outside,
    ) -> (usize, usize) {
        let c1 = self.pin(name, "arterial");
        let c2 = self.pin(name, "muscle");
        let first = self.resistor(name, a, c1, v.arterial);
        if v.arterial_capacity > 0.0 {
            let storage = self.capacity(c1, v.arterial_capacity);
            self.starts_behind(storage, a, v.arterial, 0.0);
        }
        let micro = self.resistor(name, c1, c2, v.micro);
        let capacity = v.muscle_capacity;
        let storage = self.store(c2, StorageLaw::Capacity { capacity, outside });
        self.resistor(name, c2, d, v.venous);
        self.knows(a, Sum::from(Term::Edge(first)));
        (storage, micro)
    }
}
