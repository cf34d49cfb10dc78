//! A movement from one posture to another, and the muscular effort that it takes.
//!
//! ```text
//! angle  = a + (b - a) s(u)                  u = (t - t_0)/(t_1 - t_0), s: smooth step
//! effort = 16 u² (1 - u)² r                  active movements only, peak r at half time
//! r      = max(Δ(g sin θ), Δ(w_l + w_r), w_l0 Δη_l + w_r0 Δη_r)   between 0 and 1
//! ```
//!
//! | symbol | meaning |
//! |---|---|
//! | a, b | start and end of an angle, of gravity or of weight bearing |
//! | t_0, t_1 | start and end of the movement |
//! | θ, g | elevation of the trunk, gravity as a multiple of the standard |
//! | w, w_0 | share of the body weight on the left and the right foot, the smaller share of start and end |
//! | η | height of the hip over the ankle of a leg, 1 with a straight upright leg |

use super::skeleton::Directions;
use crate::change::{Joints, Manner, Posture};
use crate::dynamics::smooth_step;
use secondheart_engine::Persist;
use secondheart_engine::elementary;

/// A movement from one posture to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Movement {
    pub(crate) from: Posture,
    pub(crate) to: Posture,
    pub(crate) start_s: f64,
    pub(crate) end_s: f64,
    pub(crate) manner: Manner,
}

impl Movement {
    pub(crate) fn at_rest(posture: Posture) -> Self {
        Self {
            from: posture,
            to: posture,
            start_s: -1.0,
            end_s: -1.0,
            manner: Manner::Passive,
        }
    }

    /// Posture at a time.
    pub(crate) fn posture(&self, now_s: f64) -> Posture {
        if now_s >= self.end_s {
            return self.to;
        }
        let share = smooth_step((now_s - self.start_s) / (self.end_s - self.start_s));
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let (a, b) = (&self.from, &self.to);
        let joints = |leg: usize| {
            let (a, b) = (&a.legs[leg], &b.legs[leg]);
            Joints {
                hip_deg: mix(a.hip_deg, b.hip_deg),
                knee_deg: mix(a.knee_deg, b.knee_deg),
                ankle_deg: mix(a.ankle_deg, b.ankle_deg),
            }
        };
        let weight_bearing = mix(a.weight_bearing, b.weight_bearing);
        let on_left = mix(a.weight_on_feet()[0], b.weight_on_feet()[0]);
        Posture {
            trunk_deg: mix(a.trunk_deg, b.trunk_deg),
            legs: [0, 1].map(joints),
            gravity_g: mix(a.gravity_g, b.gravity_g),
            weight_bearing,
            on_left_foot: match weight_bearing > 0.0 {
                true => on_left / weight_bearing,
                false => a.on_left_foot,
            },
        }
    }

    /// r: the movement as a share of the rise from lying to standing. Only lifting the trunk, loading
    /// the feet or lifting the weight on them takes effort.
    fn rising(&self) -> f64 {
        let lifted = |p: &Posture| elementary::sin(p.trunk_deg.to_radians()) * p.gravity_g;
        let trunk = lifted(&self.to) - lifted(&self.from);
        let weight = self.to.weight_bearing - self.from.weight_bearing;
        let (to, from) = (self.to.weight_on_feet(), self.from.weight_on_feet());
        let hips = |p: &Posture| Directions::of(p).hip_heights();
        let (high, low) = (hips(&self.to), hips(&self.from));
        let lift_by = |leg: usize| to[leg].min(from[leg]) * (high[leg] - low[leg]);
        let lift = lift_by(0) + lift_by(1);
        trunk.max(weight).max(lift).clamp(0.0, 1.0)
    }

    /// Effort at a time, 0 to 1; zero if the movement is passive.
    pub(crate) fn effort(&self, now_s: f64) -> f64 {
        if self.manner == Manner::Passive || now_s >= self.end_s || now_s <= self.start_s {
            return 0.0;
        }
        let u = (now_s - self.start_s) / (self.end_s - self.start_s);
        16.0 * u * u * (1.0 - u) * (1.0 - u) * self.rising()
    }
}

impl Persist for Movement {
    fn write(&self, lane: usize, words: &mut Vec<u64>) {
        for p in [&self.from, &self.to] {
            let [left, right] = &p.legs;
            let legs = [left, right].map(|leg| [leg.hip_deg, leg.knee_deg, leg.ankle_deg]);
            legs.write(lane, words);
            [p.trunk_deg, p.gravity_g, p.weight_bearing, p.on_left_foot].write(lane, words);
        }
        self.start_s.write(lane, words);
        self.end_s.write(lane, words);
        (self.manner == Manner::Active).write(lane, words);
    }
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        for p in [&mut self.from, &mut self.to] {
            for leg in &mut p.legs {
                leg.hip_deg.read(lane, words)?;
                leg.knee_deg.read(lane, words)?;
                leg.ankle_deg.read(lane, words)?;
            }
            p.trunk_deg.read(lane, words)?;
            p.gravity_g.read(lane, words)?;
            p.weight_bearing.read(lane, words)?;
            p.on_left_foot.read(lane, words)?;
        }
        self.start_s.read(lane, words)?;
        self.end_s.read(lane, words)?;
        let mut active = false;
        active.read(lane, words)?;
        self.manner = if active {
            Manner::Active
        } else {
            Manner::Passive
        };
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn joints(hip_deg: f64, knee_deg: f64, ankle_deg: f64) -> Joints {
        Joints {
            hip_deg,
            knee_deg,
            ankle_deg,
        }
    }

