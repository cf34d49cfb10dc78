//! The skeleton: heights of all vessels from the posture, scaled to the person.
//!
//! The trunk is a line from the hip joint at elevation θ; head and arms continue it (the arms
//! hang alongside). A thigh points to θ - hip flexion, a shank to θ - hip + knee, a foot at a
//! right angle to the shank, plantar flexion pointing the toes down. Heights are in cm above the
//! hip joint.

use crate::change::{Joints, Posture};
use crate::parameter::parameter_table;
use secondheart_engine::{Scalar, elementary};

/// A part of the skeleton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// From the hip joint (0) to the shoulder line (1).
    Trunk,
    /// From the root of the neck (0) to the vertex (1).
    Head,
    /// From the shoulder (0) to the fingertips (1).
    Arm,
    /// From the hip (0) to the knee (1).
    Thigh,
    /// From the knee (0) to the ankle (1).
    Shank,
    /// From the heel (0) to the toes (1).
    Foot,
}

impl Segment {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "trunk" => Self::Trunk,
            "head" => Self::Head,
            "arm" => Self::Arm,
            "thigh" => Self::Thigh,
            "shank" => Self::Shank,
            "foot" => Self::Foot,
            _ => return None,
        })
    }
}

parameter_table! {
    /// Lengths of segments as shares of stature, `skeleton`.
    pub(crate) struct Skeleton {
        /// Hip joint to shoulder line.
        trunk_fraction,
        /// Shoulder line to vertex.
        head_fraction,
        /// Shoulder to fingertips.
        arm_fraction,
        /// Hip to knee.
        thigh_fraction,
        /// Knee to ankle.
        shank_fraction,
        /// Heel to toes.
        foot_fraction,
        /// Sole to ankle joint.
        ankle_height_fraction,
    }
}

/// Sines of the segments' directions in a posture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Directions {
    trunk: f64,
    /// Left and right.
    legs: [OfLeg; 2],
}

/// Sines of the directions of a leg's segments.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OfLeg {
    thigh: f64,
    shank: f64,
    foot: f64,
}

impl Directions {
    pub(crate) fn of(posture: &Posture) -> Self {
        let sine = |degrees: f64| elementary::sin(degrees.to_radians());
        let leg = |joints: &Joints| {
            let thigh = posture.trunk_deg - joints.hip_deg;
            let shank = thigh + joints.knee_deg;
            OfLeg {
                thigh: -sine(thigh),
                shank: -sine(shank),
                foot: -sine(shank - 90.0 + joints.ankle_deg),
            }
        };
        let [left, right] = &posture.legs;
        Self {
            trunk: sine(posture.trunk_deg),
            legs: [leg(left), leg(right)],
        }
    }

    /// η of the left and the right leg: height of the hip over the ankle as a share of the height with a
    /// straight upright leg; thigh and shank count as equally long.
    pub(crate) fn hip_heights(&self) -> [f64; 2] {
        self.legs.map(|leg| -0.5 * (leg.thigh + leg.shank))
    }

    /// Sine of the trunk's elevation: 0 lying, 1 upright.
    pub(crate) fn upright(&self) -> f64 {
        self.trunk
    }
}

