//! Duplex ultrasound: flow of the common femoral artery, calibre of veins, the cycle of a femoral
//! valve, reflux.
//!
//! Veins are taken as round and of given length: a vein's volume at the sizes of the circuit's
//! data belongs to its diameter lying, and the diameter follows the square root of the volume. The
//! valve's cycle has the four phases of Lurie F et al. 2003 J Vasc Surg 38:955-961 (opening,
//! equilibrium, closing, closed), here from the opening of the valve in the femoral vein within the
//! range that it moves in. Reflux is the volume that flows back through the deep valves of both
//! legs, closing volume included.

use super::bench::{Dials, Instrument, Look, Setup, Signal, StepSignal, StepValues};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::trail::Ring;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "duplex ultrasound";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "common_femoral_artery_flow_ml_per_min",
        NAME,
        "mean flow in the left common femoral artery",
    ),
    Definition::new(
        "saphenous_thigh_diameter_mm",
        NAME,
        "great saphenous vein in the thigh",
    ),
    Definition::new(
        "saphenous_calf_diameter_mm",
        NAME,
        "great saphenous vein below the knee",
    ),
    Definition::new("popliteal_vein_diameter_mm", NAME, "popliteal vein"),
    Definition::new(
        "common_femoral_vein_diameter_mm",
        NAME,
        "common femoral vein",
    ),
    Definition::new("popliteal_vein_area_cm2", NAME, "popliteal vein"),
    Definition::new("common_femoral_vein_area_cm2", NAME, "common femoral vein"),
    Definition::new(
        "saphenous_calf_area_cm2",
        NAME,
        "great saphenous vein below the knee",
    ),
    Definition::new(
        "calf_deep_veins_area_cm2",
        NAME,
        "posterior tibial and peroneal veins together, middle of the lower leg",
    ),
    Definition::new(
        "tibial_vein_area_cm2",
        NAME,
        "mean of the posterior tibial and peroneal veins, upper half of the lower leg, beneath a cuff \
         around the calf",
    ),
    Definition::new(
        "femoral_valve_opening_s",
        NAME,
        "time in each cycle of the left femoral valve from closed (5 %) to open (95 % of its range)",
    ),
    Definition::new(
        "femoral_valve_open_s",
        NAME,
        "time in each cycle above 95 % of its range",
    ),
    Definition::new(
        "femoral_valve_closing_s",
        NAME,
        "time in each cycle from open (95 %) to closed (5 % of its range)",
    ),
    Definition::new(
        "femoral_valve_closed_s",
        NAME,
        "time in each cycle below 5 % of its range",
    ),
    Definition::new(
        "femoral_valve_cycles_per_min",
        NAME,
        "openings of the valve a minute",
    ),
    Definition::new(
        "saphenofemoral_valve_closing_s",
        NAME,
        "time in each cycle of the left saphenofemoral valve from open (95 %) to closed (5 % of its range)",
    ),
    Definition::new(
        "popliteal_reflux_ml_per_min",
        NAME,
        "volume flowing back through the valves of the popliteal veins of both legs a minute",
    ),
    Definition::new(
        "saphenofemoral_reflux_ml_per_min",
        NAME,
        "volume flowing back from the femoral into the great saphenous veins of both legs a minute",
    ),
];

/// Backward flow at one site of both legs.
struct Reflux {
    valves: Vec<StepSignal>,
    /// Backward flow at the last step, and its volume since the last look.
    back_ml_per_s: f64,
    volume_ml: f64,
    gauge: GaugeId,
}

impl Reflux {
    fn new<P: Plant>(
        setup: &mut Setup<'_, P>,
        site: &str,
        reading: &'static str,
    ) -> Result<Self, UnknownName> {
        let sites = setup.plant.valve_sites();
        let valves = sites.iter().filter(|valve| valve.name.ends_with(site));
        let valves: Result<_, _> = valves
            .map(|valve| setup.step_signal(&format!("{}.flow_ml_per_s", valve.name)))
            .collect();
        Ok(Self {
            valves: valves?,
            back_ml_per_s: 0.0,
            volume_ml: 0.0,
            gauge: setup.gauge(Gauge::reading(reading).rate()),
        })
    }

    fn step(&mut self, to: StepValues<'_>, duration_s: f64) {
        let back = self.valves.iter().map(|valve| (-to[*valve]).max(0.0));
        let back_ml_per_s: f64 = back.sum();
        self.volume_ml += 0.5 * duration_s * (self.back_ml_per_s + back_ml_per_s);
        self.back_ml_per_s = back_ml_per_s;
    }

    fn look(&mut self, since_s: f64, dials: &mut Dials<'_>) {
        let volume_ml = if self.valves.is_empty() {
            f64::NAN
        } else {
            self.volume_ml
        };
        dials.set(self.gauge, 60.0 * volume_ml / since_s);
        self.volume_ml = 0.0;
    }
}