    const FROM: Posture = Posture {
        trunk_deg: 0.0,
        legs: [joints(10.0, 20.0, 30.0), joints(0.0, 40.0, 0.0)],
        gravity_g: 1.0,
        weight_bearing: 0.0,
        on_left_foot: 0.5,
    };
    const TO: Posture = Posture {
        trunk_deg: 32.0,
        legs: [joints(-22.0, 84.0, 46.0), joints(32.0, 8.0, -32.0)],
        gravity_g: 3.0,
        weight_bearing: 0.5,
        on_left_foot: 0.25,
    };

    fn movement(from: Posture, to: Posture, manner: Manner) -> Movement {
        Movement {
            from,
            to,
            start_s: 10.0,
            end_s: 14.0,
            manner,
        }
    }

    #[test]
    fn every_angle_follows_the_smooth_step() {
        let m = movement(FROM, TO, Manner::Passive);
        assert_eq!(m.posture(9.0), FROM);
        assert_eq!(m.posture(10.0), FROM);
        assert_eq!(m.posture(14.0), TO);
        assert_eq!(m.posture(99.0), TO);
        // A quarter of the time: u² (3 - 2u) = 5/32.
        let expected = Posture {
            trunk_deg: 5.0,
            legs: [joints(5.0, 30.0, 32.5), joints(5.0, 35.0, -5.0)],
            gravity_g: 1.3125,
            weight_bearing: 0.078_125,
            on_left_foot: 0.25,
        };
        assert_eq!(m.posture(11.0), expected);
        assert_eq!(Movement::at_rest(TO).posture(0.0), TO);
    }

    #[test]
    fn rising_takes_effort_by_the_trunk_or_by_the_weight() {
        let effort = |from, to, manner, at: f64| movement(from, to, manner).effort(at);
        let (lying, standing) = (Posture::SUPINE, Posture::STANDING);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        near(effort(lying, standing, Manner::Active, 12.0), 1.0);
        // 16 u² (1 - u)² at a quarter.
        near(effort(lying, standing, Manner::Active, 11.0), 0.5625);
        for at in [9.0, 10.0, 14.0, 15.0] {
            assert_eq!(effort(lying, standing, Manner::Active, at), 0.0);
        }
        assert_eq!(effort(lying, standing, Manner::Passive, 12.0), 0.0);
        assert_eq!(effort(standing, lying, Manner::Active, 12.0), 0.0);
        near(
            effort(lying, Posture::tilted(30.0), Manner::Active, 12.0),
            0.5,
        );
        // The trunk's weight is proportional to gravity.
        let light = |angle| Posture {
            gravity_g: 0.5,
            ..Posture::tilted(angle)
        };
        near(effort(light(0.0), light(30.0), Manner::Active, 12.0), 0.25);
        near(effort(light(30.0), light(90.0), Manner::Active, 12.0), 0.25);
        // From sitting the trunk stays upright and the feet take on the weight.
        near(
            effort(Posture::SITTING, standing, Manner::Active, 12.0),
            0.9,
        );
        near(
            effort(standing, Posture::SITTING, Manner::Active, 12.0),
            0.0,
        );
    }

    #[test]
    fn rising_from_a_squat_takes_the_effort_of_lifting_the_hips_with_the_weight_on_the_feet() {
        let effort = |from, to| movement(from, to, Manner::Active).effort(12.0);
        let (squatting, standing) = (Posture::SQUATTING, Posture::STANDING);
        // Thighs rise by 35 degrees to the knees, shanks fall by 65.
        let hips = 0.5 * (65_f64.to_radians().sin() - 35_f64.to_radians().sin());
        assert!((effort(squatting, standing) - (1.0 - hips)).abs() < 1e-12);
        assert_eq!(effort(standing, squatting), 0.0);
        // Half of the weight lies on a seat.
        let half = |posture: Posture| Posture {
            weight_bearing: 0.5,
            ..posture
        };
        let found = effort(half(squatting), half(standing));
        assert!((found - 0.5 * (1.0 - hips)).abs() < 1e-12);
        // The other leg is held up: the leg below lifts all of the weight, whatever the other does.
        let mut on_right = squatting;
        (on_right.on_left_foot, on_right.legs[0].hip_deg) = (0.0, 20.0);
        let mut risen = standing;
        risen.on_left_foot = 0.0;
        assert!((effort(on_right, risen) - (1.0 - hips)).abs() < 1e-12);
    }

    #[test]
    fn a_movement_survives_a_snapshot() {
        for manner in [Manner::Active, Manner::Passive] {
            let written = movement(FROM, TO, manner);
            let mut words = Vec::new();
            written.write(0, &mut words);
            let other = if manner == Manner::Active {
                Manner::Passive
            } else {
                Manner::Active
            };
            let mut read = movement(TO, FROM, other);
            let mut iter = words.iter();
            assert!(Persist::read(&mut read, 0, &mut iter).is_some());
            assert_eq!(read, written);
            assert!(iter.next().is_none());
            assert!(Persist::read(&mut read, 0, &mut words[1..].iter()).is_none());
        }
    }
}
