//! Volume of the calf in the manoeuvres of air plethysmography, with the levels between which the
//! instrument's readings lie.
//!
//! The plateau of standing is the mean of its last 10 s, as the instrument takes it; the other levels
//! follow from the readings: V_0 = V_p - VV, EV below the level before one tiptoe, RV above V_0.

use secondheart_laboratory::record::{Record, SpanRecord};

use crate::overview::{EnvelopeRecorder, PhaseSpan, Plethysmogram, Tiptoes, channel_name};

/// Spans of the curve; in a protocol of ten minutes each lasts a sixth of a second.
const BUCKETS: usize = 4800;
/// Time over which a level is a mean, seconds.
const LEVEL_S: f64 = 10.0;
/// Shown of the raised leg, seconds.
const BEFORE_S: f64 = 60.0;

/// The curve of the calf while it is recorded.
#[derive(Debug)]
pub(super) struct Recording {
    place: Option<usize>,
    curve: EnvelopeRecorder,
    looked_s: f64,
}

fn read(span: &SpanRecord, name: &str) -> Option<f64> {
    span.reading(name).map(|reading| reading.value)
}

impl Recording {
    /// `gauges` are the names of the recorder's gauges.
    pub(super) fn new(gauges: &[&'static str]) -> Self {
        let calf = |name: &&str| *name == channel_name::CALF_VOLUME;
        Self {
            place: gauges.iter().position(calf),
            curve: EnvelopeRecorder::new(BUCKETS, 0.02),
            looked_s: 0.0,
        }
    }

    pub(super) fn look(&mut self, time_s: f64, gauges: &[f64]) {
        let since_s = time_s - self.looked_s;
        self.looked_s = time_s;
        if let Some(place) = self.place {
            self.curve.push(time_s, since_s, gauges[place]);
        }
    }

    /// The first series of manoeuvres: from the raised leg to the last tiptoes and the refilling after
    /// them; `None` if no functional venous volume was read.
    pub(super) fn plethysmogram(&self, record: &Record) -> Option<Plethysmogram> {
        let phases = &record.phases;
        let volume = "venous_volume_ml";
        let standing = phases
            .iter()
            .position(|span| read(span, volume).is_some())?;
        let again = phases[standing + 1..]
            .iter()
            .position(|span| read(span, volume).is_some());
        let until = again.map_or(phases.len(), |later| standing + later);
        let venous_volume_ml = read(&phases[standing], volume)?;
        let series = &phases[standing..until];
        let tiptoes = |volume: &str, fraction: &str| {
            let place = series
                .iter()
                .position(|span| read(span, volume).is_some())?;
            let span = &series[place];
            let tiptoes = Tiptoes {
                start_s: span.span.start_s,
                end_s: span.span.end_s,
                lowest_ml: f64::NAN,
                volume_ml: read(span, volume)?,
                fraction_pct: read(span, fraction)?,
            };
            Some((place, tiptoes))
        };
        let one = tiptoes("ejected_volume_ml", "ejection_fraction_calf_pct");
        let several = tiptoes("residual_volume_ml", "residual_volume_fraction_pct");
        let last = [&one, &several].into_iter().flatten().map(|found| found.0);
        let last = last.max().map_or(1, |place| place + 2).min(series.len());
        let from = standing.saturating_sub(1);
        let shown = phases[from..standing].iter().chain(&series[..last]);
        let start_s = phases[standing].span.start_s;
        let from_s = phases[from].span.start_s.max(start_s - BEFORE_S);
        let shown = shown.map(|span| PhaseSpan {
            name: span.span.name.clone(),
            start_s: span.span.start_s.max(from_s),
            end_s: span.span.end_s,
            ..PhaseSpan::default()
        });
        let shown: Vec<PhaseSpan> = shown.collect();
        let end_s = shown.last()?.end_s;
        let name = channel_name::CALF_VOLUME;
        let mut curve = self.curve.channel(name, "calf volume", "mL");
        curve
            .points
            .retain(|point| (from_s..=end_s).contains(&point.t_s));
        let level = |until_s: f64| {
            let inside = |t_s: f64| (until_s - LEVEL_S..until_s).contains(&t_s);
            let points = curve.points.iter().filter(|point| inside(point.t_s));
            let (sum, weight_s) = points.fold((0.0, 0.0), |(sum, weight_s), point| {
                (sum + point.weight_s * point.mean, weight_s + point.weight_s)
            });
            sum / weight_s
        };
        let emptied_ml = level(phases[standing].span.end_s) - venous_volume_ml;
        let ejection = one.map(|(_, one)| Tiptoes {
            lowest_ml: level(one.start_s) - one.volume_ml,
            ..one
        });
        let residue = several.map(|(_, several)| Tiptoes {
            lowest_ml: emptied_ml + several.volume_ml,
            ..several
        });
        let plethysmogram = Plethysmogram {
            phases: shown,
            standing_s: start_s,
            emptied_ml,
            venous_volume_ml,
            filling_index_ml_per_s: read(&phases[standing], "venous_filling_index_ml_per_s"),
            ejection,
            residue,
            curve,
        };
        plethysmogram
            .emptied_ml
            .is_finite()
            .then_some(plethysmogram)
    }
}
