//! How the body stands, and what the columns of blood weigh in it.

use super::Controls;
use crate::change::Posture;
use crate::gravity::Directions;
use crate::plan::Plan;
use secondheart_engine::{Scalar, Simulation};

impl<S: Scalar> Controls<S> {
    /// Heights of all places in a posture.
    pub(super) fn stand(&mut self, plan: &Plan<S>, posture: &Posture) {
        let directions = Directions::of(posture);
        self.upright = directions.upright();
        self.gravity = posture.gravity_g;
        self.foot_load = posture.weight_bearing * posture.gravity_g;
        for l in &plan.locations {
            self.height[l.place] =
                plan.skeleton
                    .height(l.segment, l.along, &directions, plan.stature_cm);
        }
    }

    /// Pressure of a centimetre of blood, mmHg.
    #[inline(always)]
    pub(crate) fn column(&self, plan: &Plan<S>) -> S {
        plan.column_mmhg_per_cm * self.gravity
    }

    /// Heads of all columns and the pressure of the abdomen's contents.
    pub(crate) fn set_gravity(&self, plan: &Plan<S>, sim: &mut Simulation<S>) {
        let column = self.column(plan);
        for &(edge, from, to) in &plan.columns {
            sim.parameters.head[edge] = column * (self.height[from] - self.height[to]);
        }
        sim.parameters.enclosure_pressure[plan.places.abdomen_column] =
            column * plan.respiration.abdomen_column_fraction * self.upright;
    }
}
