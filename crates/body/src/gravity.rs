//! Gravity: posture, heights of all vessels, and the hydrostatic pressure of the blood between them.
//!
//! ```text
//! head of an edge          Δp = ρ g (z_a - z_b)
//! weight of the abdomen    p  = k ρ g d sin θ
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | ρ | density of blood | mmHg·s²/cm² |
//! | g | standard gravity times the multiple of the posture | cm/s² |
//! | z | height of a vessel above the hip joint | cm |
//! | d | depth of a vessel below the top of the abdomen, along the trunk | cm |
//! | k | share of a fluid column with which the contents of the abdomen press | 1 |
//! | θ | elevation of the trunk | ° |
//!
//! The engine holds d as the weight of the enclosure `abdomen_column` on each vessel; this file sets the
//! rest of the product. `gravity/water.rs` adds the pressure of water around the body.

mod fold;
mod movement;
mod skeleton;
mod water;

pub(crate) use movement::Movement;
pub use skeleton::Segment;

use crate::change::Posture;
use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use fold::Fold;
use secondheart_engine::{Scalar, Simulation, persist_fields};
use skeleton::{Directions, Skeleton};
use water::Water;

/// Standard gravity, cm/s².
const G_CM_PER_S2: f64 = 980.665;

/// Where a vessel lies on the skeleton.
#[derive(Debug, Clone, Copy)]
struct Location<S> {
    place: usize,
    segment: Segment,
    /// 0 on the left leg and above the legs, 1 on the right leg.
    leg: usize,
    along: S,
}

/// Locations, columns and parameters of the gravity organ, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Constants<S> {
    locations: Vec<Location<S>>,
    /// Engine places (edge, from, to) of every connection with a head.
    columns: Vec<(usize, usize, usize)>,
    stature_cm: S,
    skeleton: Skeleton<S>,
    /// ρ g at 1 g, mmHg/cm.
    column_mmhg_per_cm: S,
    abdomen_column_fraction: S,
    abdomen_column: usize,
    water: Water<S>,
    fold: Fold,
}

impl<S: Scalar> Constants<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let circuit = wiring.circuit();
        let location = |(name, vessel): (&String, &crate::circuit::Vessel)| {
            Ok(Location {
                place: wiring.topology.place(vessel.node),
                segment: vessel.segment,
                leg: usize::from(name.starts_with("leg.right.")),
                along: wiring.each(|person| Ok(person.circuit.vessel(name)?.along))?,
            })
        };
        let locations: Result<Vec<_>, BodyError> = circuit.vessels.iter().map(location).collect();
        let columns = circuit.connections.values().filter_map(|c| {
            let edge = wiring.topology.edge_place(c.edge)?;
            let place = |node| wiring.topology.place(node);
            Some((edge, place(c.from), place(c.to)))
        });
        let stature_cm = wiring.each(|p| Ok(p.subject.stature_cm))?;
        Ok(Self {
            locations: locations?,
            columns: columns.collect(),
            stature_cm,
            water: Water::new(wiring, stature_cm)?,
            fold: Fold::read(&wiring.first.parameters, "fold")?,
            skeleton: Skeleton::read(wiring, "skeleton")?,
            column_mmhg_per_cm: wiring.each(|p| Ok(p.circuit.density * G_CM_PER_S2))?,
            abdomen_column_fraction: wiring.value("respiration.abdomen_column_fraction")?,
            abdomen_column: wiring.enclosure("abdomen_column")?,
        })
    }
}

/// State of posture and movement.
#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    pub(crate) movement: Movement,
    /// Heights of all places, cm above the hip joint.
    pub(crate) height: Vec<S>,
    /// Sine of the trunk's elevation: 0 lying, 1 upright.
    pub(crate) upright: f64,
    /// Gravity as a multiple of standard gravity.
    pub(crate) gravity: f64,
    /// Weight on the left and the right foot, as a share of half of the body's weight on Earth: 1 each
    /// in standing on both.
    pub(crate) foot_load: [f64; 2],
    /// Weight with which each thigh lies on its calf, as a share of the weight in a full squat.
    pub(crate) fold: [f64; 2],
    /// Pressure of the water that reaches the pleura, mmHg; computed with the heads.
    pub(crate) chest_water_mmhg: S,
}

persist_fields!(State {
    movement,
    height,
    upright,
    gravity,
    foot_load,
    fold
});

impl<S: Scalar> State<S> {
    /// At rest in a posture; `places` is the number of volumes in the network.
    pub(crate) fn settled(constants: &Constants<S>, posture: Posture, places: usize) -> Self {
        let mut state = Self {
            movement: Movement::at_rest(posture),
            height: vec![S::zero(); places],
            upright: 0.0,
            gravity: 1.0,
            foot_load: [0.0; 2],
            fold: [0.0; 2],
            chest_water_mmhg: S::zero(),
        };
        state.stand(constants, &posture);
        state
    }

