//! External pressure on the legs, level by level: stockings, pneumatic cuffs, thighs that lie on the
//! calves, and suction or pressure in a box sealed at the iliac crests.
//!
//! ```text
//! p_sleeve   = p_stocking + p_cuff f(φ T - n d) + p_box + p_fold    mmHg, on every level
//! p_stocking = p_rest + k (g_s w + g_w a)                          g_s and g_w on the lower leg alone
//! p_seat     = p_box                                               groins and pelvis
//! p_box      = p_pressure - r p_suction
//! f(t)       = s(t/t_i) - s((t - t_i - t_h)/t_d)                   inflate, hold, deflate
//! dφ/dt      = 1/T                                                 φ = 0 while the pump is off
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | φ | phase of the pump's cycle | 1 |
//! | T | length of the cycle | s |
//! | t_i, t_h, t_d | inflation, hold, deflation | s |
//! | n, d | number of the level from the foot up, delay from level to level | 1, s |
//! | r | share of the suction that reaches the tissue | 1 |
//! | p_fold | pressure of folded legs, on thigh, knee and calf (`gravity/fold.rs`) | mmHg |
//! | s | smooth step | 1 |
//! | p_rest | pressure of the stocking on a relaxed, lying leg | mmHg |
//! | k | stiffness of the stocking: pressure for each centimetre of girth | mmHg/cm |
//! | g_s, g_w | growth of the girth of the lower leg on standing, in a full contraction of the calf | cm |
//! | w, a | weight on the foot (1 in standing on both), contraction of the calf | 1 |
//!
//! The pressure reaches all veins and capillaries beneath it, superficial and deep (tissue transmits
//! pressure like a liquid; the deep veins of the calf narrow under a stocking no less than the
//! superficial ones, Downie et al. 2007 J Magn Reson Imaging 26:80-85), and adds to the
//! muscle's. Pressure reaches the tissue whole, suction only in part: tissue that is pulled bears tension.
//! No flow is prescribed here; it emerges from pressures and valves.

use crate::dynamics::smooth_step;
use crate::error::BodyError;
use crate::gravity::Segment;
use crate::parameter::{Parameters, Source, parameter_table};
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, persist_fields};

/// Enclosure of groins and pelvis: the region inside the suction box but above the sleeves.
pub(crate) const SEAT: &str = "seat";

/// A level of the leg, from the foot up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// The foot to the ankle.
    Foot,
    /// The lower half of the lower leg.
    Ankle,
    /// The upper half of the lower leg.
    Calf,
    /// The popliteal fossa.
    Knee,
    /// The thigh below the groin.
    Thigh,
}

impl Level {
    pub(crate) const ALL: [Self; 5] =
        [Self::Foot, Self::Ankle, Self::Calf, Self::Knee, Self::Thigh];

    fn name(self) -> &'static str {
        match self {
            Self::Foot => "foot",
            Self::Ankle => "ankle",
            Self::Calf => "calf",
            Self::Knee => "knee",
            Self::Thigh => "thigh",
        }
    }

    /// Name of the sleeve on a leg, for its enclosure and its parameter table.
    pub(crate) fn sleeve(self, side: &str) -> String {
        format!("leg.{side}.sleeve.{}", self.name())
    }

    /// Name of the enclosure that covers a vessel: a sleeve, the [`SEAT`], or none.
    ///
    /// The position along the segment gives the level. The knee is the uppermost twentieth of the
    /// shank; calf and ankle meet at its middle. The uppermost twentieth of the thigh is the groin,
    /// which no stocking covers.
    pub(crate) fn over(vessel: &str, segment: Segment, along: f64) -> Option<String> {
        if vessel.starts_with("pelvis.") {
            return Some(SEAT.to_owned());
        }
        let side = ["left", "right"]
            .into_iter()
            .find(|side| vessel.starts_with(&format!("leg.{side}.")))?;
        let level = match segment {
            Segment::Foot => Self::Foot,
            Segment::Shank if along > 0.5 => Self::Ankle,
            Segment::Shank if along > 0.05 => Self::Calf,
            Segment::Shank => Self::Knee,
            Segment::Thigh if along > 0.05 => Self::Thigh,
            Segment::Thigh => return Some(SEAT.to_owned()),
            _ => return None,
        };
        Some(level.sleeve(side))
    }
}

