//! Changes of a body at a given time: posture, activity, parameters.

use crate::error::BodyError;

/// Angles of the body against the horizontal and of its joints, and the strength of gravity.
///
/// The trunk lies flat at 0° and stands at 90°. A straight leg continues the line of the trunk
/// (hip 0°, knee 0°); hip flexion lifts the thigh towards the chest, knee flexion bends the shank
/// back. Ankle plantar flexion is positive (0° is the foot at a right angle to the shank).
///
/// Each leg has angles of its own: one may be raised, hung over an edge or bent while the other lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posture {
    /// Elevation of the trunk above the horizontal, degrees (head-down is negative).
    pub trunk_deg: f64,
    /// Joints of the left and the right leg.
    pub legs: [Joints; 2],
    /// Gravity as a multiple of the standard 9.80665 m/s².
    pub gravity_g: f64,
    /// Share of the body weight that the feet carry, 0 (lying, or hanging in a harness) to 1; it
    /// presses the plantar veins in step and tiptoe.
    pub weight_bearing: f64,
    /// Share of the weight on the feet that the left foot carries: 0.5 on both, 0 on the right alone.
    pub on_left_foot: f64,
}

/// Angles of the joints of a leg, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joints {
    /// Hip flexion.
    pub hip_deg: f64,
    /// Knee flexion.
    pub knee_deg: f64,
    /// Ankle plantar flexion.
    pub ankle_deg: f64,
}

impl Joints {
    /// A straight leg in line with the trunk.
    pub const STRAIGHT: Self = Self {
        hip_deg: 0.0,
        knee_deg: 0.0,
        ankle_deg: 0.0,
    };
}

impl Posture {
    /// Lying flat on the back.
    pub const SUPINE: Self = Self {
        trunk_deg: 0.0,
        legs: [Joints::STRAIGHT; 2],
        gravity_g: 1.0,
        weight_bearing: 0.0,
        on_left_foot: 0.5,
    };
    /// Standing on both feet.
    pub const STANDING: Self = Self {
        trunk_deg: 90.0,
        weight_bearing: 1.0,
        ..Self::SUPINE
    };
    /// Sitting on a chair with the shanks vertical. The feet carry both shanks and feet, 12 % of the
    /// body (Winter: 0.0465 and 0.0145 of its mass each), rounded.
    pub const SITTING: Self = Self {
        trunk_deg: 90.0,
        legs: [Joints {
            hip_deg: 90.0,
            knee_deg: 90.0,
            ankle_deg: 0.0,
        }; 2],
        weight_bearing: 0.1,
        ..Self::SUPINE
    };
    /// Squatting on the soles with relaxed legs: knees fully bent and above the hips, the trunk leaning
    /// forward (estimate: deep squat with the heels on the floor).
    pub const SQUATTING: Self = Self {
        trunk_deg: 65.0,
        legs: [Joints {
            hip_deg: 100.0,
            knee_deg: 150.0,
            ankle_deg: -25.0,
        }; 2],
        weight_bearing: 1.0,
        ..Self::SUPINE
    };
    /// Lying on the back with both straight legs raised by 45°.
    pub const LEGS_RAISED: Self = Self {
        legs: [Joints {
            hip_deg: 45.0,
            ..Joints::STRAIGHT
        }; 2],
        ..Self::SUPINE
    };

    /// Head-up tilt by `angle_deg` on a table with a foot plate.
    pub fn tilted(angle_deg: f64) -> Self {
        Self {
            trunk_deg: angle_deg,
            weight_bearing: 0.0,
            ..Self::SUPINE
        }
    }

    /// The posture with both legs bent so.
    pub fn with_legs(self, joints: Joints) -> Self {
        Self {
            legs: [joints; 2],
            ..self
        }
    }

    /// Shares of the body weight that the left and the right foot carry.
    pub fn weight_on_feet(&self) -> [f64; 2] {
        [self.on_left_foot, 1.0 - self.on_left_foot].map(|share| self.weight_bearing * share)
    }
}

/// Shortest duration of a change of posture, s. An instant change would be an impact on the columns
/// of blood.
pub const SHORTEST_MOVEMENT_S: f64 = 0.2;

/// How the posture changes: by muscle work of the subject, or without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The subject rises by muscle work: abdominal press, muscle tension, central command.
    Active,
    /// A table or a helper moves the subject.
    Passive,
}

