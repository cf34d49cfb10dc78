//! Readings that need no instrument of their own: sums of volumes, ratios of other readings.
//!
//! An instrument's reading of the same name takes the place of one made here.

use secondheart_body::{Session, Signal};

use super::readings::{Reading, Readings};
use crate::plant::Plant;
use crate::record::{BeatColumn, BeatStatistic, Channel, Plan, RecordError, Recorder};
use crate::run::Observer;
use crate::scenario::{Span, Timeline};

/// Time between two looks at the slow sums, seconds.
const EVERY_S: f64 = 0.05;

/// What sums are made of.
const SUMS: &[(&str, fn(&str) -> bool)] = &[
    ("leg_volume_left_ml", |vessel| {
        vessel.starts_with("leg.left.")
    }),
    ("leg_volume_right_ml", |vessel| {
        vessel.starts_with("leg.right.")
    }),
    ("leg_venous_volume_both_ml", |vessel| {
        vessel.starts_with("leg.") && is_vein(vessel)
    }),
    ("blood_below_diaphragm_ml", is_below_diaphragm),
    ("blood_in_systemic_veins_ml", |vessel| {
        is_systemic(vessel) && is_vein(vessel)
    }),
    ("blood_in_systemic_arteries_ml", |vessel| {
        is_systemic(vessel) && is_artery(vessel)
    }),
    ("blood_in_small_vessels_ml", |vessel| {
        is_systemic(vessel) && is_small(vessel)
    }),
    ("blood_in_lungs_ml", |vessel| {
        vessel.starts_with("lung.") && is_blood(vessel)
    }),
    ("blood_in_heart_ml", |vessel| vessel.starts_with("heart.")),
];

/// Shares of the blood volume: reading, and sum that it is made of.
const SHARES: &[(&str, &str)] = &[
    ("systemic_venous_share_pct", "blood_in_systemic_veins_ml"),
    (
        "systemic_arterial_share_pct",
        "blood_in_systemic_arteries_ml",
    ),
    ("microvascular_share_pct", "blood_in_small_vessels_ml"),
    ("pulmonary_share_pct", "blood_in_lungs_ml"),
    ("heart_share_pct", "blood_in_heart_ml"),
];

fn is_blood(vessel: &str) -> bool {
    !vessel.contains("interstitium")
}

fn is_systemic(vessel: &str) -> bool {
    is_blood(vessel) && !vessel.starts_with("heart.") && !vessel.starts_with("lung.")
}

fn is_artery(vessel: &str) -> bool {
    vessel.contains("artery") || vessel.starts_with("aorta.")
}

fn is_small(vessel: &str) -> bool {
    vessel.contains("capillary")
}

fn is_vein(vessel: &str) -> bool {
    is_blood(vessel) && !is_artery(vessel) && !is_small(vessel)
}

fn is_below_diaphragm(vessel: &str) -> bool {
    let parts = [
        "leg.",
        "pelvis.",
        "renal.",
        "splanchnic.",
        "cava.abdominal",
        "aorta.abdominal",
    ];
    is_blood(vessel) && parts.iter().any(|part| vessel.starts_with(part))
}

/// The standard plan with what the evidence asks for beyond it.
pub(super) fn plan() -> Plan {
    let mut plan = Plan::standard();
    let (volume, rate) = ("heart.right_ventricle.volume_ml", "heart.rate_per_min");
    for (name, signal, statistic) in [
        ("right_end_diastolic_volume_ml", volume, BeatStatistic::Max),
        ("right_end_systolic_volume_ml", volume, BeatStatistic::Min),
        ("heart_rate_of_beat_per_min", rate, BeatStatistic::Mean),
    ] {
        if plan.beats.iter().all(|column| column.name != name) {
            plan.beats.push(BeatColumn {
                name: name.to_owned(),
                description: String::new(),
                signal: signal.to_owned(),
                statistic,
                factor: 1.0,
            });
        }
    }
    for (name, signal) in [
        ("pulmonary_wedge_pressure_mmhg", "lung.vein.pressure_mmhg"),
        ("plasma_volume_ml", "blood.plasma_volume_ml"),
        ("blood_volume_ml", "blood.volume_ml"),
        (
            "femoral_flow_ml_per_s",
            "leg.left.femoral_inflow.flow_ml_per_s",
        ),
    ] {
        if plan.channels.iter().all(|channel| channel.name != name) {
            plan.channels.push(Channel {
                name: name.to_owned(),
                signal: signal.to_owned(),
                description: String::new(),
            });
        }
    }
    plan
}

struct Sum {
    name: &'static str,
    signals: Vec<Signal>,
    /// Sum and number of samples for each span.
    spans: Vec<(f64, u32)>,
}

/// The recorder, and the sums beside it.
pub(super) struct Gauges {
    recorder: Recorder<Signal>,
    spans: Vec<Span>,
    sums: Vec<Sum>,
    next_s: f64,
    body_surface_m2: f64,
}