parameter_table! {
    /// Cycle of the pneumatic pump, `pump`.
    pub(crate) struct PumpParameters {
        /// 1/T; zero is off.
        cycles_per_min,
        /// t_i.
        inflation_s,
        /// t_h.
        hold_s,
        /// t_d.
        deflation_s,
        /// d.
        delay_s,
    }
}

impl PumpParameters<f64> {
    /// Checks that inflation, hold and deflation of all levels fit into one cycle.
    pub(crate) fn check(p: &Parameters) -> Result<(), BodyError> {
        let pump = Self::read(p, "pump")?;
        let levels = (Level::ALL.len() - 1) as f64;
        let busy_s = pump.delay_s * levels + pump.inflation_s + pump.hold_s + pump.deflation_s;
        if pump.cycles_per_min * busy_s > 60.0 {
            return Err(BodyError::BadValue {
                path: "pump.cycles_per_min".to_owned(),
                value: pump.cycles_per_min,
                requirement:
                    "low enough for delays, inflation, hold and deflation to fit into a cycle"
                        .to_owned(),
            });
        }
        Ok(())
    }
}

parameter_table! {
    /// Growth of the girth of the lower leg, `girth`.
    struct Girth {
        /// g_s.
        standing_growth_cm,
        /// g_w.
        working_growth_cm,
    }
}

/// A level of a leg.
#[derive(Debug, Clone)]
struct Sleeve<S> {
    enclosure: usize,
    leg: usize,
    level: usize,
    /// p_rest + p_box, mmHg.
    still_mmhg: S,
    /// k, mmHg/cm; zero from the knee up and on the foot, whose girth is taken as constant.
    stiffness: S,
    /// p_cuff, mmHg.
    cuff_mmhg: S,
}

/// What makes the lower legs thicker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growth<S> {
    /// w of the left and the right foot.
    pub(crate) foot_load: [f64; 2],
    /// a of the left and the right calf.
    pub(crate) contraction: [S; 2],
}

/// Pressures of the sleeves of both legs, left first.
#[derive(Debug, Clone)]
pub(crate) struct Sleeves<S> {
    /// 1/T, 1/s.
    rate: S,
    /// T, s; unused while the pump is off.
    period: S,
    pump: PumpParameters<S>,
    /// 1/t_i and 1/t_d.
    inverse_inflation: S,
    inverse_deflation: S,
    each: Vec<Sleeve<S>>,
    /// Whether any stocking stiffens as the leg grows.
    is_stiff: bool,
    girth: Girth<S>,
    /// p_fold of every level in a full squat.
    folded: [S; Level::ALL.len()],
    /// Enclosure index of the seat.
    seat: usize,
    /// p_box.
    in_box: S,
}

/// The lower body is in a box with suction, in a box with pressure, or in water.
///
/// # Errors
/// [`BodyError::NotTogether`] for two of them at once.
fn one_at_a_time(value: impl Fn(&str) -> Result<f64, BodyError>) -> Result<f64, BodyError> {
    let ways = [
        (
            "suction on the lower body",
            value("lower_body.suction_mmhg")? > 0.0,
        ),
        (
            "pressure on the lower body",
            value("lower_body.pressure_mmhg")? > 0.0,
        ),
        (
            "immersion in water",
            value("water.surface_above_hip_fraction")? > -1.0,
        ),
    ];
    let mut present = ways.into_iter().filter(|(_, is)| *is).map(|(way, _)| way);
    match (present.next(), present.next()) {
        (Some(first), Some(second)) => Err(BodyError::NotTogether { first, second }),
        _ => Ok(0.0),
    }
}