/// Rhythmic or sustained muscle work, by the name of its activation pattern.
///
/// Patterns are data (`data/activity.toml`): which muscle is active when in the cycle, and how
/// strongly. `rest` is no work.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Pattern name: `rest`, `tiptoe`, `walk`, `run`, `cycle`, `knee-extension`, `plantar-flexion`,
    /// `ankle-pump`, `fidget`, `tense`,
    /// `cross-legs-tense`, `calf-rhythm`, `calf-hold`, `weight-transfer`, `passive-ankle`, `passive-knee`, `handgrip`.
    pub pattern: String,
    /// Cycles per minute (tiptoes, ankle pumps, pedal turns); `None` takes the pattern's own.
    pub rate_per_min: Option<f64>,
    /// Walking or running speed in km/h; sets stride rate and strength.
    pub speed_km_per_h: Option<f64>,
    /// External mechanical power in watts, of all legs at work together (cycling, knee extension,
    /// plantar flexion).
    pub power_w: Option<f64>,
    /// Incline of the way in per cent, walking or running; level if `None`.
    pub incline_pct: Option<f64>,
    /// Number of cycles; `None` continues until the next change.
    pub count: Option<u32>,
    /// Strength relative to the pattern's own, 1 if not given.
    pub strength: Option<f64>,
    /// The leg that works while the other rests; both work if `None`.
    pub leg: Option<Leg>,
}

/// A leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// The leg with the instruments.
    Left,
    /// The other leg.
    Right,
}

impl Activity {
    /// No muscle work.
    pub fn rest() -> Self {
        Self::named("rest")
    }

    /// The pattern of that name with its own rate and strength.
    pub fn named(pattern: &str) -> Self {
        Self {
            pattern: pattern.to_owned(),
            rate_per_min: None,
            speed_km_per_h: None,
            power_w: None,
            incline_pct: None,
            count: None,
            strength: None,
            leg: None,
        }
    }

    /// Power at which both legs together would load each leg as this activity does, W: twice the power
    /// of a single leg.
    pub fn power_of_both_legs_w(&self) -> Option<f64> {
        let legs = if self.leg.is_some() { 1.0 } else { 2.0 };
        self.power_w.map(|power_w| power_w * (2.0 / legs))
    }
}

/// Lowest and highest value that a body can take, both included.
pub type Limits = (f64, f64);

// Wider than any protocol: joint ranges of a supple adult rounded up (estimate: textbook goniometry
// gives hip flexion about 120, knee flexion about 135 to 150, plantar flexion about 50 and a dancer's 90,
// dorsiflexion about 20 degrees), and the 5 g at which a seated person stays conscious for some seconds without a
// suit (estimate).
impl Posture {
    /// Limits of the trunk's elevation, degrees.
    pub const TRUNK_LIMITS_DEG: Limits = (-90.0, 90.0);
    /// Limits of hip flexion, degrees.
    pub const HIP_LIMITS_DEG: Limits = (-30.0, 140.0);
    /// Limits of knee flexion, degrees.
    pub const KNEE_LIMITS_DEG: Limits = (0.0, 160.0);
    /// Limits of plantar flexion, degrees.
    pub const ANKLE_LIMITS_DEG: Limits = (-40.0, 90.0);
    /// Limits of gravity, multiples of the standard.
    pub const GRAVITY_LIMITS_G: Limits = (0.0, 5.0);
    /// Limits of the share of the body weight that the feet carry.
    pub const WEIGHT_BEARING_LIMITS: Limits = (0.0, 1.0);

    pub(crate) fn check(&self) -> Result<(), BodyError> {
        let whole = [
            ("posture.trunk_deg", self.trunk_deg, Self::TRUNK_LIMITS_DEG),
            ("posture.gravity_g", self.gravity_g, Self::GRAVITY_LIMITS_G),
            (
                "posture.weight_bearing",
                self.weight_bearing,
                Self::WEIGHT_BEARING_LIMITS,
            ),
            (
                "posture.on_left_foot",
                self.on_left_foot,
                Self::WEIGHT_BEARING_LIMITS,
            ),
        ];
        let of_leg = |leg: &Joints| {
            [
                ("posture.hip_deg", leg.hip_deg, Self::HIP_LIMITS_DEG),
                ("posture.knee_deg", leg.knee_deg, Self::KNEE_LIMITS_DEG),
                ("posture.ankle_deg", leg.ankle_deg, Self::ANKLE_LIMITS_DEG),
            ]
        };
        let legs = self.legs.iter().flat_map(of_leg);
        whole
            .into_iter()
            .chain(legs)
            .try_for_each(|(name, value, limits)| require_within(name, value, limits))
    }
}