impl Gauges {
    pub(super) fn new(session: &Session, timeline: &Timeline) -> Result<Self, RecordError> {
        let spans: Vec<Span> = timeline
            .phases
            .iter()
            .chain(&timeline.windows)
            .cloned()
            .collect();
        let mut sums = Vec::with_capacity(SUMS.len());
        for (name, belongs) in SUMS {
            let vessels = session
                .circuit()
                .vessels
                .keys()
                .filter(|vessel| belongs(vessel));
            let signals: Result<Vec<Signal>, _> = vessels
                .map(|vessel| Plant::signal(session, &format!("{vessel}.volume_ml")))
                .collect();
            sums.push(Sum {
                name,
                signals: signals?,
                spans: vec![(0.0, 0); spans.len()],
            });
        }
        Ok(Self {
            recorder: Recorder::new(session, plan(), timeline, None)?,
            spans,
            sums,
            next_s: 0.0,
            body_surface_m2: session.subject().body_surface_m2(),
        })
    }

    pub(super) fn finish(self) -> Result<Readings, RecordError> {
        let record = self.recorder.finish()?;
        let mut readings = Readings::of(&plan(), &record);
        for (index, span) in self.spans.iter().enumerate() {
            for sum in &self.sums {
                let (total, samples) = sum.spans[index];
                if samples > 0 {
                    let value = total / f64::from(samples);
                    let extremes = None;
                    readings.insert(&span.name, sum.name, Reading { value, extremes });
                }
            }
        }
        let first = self
            .spans
            .first()
            .map(|span| span.name.clone())
            .unwrap_or_default();
        let plasma = record.phases.first().and_then(|span| {
            let index = plan()
                .channels
                .iter()
                .position(|c| c.name == "plasma_volume_ml")?;
            Some(span.channels[index].first)
        });
        let mut before = first;
        for span in &self.spans {
            derive(
                &mut readings,
                &span.name,
                &before,
                plasma,
                self.body_surface_m2,
            );
            before.clone_from(&span.name);
        }
        Ok(readings)
    }
}

/// Adds what follows from other readings.
fn derive(
    readings: &mut Readings,
    span: &str,
    before: &str,
    plasma_ml: Option<f64>,
    surface_m2: f64,
) {
    let get = |name: &str| readings.get(span, name).map(|reading| reading.value);
    let lowest = |name: &str| {
        readings
            .get(span, name)
            .and_then(|reading| reading.extremes)
    };
    let mut made: Vec<(&str, Option<f64>)> = Vec::new();
    let with = |a: &str, b: &str, f: fn(f64, f64) -> f64| Some(f(get(a)?, get(b)?));
    made.push((
        "ejection_fraction_pct",
        with(
            "stroke_volume_ml",
            "end_diastolic_volume_ml",
            |stroke, end| 100.0 * stroke / end,
        ),
    ));
    made.push((
        "stroke_index_ml_per_m2",
        get("stroke_volume_ml").map(|v| v / surface_m2),
    ));
    let drop = with(
        "mean_arterial_pressure_mmhg",
        "central_venous_pressure_mmhg",
        |a, v| a - v,
    );
    made.push((
        "total_peripheral_resistance_mmhg_min_per_l",
        drop.zip(get("cardiac_output_l_per_min"))
            .map(|(drop, flow)| drop / flow),
    ));
    made.push((
        "cardiopulmonary_volume_ml_per_m2",
        with("blood_in_lungs_ml", "blood_in_heart_ml", |a, b| a + b).map(|v| v / surface_m2),
    ));
    for (share, sum) in SHARES {
        made.push((
            share,
            with(sum, "blood_volume_ml", |part, all| 100.0 * part / all),
        ));
    }
    // mL/s to mL/min.
    made.push((
        "leg_flow_ml_per_min",
        get("femoral_flow_ml_per_s").map(|flow| 60.0 * flow),
    ));
    let loss_ml = plasma_ml
        .zip(get("plasma_volume_ml"))
        .map(|(first, now)| first - now);
    made.push(("plasma_volume_loss_ml", loss_ml));
    made.push((
        "plasma_volume_loss_pct",
        loss_ml
            .zip(plasma_ml)
            .map(|(loss, first)| 100.0 * loss / first),
    ));
    made.push((
        "arterial_pressure_dip_mmhg",
        lowest("mean_arterial_pressure_mmhg").map(|e| e.0),
    ));
    made.push((
        "systolic_dip_mmhg",
        lowest("systolic_pressure_mmhg").map(|e| e.0),
    ));
    made.push((
        "heart_rate_peak_rise_per_min",
        lowest("heart_rate_of_beat_per_min").map(|e| e.1),
    ));
    let ankle = "ankle_vein_pressure_mmhg";
    let standing = readings.get(before, ankle).map(|reading| reading.value);
    made.push((
        "ambulatory_fall_mmhg",
        standing.zip(get(ankle)).map(|(a, b)| a - b),
    ));
    let made: Vec<(&str, f64)> = made
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    for (name, value) in made {
        if readings.get(span, name).is_none() {
            readings.insert(
                span,
                name,
                Reading {
                    value,
                    extremes: None,
                },
            );
        }
    }
}

impl Observer<Session> for Gauges {
    fn observe(&mut self, session: &Session, time_s: f64) -> Result<(), RecordError> {
        if time_s >= self.next_s {
            self.next_s = time_s + EVERY_S;
            for sum in &mut self.sums {
                let total: f64 = sum
                    .signals
                    .iter()
                    .map(|signal| session.value(*signal))
                    .sum();
                for (span, (of_span, samples)) in self.spans.iter().zip(&mut sum.spans) {
                    if span.start_s <= time_s && time_s < span.end_s {
                        *of_span += total;
                        *samples += 1;
                    }
                }
            }
        }
        self.recorder.observe(session, time_s)
    }
}