impl<S: Scalar> Sleeves<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        wiring.each(|p| one_at_a_time(|path| p.parameters.value(path)))?;
        Self::of(wiring, &|name| wiring.enclosure(name))
    }

    /// Reads the sleeves from `source`; `place` gives the index of an enclosure.
    fn of(
        source: &impl Source<S>,
        place: &dyn Fn(&str) -> Result<usize, BodyError>,
    ) -> Result<Self, BodyError> {
        let parameter = |path: &str| source.value(path);
        let pump = PumpParameters::read(source, "pump")?;
        let suction =
            parameter("lower_body.suction_mmhg")? * parameter("lower_body.reaching_fraction")?;
        let in_box = parameter("lower_body.pressure_mmhg")? - suction;
        let contact = parameter("fold.contact_pressure_mmhg")?;
        let on_thigh = contact * parameter("fold.thigh_fraction")?;
        let mut each = Vec::new();
        let mut is_stiff = false;
        for (leg, side) in ["left", "right"].into_iter().enumerate() {
            for (number, level) in Level::ALL.into_iter().enumerate() {
                let name = level.sleeve(side);
                let stiffness = match level {
                    Level::Ankle | Level::Calf => {
                        parameter(&format!("{name}.stiffness_mmhg_per_cm"))?
                    }
                    Level::Foot | Level::Knee | Level::Thigh => S::zero(),
                };
                is_stiff |= (0..S::LANES).any(|lane| stiffness.lane(lane) > 0.0);
                each.push(Sleeve {
                    enclosure: place(&name)?,
                    leg,
                    level: number,
                    still_mmhg: parameter(&format!("{name}.stocking_mmhg"))? + in_box,
                    stiffness,
                    cuff_mmhg: parameter(&format!("{name}.cuff_mmhg"))?,
                });
            }
        }
        let rate = pump.cycles_per_min * (1.0 / 60.0);
        let on = S::zero().lt(rate);
        Ok(Self {
            rate,
            period: S::select(on, rate, S::one()).recip(),
            inverse_inflation: pump.inflation_s.recip(),
            inverse_deflation: pump.deflation_s.recip(),
            pump,
            each,
            is_stiff,
            girth: Girth::read(source, "girth")?,
            folded: Level::ALL.map(|level| match level {
                Level::Foot | Level::Ankle => S::zero(),
                Level::Calf | Level::Knee => contact,
                Level::Thigh => on_thigh,
            }),
            seat: place(SEAT)?,
            in_box,
        })
    }

    /// Whether a stocking presses harder on a leg that grows thicker.
    pub(crate) fn are_stiff(&self) -> bool {
        self.is_stiff
    }

    /// f of a level; `time` within the cycle, s.
    #[inline(always)]
    fn inflated(&self, time: S, level: usize) -> S {
        let p = &self.pump;
        let time = time - p.delay_s * level as f64;
        let rise = smooth_step(time * self.inverse_inflation);
        let fall = smooth_step((time - p.inflation_s - p.hold_s) * self.inverse_deflation);
        rise - fall
    }
}

/// Phase of the pump.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pump<S> {
    /// φ, cycles since the pump was switched on.
    pub(crate) turns: S,
}

persist_fields!(Pump { turns });

impl<S: Scalar> Pump<S> {
    pub(crate) fn off() -> Self {
        Self { turns: S::zero() }
    }