/// Lengths of the popliteal and of the common femoral vein, cm.
pub(super) const POPLITEAL_VEIN_CM: f64 = 17.8;
pub(super) const COMMON_FEMORAL_VEIN_CM: f64 = 4.65;
/// Length of the great saphenous vein of the calf with its tributaries, cm.
pub(super) const SAPHENOUS_CALF_CM: f64 = 50.2;

/// Veins whose diameter is read: reading, vessel, length of the trunk in cm that holds the vessel's
/// volume at its lying diameter.
///
/// Thigh: 50 cm of 5.0 mm hold 10 mL (Kröger et al. 2003 Int Angiol 22:281). Calf: 6 mL lying with
/// tributaries around a trunk of 3.9 mm (van der Velden et al. 2016) count as 50.2 cm of it.
/// Popliteal: 17.8 cm; common femoral: 4.65 cm (Blanco et al. 2015 IEEE TBME 62:736, ADAN-86).
const DIAMETERS: [(&str, &str, f64); 4] = [
    (
        "saphenous_thigh_diameter_mm",
        "leg.left.thigh.saphenous_vein",
        50.0,
    ),
    (
        "saphenous_calf_diameter_mm",
        "leg.left.calf.saphenous_upper_vein",
        SAPHENOUS_CALF_CM,
    ),
    (
        "popliteal_vein_diameter_mm",
        "leg.left.popliteal_vein",
        POPLITEAL_VEIN_CM,
    ),
    (
        "common_femoral_vein_diameter_mm",
        "leg.left.common_femoral_vein",
        COMMON_FEMORAL_VEIN_CM,
    ),
];

/// Veins whose cross-section is read, in the same form. The deep veins are the veins of both halves
/// of the lower leg, 20 cm each (43 cm less the knee, Winter): their middle is the mean of the two.
const AREAS: [(&str, &[&str], f64); 5] = [
    (
        "popliteal_vein_area_cm2",
        &["leg.left.popliteal_vein"],
        POPLITEAL_VEIN_CM,
    ),
    (
        "common_femoral_vein_area_cm2",
        &["leg.left.common_femoral_vein"],
        COMMON_FEMORAL_VEIN_CM,
    ),
    (
        "saphenous_calf_area_cm2",
        &["leg.left.calf.saphenous_upper_vein"],
        SAPHENOUS_CALF_CM,
    ),
    (
        "calf_deep_veins_area_cm2",
        &[
            "leg.left.calf.tibial_lower_vein",
            "leg.left.calf.tibial_upper_vein",
        ],
        40.0,
    ),
    // Two posterior tibial and two peroneal veins, 20 cm each.
    (
        "tibial_vein_area_cm2",
        &["leg.left.calf.tibial_upper_vein"],
        80.0,
    ),
];

/// Stature of the reference man of ICRP Publication 89, to whom the lengths belong, cm.
pub(super) const REFERENCE_STATURE_CM: f64 = 176.0;
/// Samples kept of the valve's opening: half a minute at the output rate.
const VALVE_LOOKS: usize = 1500;
/// Phases of the valve begin at these shares of its range (definition).
const CLOSED: f64 = 0.05;
const OPEN: f64 = 0.95;
/// A valve that moves less than this share of full opening has no cycle: estimate.
const LEAST_RANGE: f64 = 0.1;

struct Calibre {
    volumes: Vec<Signal>,
    length_cm: f64,
    gauge: GaugeId,
}

impl Calibre {
    fn area_cm2(&self, look: &Look<'_>) -> f64 {
        let volume_ml: f64 = self.volumes.iter().map(|&volume| look[volume]).sum();
        volume_ml.max(0.0) / self.length_cm
    }
}

pub(super) struct Duplex {
    artery: Signal,
    artery_flow: GaugeId,
    diameters: Vec<Calibre>,
    areas: Vec<Calibre>,
    opening: Signal,
    course: Ring,
    saphenofemoral_opening: Signal,
    saphenofemoral_course: Ring,
    /// Reflux in the popliteal veins and at the mouth of the great saphenous veins.
    reflux: [Reflux; 2],
}

impl Duplex {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let scale = setup.subject.stature_cm / REFERENCE_STATURE_CM;
        let mut calibre = |name, vessels: &[&str], length_cm: f64| {
            let volumes = vessels.iter();
            let volumes = volumes.map(|vessel| setup.signal(&format!("{vessel}.volume_ml")));
            Ok(Calibre {
                volumes: volumes.collect::<Result<_, UnknownName>>()?,
                length_cm: length_cm * scale,
                gauge: setup.gauge(Gauge::reading(name)),
            })
        };
        let diameters = DIAMETERS.iter();
        let diameters = diameters.map(|&(name, vessel, cm)| calibre(name, &[vessel], cm));
        let diameters = diameters.collect::<Result<_, _>>()?;
        let areas = AREAS.iter();
        let areas = areas.map(|&(name, vessels, cm)| calibre(name, vessels, cm));
        let areas = areas.collect::<Result<_, _>>()?;
        let reflux = [
            Reflux::new(setup, ".popliteal_outlet", "popliteal_reflux_ml_per_min")?,
            Reflux::new(
                setup,
                ".thigh.saphenous_outlet",
                "saphenofemoral_reflux_ml_per_min",
            )?,
        ];
        Ok(Self {
            artery: setup.signal("leg.left.femoral_inflow.flow_ml_per_s")?,
            artery_flow: setup.gauge(Gauge::reading("common_femoral_artery_flow_ml_per_min")),
            diameters,
            areas,
            opening: setup.signal("leg.left.femoral_outlet.opening_fraction")?,
            course: Ring::new(VALVE_LOOKS),
            saphenofemoral_opening: setup
                .signal("leg.left.thigh.saphenous_outlet.opening_fraction")?,
            saphenofemoral_course: Ring::new(VALVE_LOOKS),
            reflux,
        })
    }
}