// Wider than any protocol, too (estimates): fingers tap ten times a second at most, a sprinter runs
// just below 45 km/h, a track cyclist gives some 2,500 W for a few seconds, and stairs climb at 100 %.
impl Activity {
    /// Highest rate, cycles a minute.
    pub const HIGHEST_RATE_PER_MIN: f64 = 600.0;
    /// Highest speed, km/h.
    pub const HIGHEST_SPEED_KM_PER_H: f64 = 45.0;
    /// Highest external power, W.
    pub const HIGHEST_POWER_W: f64 = 2500.0;
    /// Highest incline, per cent.
    pub const HIGHEST_INCLINE_PCT: f64 = 100.0;
    /// Highest strength relative to the pattern's own.
    pub const HIGHEST_STRENGTH: f64 = 10.0;

    fn check(&self) -> Result<(), BodyError> {
        // A cycle takes time: its rate and speed are above zero.
        for (name, value, highest) in [
            (
                "activity.rate_per_min",
                self.rate_per_min,
                Self::HIGHEST_RATE_PER_MIN,
            ),
            (
                "activity.speed_km_per_h",
                self.speed_km_per_h,
                Self::HIGHEST_SPEED_KM_PER_H,
            ),
        ] {
            let value = value.unwrap_or(highest);
            let requirement = format!("above zero and at most {highest}");
            require(name, value, value > 0.0 && value <= highest, &requirement)?;
        }
        for (name, value, highest) in [
            ("activity.power_w", self.power_w, Self::HIGHEST_POWER_W),
            (
                "activity.incline_pct",
                self.incline_pct,
                Self::HIGHEST_INCLINE_PCT,
            ),
            ("activity.strength", self.strength, Self::HIGHEST_STRENGTH),
        ] {
            require_within(name, value.unwrap_or(0.0), (0.0, highest))?;
        }
        Ok(())
    }
}

fn require_within(name: &str, value: f64, (low, high): Limits) -> Result<(), BodyError> {
    let requirement = format!("from {low} to {high}");
    require(name, value, (low..=high).contains(&value), &requirement)
}

impl Change {
    /// Checks everything that does not depend on the body.
    pub(crate) fn check(&self) -> Result<(), BodyError> {
        match self {
            Self::Posture { to, over_s, .. } => {
                let holds = over_s.is_finite() && *over_s >= SHORTEST_MOVEMENT_S;
                let requirement = format!("at least {SHORTEST_MOVEMENT_S} s");
                require("posture.over_s", *over_s, holds, &requirement)?;
                to.check()
            }
            Self::Activity(activity) => activity.check(),
            Self::Parameter { .. } => Ok(()),
        }
    }
}

const FINITE: &str = "a finite number";

/// The error of a value that does not hold.
pub(crate) fn require(
    name: &str,
    value: f64,
    holds: bool,
    requirement: &str,
) -> Result<(), BodyError> {
    if holds {
        return Ok(());
    }
    Err(BodyError::BadChange {
        name: name.to_owned(),
        value,
        requirement: requirement.to_owned(),
    })
}

/// A finite time, s.
pub(crate) fn require_time(time_s: f64) -> Result<(), BodyError> {
    require("time", time_s, time_s.is_finite(), FINITE)
}

/// One thing done to the body. A scenario compiles to a list of these and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Move to a posture over a time.
    Posture {
        /// The new posture.
        to: Posture,
        /// Duration of the movement, s, at least [`SHORTEST_MOVEMENT_S`].
        over_s: f64,
        /// Whether the subject moves, or is moved.
        manner: Manner,
    },
    /// Begin an activity (`rest` ends the present activity).
    Activity(Activity),
    /// Set a parameter by its dotted name. The state does not change: a parameter that acts only
    /// through the steady start ([`crate::Parameter::only_at_start`]) has no effect in flight.
    Parameter {
        /// Dotted name, as in the data files, `--set` and `secondheart parameters`.
        path: String,
        /// New value in the unit that the name ends in.
        value: f64,
    },
}