    /// Advances the phase by a step and sets the pressures of all sleeves for its end. During the
    /// search for the steady start `step_s` is zero, so that the pump does not cycle. `fold` is f of
    /// each folded leg; `growth` is nothing where no stocking is stiff.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        sleeves: &Sleeves<S>,
        fold: [f64; 2],
        growth: Option<Growth<S>>,
        step_s: f64,
        pressures: &mut [S],
    ) {
        let on = S::zero().lt(sleeves.rate);
        self.turns = S::select(on, self.turns + sleeves.rate * step_s, S::zero());
        let turns = self.turns;
        // A pump that is off rests at the start of its cycle, with empty cuffs.
        let time = S::from_lanes(|i| turns.lane(i).fract()) * sleeves.period;
        let mut inflated = [S::zero(); Level::ALL.len()];
        for (level, inflated) in inflated.iter_mut().enumerate() {
            *inflated = sleeves.inflated(time, level);
        }
        for sleeve in &sleeves.each {
            let cuff = sleeve.cuff_mmhg * inflated[sleeve.level];
            pressures[sleeve.enclosure] =
                sleeve.still_mmhg + cuff + sleeves.folded[sleeve.level] * fold[sleeve.leg];
        }
        if let Some(growth) = growth {
            let girth = &sleeves.girth;
            for sleeve in &sleeves.each {
                let standing = girth.standing_growth_cm * growth.foot_load[sleeve.leg];
                let working = girth.working_growth_cm * growth.contraction[sleeve.leg];
                pressures[sleeve.enclosure] += sleeve.stiffness * (standing + working);
            }
        }
        pressures[sleeves.seat] = sleeves.in_box;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enclosures: ten sleeves and the seat.
    const PLACES: usize = 11;
    const SEAT_PLACE: usize = 10;

    fn sleeves(changes: &[(&str, f64)]) -> Result<Sleeves<f64>, BodyError> {
        let mut p = Parameters::shipped().unwrap();
        for (path, value) in changes {
            p.set(path, *value).unwrap();
        }
        PumpParameters::check(&p)?;
        let place = |name: &str| {
            let mut all = ["left", "right"]
                .into_iter()
                .flat_map(|side| Level::ALL.into_iter().map(move |level| level.sleeve(side)));
            Ok(all.position(|n| n == name).unwrap_or(SEAT_PLACE))
        };
        Sleeves::of(&p, &place)
    }

    /// Pressures of sleeves and seat with these parameters, the pump off, at a fold of the legs.
    fn pressed(fold: f64, parameters: &[(&str, f64)]) -> [f64; PLACES] {
        let mut pressures = [0.0; PLACES];
        Pump::off().advance(
            &sleeves(parameters).unwrap(),
            [fold; 2],
            None,
            0.01,
            &mut pressures,
        );
        pressures
    }

    #[test]
    fn without_devices_there_is_no_external_pressure() {
        let sleeves = sleeves(&[]).unwrap();
        let mut pump = Pump::off();
        let mut pressures = [1.0; PLACES];
        for _ in 0..1000 {
            pump.advance(&sleeves, [0.0; 2], None, 0.01, &mut pressures);
            assert_eq!(pressures, [0.0; PLACES]);
        }
        assert_eq!(pump.turns, 0.0);
    }

    #[test]
    fn suction_reaches_legs_groins_and_pelvis_by_its_share() {
        let pressures = pressed(
            0.0,
            &[
                ("lower_body.suction_mmhg", 50.0),
                ("lower_body.reaching_fraction", 0.5),
                ("leg.right.sleeve.foot.stocking_mmhg", 10.0),
            ],
        );
        let mut expected = [-25.0; PLACES];
        expected[Level::ALL.len()] = -15.0;
        assert_eq!(pressures, expected);
    }

    #[test]
    fn pressure_in_the_box_reaches_the_tissue_whole_and_works_against_suction() {
        let pressures = pressed(
            0.0,
            &[
                ("lower_body.pressure_mmhg", 50.0),
                ("lower_body.suction_mmhg", 20.0),
                ("lower_body.reaching_fraction", 0.5),
            ],
        );
        assert_eq!(pressures, [40.0; PLACES]);
    }

    #[test]
    fn folded_legs_press_on_knee_calf_and_a_share_of_the_thigh() {
        let pressures = pressed(
            0.5,
            &[
                ("fold.contact_pressure_mmhg", 60.0),
                ("fold.thigh_fraction", 0.25),
                ("leg.left.sleeve.calf.stocking_mmhg", 10.0),
            ],
        );
        let leg = |calf| [0.0, 0.0, calf, 30.0, 7.5];
        assert_eq!(pressures[..5], leg(40.0));
        assert_eq!(pressures[5..10], leg(30.0));
        assert_eq!(pressures[SEAT_PLACE], 0.0);
    }

    #[test]
    fn a_cuff_inflates_holds_and_empties_and_upper_ones_follow() {
        let sleeves = sleeves(&[
            ("pump.cycles_per_min", 1.0),
            ("pump.inflation_s", 2.0),
            ("pump.hold_s", 5.0),
            ("pump.deflation_s", 1.0),
            ("pump.delay_s", 1.0),
            ("leg.left.sleeve.foot.cuff_mmhg", 50.0),
            ("leg.left.sleeve.calf.cuff_mmhg", 40.0),
            ("leg.left.sleeve.calf.stocking_mmhg", 10.0),
        ])
        .unwrap();
        let at = |seconds: f64| {
            let mut pump = Pump { turns: 3.0 };
            let mut pressures = [0.0; PLACES];
            pump.advance(&sleeves, [0.0; 2], None, seconds, &mut pressures);
            (pressures[0], pressures[2])
        };
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() + (a.1 - b.1).abs() < 1e-9;
        assert!(near(at(1.0), (25.0, 10.0)), "{:?}", at(1.0));
        assert!(near(at(2.0), (50.0, 10.0)), "{:?}", at(2.0));
        assert!(near(at(5.0), (50.0, 50.0)), "{:?}", at(5.0));
        assert!(near(at(8.5), (0.0, 50.0)), "{:?}", at(8.5));
        assert!(near(at(30.0), (0.0, 10.0)), "{:?}", at(30.0));
    }

    #[test]
    fn a_stiff_stocking_presses_harder_on_a_leg_that_stands_and_works() {
        let sleeves = sleeves(&[
            ("leg.left.sleeve.calf.stocking_mmhg", 20.0),
            ("leg.left.sleeve.calf.stiffness_mmhg_per_cm", 10.0),
            ("leg.left.sleeve.foot.stocking_mmhg", 20.0),
            ("girth.standing_growth_cm", 0.5),
            ("girth.working_growth_cm", 1.0),
        ])
        .unwrap();
        assert!(sleeves.are_stiff());
        let growth = Growth {
            foot_load: [1.0; 2],
            contraction: [0.25, 1.0],
        };
        let mut pressures = [0.0; PLACES];
        Pump::off().advance(&sleeves, [0.0; 2], Some(growth), 0.01, &mut pressures);
        assert_eq!(pressures[..5], [20.0, 0.0, 27.5, 0.0, 0.0]);
        assert_eq!(pressures[5..], [0.0; 6]);
    }

    #[test]
    fn a_cycle_that_is_too_short_is_refused() {
        let long = sleeves(&[("pump.cycles_per_min", 30.0), ("pump.hold_s", 5.0)]);
        assert!(matches!(long, Err(BodyError::BadValue { path, .. }) if path.contains("pump")));
    }

    #[test]
    fn every_vessel_of_the_leg_below_the_groin_lies_under_a_sleeve() {
        let under = |segment, along| Level::over("leg.left.x", segment, along);
        assert_eq!(
            under(Segment::Shank, 0.75).as_deref(),
            Some("leg.left.sleeve.ankle")
        );
        assert_eq!(
            under(Segment::Shank, 0.0).as_deref(),
            Some("leg.left.sleeve.knee")
        );
        assert_eq!(under(Segment::Thigh, 0.04).as_deref(), Some(SEAT));
        let above = |vessel| Level::over(vessel, Segment::Trunk, 0.1);
        assert_eq!(above("pelvis.vein").as_deref(), Some(SEAT));
        assert_eq!(above("leg.left.iliac_vein"), None);
        assert_eq!(above("splanchnic.liver"), None);
    }

    #[test]
    fn a_cycle_may_be_as_short_as_its_delays_inflation_hold_and_deflation() {
        let check = |cycles_per_min: f64| {
            sleeves(&[
                ("pump.cycles_per_min", cycles_per_min),
                ("pump.inflation_s", 2.0),
                ("pump.hold_s", 5.0),
                ("pump.deflation_s", 1.0),
                ("pump.delay_s", 3.0),
            ])
        };
        // Four delays between five levels: twenty seconds in all.
        assert!(check(3.0).is_ok());
        assert!(check(3.01).is_err());
    }

    #[test]
    fn box_and_water_exclude_each_other() {
        let with = |on: &[&str]| {
            one_at_a_time(|path| Ok(if on.contains(&path) { 0.2 } else { -1.0 }))
                .map_err(|error| error.to_string())
        };
        let [suction, pressure, water] = [
            "lower_body.suction_mmhg",
            "lower_body.pressure_mmhg",
            "water.surface_above_hip_fraction",
        ];
        for one in [suction, pressure, water] {
            assert_eq!(with(&[one]), Ok(0.0));
        }
        for two in [[suction, pressure], [suction, water], [pressure, water]] {
            let error = with(&two).unwrap_err();
            assert!(error.ends_with("are impossible together"), "{error}");
        }
    }

    #[test]
    fn levels_meet_at_the_middle_of_the_shank_and_at_a_twentieth_of_shank_and_thigh() {
        let under = |segment, along| Level::over("leg.right.x", segment, along).unwrap();
        for (segment, along, level) in [
            (Segment::Foot, 0.5, "leg.right.sleeve.foot"),
            (Segment::Shank, 0.51, "leg.right.sleeve.ankle"),
            (Segment::Shank, 0.5, "leg.right.sleeve.calf"),
            (Segment::Shank, 0.06, "leg.right.sleeve.calf"),
            (Segment::Shank, 0.05, "leg.right.sleeve.knee"),
            (Segment::Thigh, 0.06, "leg.right.sleeve.thigh"),
            (Segment::Thigh, 0.05, SEAT),
        ] {
            assert_eq!(under(segment, along), level);
        }
    }
}