impl<S: Scalar> Skeleton<S> {
    /// Height above the hip joint, cm, of the point at `along` (0 to 1) on a segment, of the left (0) or
    /// right (1) `leg` where it is one of a leg; `stature` is in cm.
    pub(crate) fn height(
        &self,
        (segment, leg): (Segment, usize),
        along: S,
        d: &Directions,
        stature: S,
    ) -> S {
        let own = &d.legs[leg];
        let thigh = self.thigh_fraction * own.thigh;
        let ankle = thigh + self.shank_fraction * own.shank;
        // The heel lies behind and below the ankle joint: half the ankle's height below it.
        let heel = ankle + self.ankle_height_fraction * (0.5 * own.shank)
            - self.foot_fraction * (0.25 * own.foot);
        let share = match segment {
            Segment::Trunk => self.trunk_fraction * along * d.trunk,
            Segment::Head => (self.trunk_fraction + self.head_fraction * along) * d.trunk,
            Segment::Arm => (self.trunk_fraction - self.arm_fraction * along) * d.trunk,
            Segment::Thigh => thigh * along,
            Segment::Shank => thigh + self.shank_fraction * along * own.shank,
            Segment::Foot => heel + self.foot_fraction * along * own.foot,
        };
        share * stature
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    fn height(segment: Segment, along: f64, posture: Posture) -> f64 {
        let s = Skeleton::read(&Parameters::shipped().unwrap(), "skeleton").unwrap();
        s.height((segment, 0), along, &Directions::of(&posture), 176.0)
    }

    #[test]
    fn lying_everything_but_the_feet_is_level() {
        for segment in [
            Segment::Trunk,
            Segment::Head,
            Segment::Thigh,
            Segment::Shank,
        ] {
            assert!(height(segment, 0.7, Posture::SUPINE).abs() < 1e-9);
        }
        assert!(
            height(Segment::Foot, 0.5, Posture::SUPINE) > 3.0,
            "toes point up"
        );
    }

    #[test]
    fn standing_the_ankle_is_a_leg_below_the_hip() {
        let ankle = height(Segment::Shank, 1.0, Posture::STANDING);
        assert!((ankle + 0.491 * 176.0).abs() < 1e-9);
        let atrium = height(Segment::Trunk, 0.63, Posture::STANDING);
        // Right atrium 1.25 m above the floor: a foot vein carries about 90 mmHg.
        let foot = height(Segment::Foot, 0.5, Posture::STANDING);
        assert!(
            ((atrium - foot) * 0.7797 - 92.0).abs() < 5.0,
            "{}",
            (atrium - foot) * 0.7797
        );
    }

    #[test]
    fn raised_legs_are_above_the_heart_and_a_sitting_thigh_is_level() {
        assert!(height(Segment::Shank, 0.5, Posture::LEGS_RAISED) > 30.0);
        assert!(height(Segment::Thigh, 1.0, Posture::SITTING).abs() < 1e-9);
        assert!(height(Segment::Shank, 1.0, Posture::SITTING) < -40.0);
    }

    #[test]
    fn every_segment_points_along_its_joints() {
        let s = Skeleton {
            trunk_fraction: 0.3,
            head_fraction: 0.18,
            arm_fraction: 0.4,
            thigh_fraction: 0.25,
            shank_fraction: 0.24,
            foot_fraction: 0.15,
            ankle_height_fraction: 0.04,
        };
        let posture = Posture {
            trunk_deg: 50.0,
            ..Posture::SUPINE
        };
        let bent = Joints {
            hip_deg: 70.0,
            knee_deg: 45.0,
            ankle_deg: 20.0,
        };
        let posture = posture.with_legs(bent);
        let sine = |degrees: f64| degrees.to_radians().sin();
        let (trunk, thigh, shank) = (sine(50.0), -sine(-20.0), -sine(25.0));
        let foot = -sine(25.0 - 90.0 + 20.0);
        let d = Directions::of(&posture);
        assert!((d.upright() - trunk).abs() < 1e-12);
        let ankle = 0.25 * thigh + 0.24 * shank;
        let heel = ankle + 0.02 * shank - 0.0375 * foot;
        for (segment, share) in [
            (Segment::Trunk, 0.3 * 0.6 * trunk),
            (Segment::Head, (0.3 + 0.18 * 0.6) * trunk),
            (Segment::Arm, (0.3 - 0.4 * 0.6) * trunk),
            (Segment::Thigh, 0.25 * 0.6 * thigh),
            (Segment::Shank, 0.25 * thigh + 0.24 * 0.6 * shank),
            (Segment::Foot, heel + 0.15 * 0.6 * foot),
        ] {
            for leg in [0, 1] {
                let found = s.height((segment, leg), 0.6, &d, 200.0);
                assert!((found - 200.0 * share).abs() < 1e-9, "{segment:?} {found}");
            }
        }
    }

    #[test]
    fn segments_are_found_by_their_names() {
        for (name, segment) in [
            ("trunk", Segment::Trunk),
            ("head", Segment::Head),
            ("arm", Segment::Arm),
            ("thigh", Segment::Thigh),
            ("shank", Segment::Shank),
            ("foot", Segment::Foot),
        ] {
            assert_eq!(Segment::named(name), Some(segment));
        }
        assert_eq!(Segment::named("tail"), None);
    }
}