    /// Follows the movement over a step that ends at `now_s` and sets the heads; returns the effort of
    /// the movement, 0 to 1.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        constants: &Constants<S>,
        sim: &mut Simulation<S>,
        step_s: f64,
        now_s: f64,
    ) -> f64 {
        if now_s - step_s < self.movement.end_s {
            let posture = self.movement.posture(now_s);
            self.stand(constants, &posture);
            self.set_heads(constants, sim);
        }
        self.movement.effort(now_s)
    }

    /// Takes up a posture: sets the heights of all vessels.
    fn stand(&mut self, constants: &Constants<S>, posture: &Posture) {
        let directions = Directions::of(posture);
        self.upright = directions.upright();
        self.gravity = posture.gravity_g;
        let on_feet = posture.weight_on_feet();
        self.foot_load = on_feet.map(|weight| 2.0 * weight * posture.gravity_g);
        for (leg, joints) in posture.legs.iter().enumerate() {
            self.fold[leg] = constants.fold.of(joints) * self.foot_load[leg];
        }
        for l in &constants.locations {
            self.height[l.place] = constants.skeleton.height(
                (l.segment, l.leg),
                l.along,
                &directions,
                constants.stature_cm,
            );
        }
    }

    /// ρ g under the present gravity, mmHg/cm.
    #[inline(always)]
    pub(crate) fn column(&self, constants: &Constants<S>) -> S {
        constants.column_mmhg_per_cm * self.gravity
    }

    /// Sets the heads of all edges, the pressure gradient of the abdominal contents and the pressure of
    /// the water.
    pub(crate) fn set_heads(&mut self, constants: &Constants<S>, sim: &mut Simulation<S>) {
        let column = self.column(constants);
        for &(edge, from, to) in &constants.columns {
            sim.parameters.head[edge] = column * (self.height[from] - self.height[to]);
        }
        sim.parameters.enclosure_pressure[constants.abdomen_column] =
            column * constants.abdomen_column_fraction * self.upright;
        self.press_water(constants, sim);
    }

    /// Sets the pressure of the water in the present posture.
    pub(crate) fn press_water(&mut self, constants: &Constants<S>, sim: &mut Simulation<S>) {
        let outside = &mut sim.parameters.external_pressure;
        self.chest_water_mmhg = constants.water.press(constants, self, outside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Manner;
    use crate::testing::{Man, assert_close, man};

    fn heads(man: &Man, posture: Posture) -> (State<f64>, Simulation<f64>) {
        let c = &man.circulation;
        let places = c.sim.topology().volume_count();
        let mut state = State::settled(&c.constants.gravity, posture, places);
        let mut sim = c.sim.clone();
        state.set_heads(&c.constants.gravity, &mut sim);
        (state, sim)
    }

    #[test]
    fn a_column_of_blood_weighs_its_height_times_density_and_gravity() {
        let man = man();
        let posture = Posture {
            gravity_g: 1.5,
            weight_bearing: 0.5,
            trunk_deg: 30.0,
            ..Posture::SUPINE
        };
        let (state, sim) = heads(&man, posture);
        assert_close(state.upright, 0.5);
        assert_eq!((state.gravity, state.foot_load), (1.5, [0.75; 2]));
        // g/cm³ · cm/s² in dyn/cm² per cm, 1333.22 dyn/cm² a mmHg.
        let column = 1.5 * man.value("blood.density_g_per_cm3") * 980.665 / 1_333.223_684;
        let found = state.column(&man.circulation.constants.gravity);
        assert!((found / column - 1.0).abs() < 1e-6, "{found} {column}");
        let mut heads = 0;
        for connection in man.circuit.connections.values() {
            let topology = man.circulation.sim.topology();
            let Some(edge) = topology.edge_place(connection.edge) else {
                continue;
            };
            let height = |node| state.height[topology.place(node)];
            let expected = found * (height(connection.from) - height(connection.to));
            assert_close(sim.parameters.head[edge], expected);
            heads += usize::from(expected.abs() > 1.0);
        }
        assert!(heads > 20, "{heads}");
        let press = found * man.value("respiration.abdomen_column_fraction") * 0.5;
        let index = man.enclosure("abdomen_column");
        assert_close(sim.parameters.enclosure_pressure[index], press);
    }

    #[test]
    fn a_leg_that_moves_alone_takes_its_own_vessels_and_its_own_weight_with_it() {
        let man = man();
        let mut posture = Posture::STANDING;
        posture.legs[1].hip_deg = 60.0;
        posture.on_left_foot = 0.75;
        let (state, _) = heads(&man, posture);
        let (standing, _) = heads(&man, Posture::STANDING);
        let (both, _) = heads(&man, posture.with_legs(posture.legs[1]));
        for (name, vessel) in &man.circuit.vessels {
            let place = man.circulation.sim.topology().place(vessel.node);
            let expected = match name.starts_with("leg.right.") {
                true => &both,
                false => &standing,
            };
            assert_eq!(state.height[place], expected.height[place], "{name}");
        }
        let knee = man.place("leg.right.popliteal_vein");
        assert!(state.height[knee] > standing.height[knee] + 10.0);
        assert_eq!(state.foot_load, [1.5, 0.5]);
    }

    #[test]
    fn heights_follow_a_movement_and_then_stay() {
        let man = man();
        let c = &man.circulation;
        let (mut state, mut sim) = heads(&man, Posture::SUPINE);
        state.movement = Movement {
            from: Posture::SUPINE,
            to: Posture::STANDING,
            start_s: 5.0,
            end_s: 7.0,
            manner: Manner::Active,
        };
        let constants = &c.constants.gravity;
        let effort = state.advance(constants, &mut sim, 0.5, 6.0);
        assert_close(effort, 1.0);
        assert_close(state.upright, std::f64::consts::FRAC_1_SQRT_2);
        assert_eq!(state.foot_load, [0.5; 2]);
        // The last step of the movement reaches its end.
        let effort = state.advance(constants, &mut sim, 0.5, 7.25);
        assert_eq!((effort, state.foot_load), (0.0, [1.0; 2]));
        let (standing, expected) = heads(&man, Posture::STANDING);
        assert_eq!(state.height, standing.height);
        assert_eq!(sim.parameters.head, expected.parameters.head);
        // Once it is over, nothing is set again.
        sim.parameters.head[0] = 12.5;
        state.advance(constants, &mut sim, 0.5, 7.5);
        assert_eq!(sim.parameters.head[0], 12.5);
    }
}