/// Mean durations of the phases of a valve, seconds, and the number of cycles a minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ValveCycle {
    pub(super) opening_s: f64,
    pub(super) open_s: f64,
    pub(super) closing_s: f64,
    pub(super) closed_s: f64,
    pub(super) per_min: f64,
}

/// The cycle of a valve from its opening over time; `None` without two whole cycles.
pub(super) fn valve_cycle(course: impl Iterator<Item = (f64, f64)> + Clone) -> Option<ValveCycle> {
    let bounds = (f64::INFINITY, f64::NEG_INFINITY);
    let (low, high) = course.clone().fold(bounds, |(low, high), (_, value)| {
        (low.min(value), high.max(value))
    });
    if high - low < LEAST_RANGE || low > high {
        return None;
    }
    let level = |value: f64| (value - low) / (high - low);
    // Times since the valve last left its closed state, kept when the cycle is complete.
    let mut phases = [0.0; 4];
    let mut under_way = [0.0; 4];
    let (mut was_open, mut started, mut whole) = (false, false, 0_u32);
    let mut before: Option<(f64, f64)> = None;
    for (time_s, value) in course {
        let share = level(value);
        if let Some((before_s, before_share)) = before {
            let duration_s = time_s - before_s;
            // A cycle begins where the valve leaves its closed state.
            if before_share < CLOSED && share >= CLOSED {
                if started && was_open {
                    phases
                        .iter_mut()
                        .zip(under_way)
                        .for_each(|(sum, part)| *sum += part);
                    whole += 1;
                    under_way = [0.0; 4];
                } else if !started {
                    under_way = [0.0; 4];
                }
                (started, was_open) = (true, false);
            }
            let phase = if share < CLOSED {
                3
            } else if share >= OPEN {
                1
            } else if was_open {
                2
            } else {
                0
            };
            was_open |= share >= OPEN;
            under_way[phase] += duration_s;
        }
        before = Some((time_s, share));
    }
    if whole < 2 {
        return None;
    }
    let [opening_s, open_s, closing_s, closed_s] = phases.map(|sum| sum / f64::from(whole));
    let per_min = 60.0 / (opening_s + open_s + closing_s + closed_s);
    Some(ValveCycle {
        opening_s,
        open_s,
        closing_s,
        closed_s,
        per_min,
    })
}

impl Instrument for Duplex {
    fn step(&mut self, _: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        for reflux in &mut self.reflux {
            reflux.step(to, duration_s);
        }
    }

    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        dials.set(self.artery_flow, 60.0 * look[self.artery]);
        for calibre in &self.diameters {
            let diameter_cm = (4.0 * calibre.area_cm2(look) / std::f64::consts::PI).sqrt();
            dials.set(calibre.gauge, 10.0 * diameter_cm);
        }
        for calibre in &self.areas {
            dials.set(calibre.gauge, calibre.area_cm2(look));
        }
        self.course.push(look.time_s, look[self.opening]);
        let saphenofemoral = look[self.saphenofemoral_opening];
        self.saphenofemoral_course.push(look.time_s, saphenofemoral);
        if look.since_s > 0.0 {
            for reflux in &mut self.reflux {
                reflux.look(look.since_s, dials);
            }
        }
    }

    fn ends(&mut self, stage: &Stage, _: usize, _: &GaugeStatistics, readings: &mut Readings) {
        if stage.activity.is_some() {
            return;
        }
        if let Some(cycle) = valve_cycle(self.saphenofemoral_course.since(stage.start_s)) {
            put(readings, "saphenofemoral_valve_closing_s", cycle.closing_s);
        }
        let Some(cycle) = valve_cycle(self.course.since(stage.start_s)) else {
            return;
        };
        put(readings, "femoral_valve_opening_s", cycle.opening_s);
        put(readings, "femoral_valve_open_s", cycle.open_s);
        put(readings, "femoral_valve_closing_s", cycle.closing_s);
        put(readings, "femoral_valve_closed_s", cycle.closed_s);
        put(readings, "femoral_valve_cycles_per_min", cycle.per_min);
    }
}
