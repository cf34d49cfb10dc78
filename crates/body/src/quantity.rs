//! Quantities: the unit that a name ends in, the label and decimals for people, and the units that
//! files may use.
//!
//! Parameters, signals, readings and values of scenarios all follow this one table. The limits of a
//! parameter stand with it in the data.

/// What a quantity measures; it fixes the unit that the value is converted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Duration, to seconds.
    Time,
    /// Age, to years.
    Age,
    /// Angle, to degrees.
    Angle,
    /// Acceleration, to multiples of the standard gravity.
    Gravity,
    /// Speed of going, to km/h.
    Speed,
    /// Mechanical power, to watts.
    Power,
    /// Rise of a way over its length along the ground, to per cent.
    Incline,
    /// Frequency, to events per minute.
    Rate,
    /// Length, to centimetres.
    Length,
    /// Mass, to kilograms.
    Mass,
    /// Pressure, to mmHg.
    Pressure,
}

use Dimension::{Age, Angle, Gravity, Incline, Length, Mass, Power, Pressure, Rate, Speed, Time};

/// The units that files may use: spelling, dimension, factor to the dimension's own unit.
///
/// Factors are definitions (SI; the international pound, foot, inch and mile; standard gravity
/// 9.80665 m/s²; the conventional millimetre of mercury and centimetre of water).
const SPELLINGS: &[(&str, Dimension, f64)] = &[
    ("s", Time, 1.0),
    ("sec", Time, 1.0),
    ("second", Time, 1.0),
    ("seconds", Time, 1.0),
    ("ms", Time, 1e-3),
    ("min", Time, 60.0),
    ("minute", Time, 60.0),
    ("minutes", Time, 60.0),
    ("h", Time, 3600.0),
    ("hour", Time, 3600.0),
    ("hours", Time, 3600.0),
    ("y", Age, 1.0),
    ("yr", Age, 1.0),
    ("year", Age, 1.0),
    ("years", Age, 1.0),
    ("deg", Angle, 1.0),
    ("°", Angle, 1.0),
    ("degree", Angle, 1.0),
    ("degrees", Angle, 1.0),
    ("rad", Angle, 180.0 / std::f64::consts::PI),
    ("g", Gravity, 1.0),
    ("m/s2", Gravity, 1.0 / 9.80665),
    ("m/s²", Gravity, 1.0 / 9.80665),
    ("km/h", Speed, 1.0),
    ("m/s", Speed, 3.6),
    ("mph", Speed, 1.609344),
    ("W", Power, 1.0),
    ("watt", Power, 1.0),
    ("%", Incline, 1.0),
    ("/min", Rate, 1.0),
    ("per min", Rate, 1.0),
    ("bpm", Rate, 1.0),
    ("rpm", Rate, 1.0),
    ("/s", Rate, 60.0),
    ("Hz", Rate, 60.0),
    ("cm", Length, 1.0),
    ("m", Length, 100.0),
    ("mm", Length, 0.1),
    ("in", Length, 2.54),
    ("ft", Length, 30.48),
    ("kg", Mass, 1.0),
    ("lb", Mass, 0.45359237),
    ("mmHg", Pressure, 1.0),
    ("cmH2O", Pressure, 98.0665 / 133.322387415),
    ("kPa", Pressure, 1000.0 / 133.322387415),
];

impl Dimension {
    /// The unit that values are converted to.
    pub fn unit(self) -> &'static str {
        match self {
            Time => "s",
            Age => "y",
            Angle => "deg",
            Gravity => "g",
            Speed => "km/h",
            Power => "W",
            Incline => "%",
            Rate => "/min",
            Length => "cm",
            Mass => "kg",
            Pressure => "mmHg",
        }
    }

    /// Its name with an article.
    pub fn called(self) -> &'static str {
        match self {
            Time => "a time",
            Age => "an age",
            Angle => "an angle",
            Gravity => "a gravity",
            Speed => "a speed",
            Power => "a power",
            Incline => "an incline",
            Rate => "a rate",
            Length => "a length",
            Mass => "a mass",
            Pressure => "a pressure",
        }
    }

    /// An example of a quantity of this dimension.
    pub fn example(self) -> &'static str {
        match self {
            Time => "90 s",
            Age => "30 y",
            Angle => "60 deg",
            Gravity => "1 g",
            Speed => "3 km/h",
            Power => "50 W",
            Incline => "10 %",
            Rate => "60 /min",
            Length => "176 cm",
            Mass => "73 kg",
            Pressure => "60 mmHg",
        }
    }

    /// Spellings of its units.
    pub fn spellings(self) -> impl Iterator<Item = &'static str> + Clone {
        SPELLINGS
            .iter()
            .filter(move |unit| unit.1 == self)
            .map(|unit| unit.0)
    }
}

/// The dimension of a unit of that spelling, and its factor to the dimension's own unit. If two
/// units have that spelling, the unit of the `wanted` dimension wins.
pub fn unit_spelt(spelling: &str, wanted: Dimension) -> Option<(Dimension, f64)> {
    let named = || SPELLINGS.iter().filter(|unit| unit.0 == spelling);
    let unit = named().find(|unit| unit.1 == wanted).or(named().next());
    unit.map(|&(_, dimension, factor)| (dimension, factor))
}

/// Endings of names, the symbols of their units, and the most decimals that people write; longer
/// endings first.
const ENDINGS: &[(&str, &str, usize)] = &[
    ("_ml_per_min_per_100g_per_mmhg", "mL/min/100 g/mmHg", 3),
    ("_ml_per_100ml_per_mmhg2", "mL/100mL/mmHg2", 5),
    ("_ml_per_100ml_per_mmhg", "mL/100mL/mmHg", 4),
    ("_spikes_per_s_per_mmhg", "spikes/s/mmHg", 3),
    ("_ml_per_min_per_100ml", "mL/min/100mL", 1),
    ("_ml_per_mmhg_per_100g", "mL/mmHg/100 g", 3),
    ("_ml_per_min_per_100g", "mL/min/100 g", 1),
    ("_ml_per_min_per_mmhg", "mL/min/mmHg", 3),
    ("_ml_per_min_per_kg", "mL/min/kg", 1),
    ("_ml_per_mmhg_per_s", "mL/(mmHg·s)", 3),
    ("_ml_per_kg_min", "mL/(kg min)", 1),
    ("_l_per_min_per_m2", "L/min/m²", 2),
    ("_l_per_min_per_w", "L/min per W", 3),
    ("_mmhg_s2_per_ml2", "mmHg·s²/mL²", 3),
    ("_mmhg_min_per_l", "mmHg·min/L", 3),
    ("_mmhg_s2_per_ml", "mmHg·s²/mL", 3),
    ("_mmhg_s_per_ml", "mmHg·s/mL", 3),
    ("_per_km_per_h", "/(km/h)", 3),
    ("_s_per_sqrt_s", "s/√s", 3),
    ("_spikes_per_s", "spikes/s", 1),
    ("_ml_per_100g", "mL/100 g", 1),
    ("_ml_per_mmhg", "mL/mmHg", 3),
    ("_mmhg_per_ml", "mmHg/mL", 3),
    ("_mmhg_per_pct", "mmHg/%", 2),
    ("_mmhg_per_cm", "mmHg/cm", 2),
    ("_pct_per_min", "%/min", 2),
    ("_pct_per_s", "%/s", 3),
    ("_ml_per_min", "mL/min", 0),
    ("_mmhg_per_s", "mmHg/s", 0),
    ("_per_mmhg_s", "/(mmHg·s)", 3),
    ("_g_per_cm3", "g/cm³", 3),
    ("_kg_per_m3", "kg/m³", 3),
    ("_l_per_min", "L/min", 2),
    ("_ml_per_kg", "mL/kg", 1),
    ("_ml_per_m2", "mL/m²", 0),
    ("_cm_per_s", "cm/s", 1),
    ("_ml_per_dl", "mL/dL", 1),
    ("_g_per_dl", "g/dL", 1),
    ("_g_per_ml", "g/mL", 3),
    ("_km_per_h", "km/h", 1),
    ("_l_per_kg", "L/kg", 3),
    ("_l_per_m3", "L/m³", 3),
    ("_ml_per_s", "mL/s", 1),
    ("_per_celsius", "/°C", 3),
    ("_per_mmhg", "/mmHg", 3),
    ("_per_year", "/y", 3),
    ("_per_min", "/min", 0),
    ("_per_ml", "/mL", 3),
    ("_mpa_s", "mPa·s", 3),
    ("_per_s", "/s", 3),
    ("_celsius", "°C", 1),
    ("_ratio", "ratio", 3),
    ("_years", "y", 0),
    ("_mmhg", "mmHg", 1),
    ("_bpm", "/min", 0),
    ("_cm2", "cm²", 2),
    ("_deg", "deg", 0),
    ("_min", "min", 1),
    ("_pct", "%", 1),
    ("_cm", "cm", 1),
    ("_hz", "Hz", 2),
    ("_kg", "kg", 1),
    ("_ml", "mL", 1),
    ("_mm", "mm", 1),
    ("_ms", "ms", 0),
    ("_mw", "mW", 0),
    ("_g", "g", 3),
    ("_l", "L", 2),
    ("_s", "s", 2),
    ("_w", "W", 2),
];

/// Labels of names that would mislead without their unit.
const LABELS: &[(&str, &str)] = &[
    ("foot_refill_time_90_s", "refill time to 90 %, foot"),
    ("ankle_refill_time_90_s", "refill time to 90 %, ankle"),
    (
        "knee_peak_flow_at_pct",
        "knee peak flow, phase in the cycle",
    ),
    ("output_steady_after_min", "output steady after"),
];

/// The unit that a name ends in; empty for a plain number. A table of values in one unit carries it:
/// `demand_ml_per_min_per_100g.soleus`.
pub fn unit_of(name: &str) -> &'static str {
    let symbol = |part: &str| ending(part).map(|(_, symbol, _)| symbol);
    name.rsplit('.').find_map(symbol).unwrap_or("")
}

/// Decimals with which values in this unit are written side by side: three figures of the largest,
/// and no finer than people write the unit (a pressure of 3.468 mmHg is 3.5 mmHg, a heart rate of
/// 61.7 /min is 62 /min).
pub fn decimals_for(values: impl IntoIterator<Item = f64>, unit: &str) -> usize {
    let finite = values.into_iter().filter(|value| value.is_finite());
    let three_figures = match finite.map(f64::abs).fold(0.0, f64::max) {
        largest if largest >= 99.95 || largest == 0.0 => 0,
        largest if largest >= 9.995 => 1,
        largest if largest >= 0.9995 => 2,
        _ => 3,
    };
    let finest = ENDINGS.iter().find(|(_, symbol, _)| *symbol == unit);
    three_figures.min(finest.map_or(3, |(.., decimals)| *decimals))
}

/// A value for people without the digits that only arithmetic leaves: 110, not 110.00000000000001.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(value)
}

/// A name for people: without the unit that it ends in, and with blanks.
pub fn label_of(name: &str) -> String {
    if let Some((_, label)) = LABELS.iter().find(|(own, _)| *own == name) {
        return (*label).to_owned();
    }
    let bare = ending(name).map_or(name, |(ending, ..)| &name[..name.len() - ending.len()]);
    bare.replace(['_', '.'], " ")
}

fn ending(name: &str) -> Option<(&'static str, &'static str, usize)> {
    let mut endings = ENDINGS.iter().copied();
    endings.find(|(ending, ..)| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_off_names() {
        for (name, unit) in [
            ("a.unstressed_volume_ml", "mL"),
            ("a.compliance_ml_per_mmhg", "mL/mmHg"),
            ("a.resistance_mmhg_s_per_ml", "mmHg·s/mL"),
            ("a.rate_per_min", "/min"),
            ("heart_rate_per_min", "/min"),
            ("leg.left.popliteal_vein.flow_ml_per_s", "mL/s"),
            ("muscle_power_mw", "mW"),
            ("peak_oxygen_uptake_ml_per_kg_min", "mL/(kg min)"),
            ("a.valves", ""),
            ("valve.deep.competence", ""),
            ("a.demand_ml_per_min_per_100g.soleus", "mL/min/100 g"),
        ] {
            assert_eq!(unit_of(name), unit, "{name}");
        }
    }

    #[test]
    fn labels_are_names_without_their_units() {
        assert_eq!(label_of("cardiac_output_l_per_min"), "cardiac output");
        assert_eq!(label_of("valve.deep.competence"), "valve deep competence");
        assert_eq!(
            label_of("foot_refill_time_90_s"),
            "refill time to 90 %, foot"
        );
    }

    #[test]
    fn numbers_have_three_figures_and_no_more_decimals_than_their_unit() {
        assert_eq!(decimals_for([f64::NAN, -120.0], "mmHg"), 0);
        assert_eq!(decimals_for([61.7], "/min"), 0);
        assert_eq!(decimals_for([3.468, 0.2], "mmHg"), 1);
        assert_eq!(decimals_for([5.8, 0.2], "L/min"), 2);
        assert_eq!(decimals_for([99.97], "mmHg"), 0);
        assert_eq!(decimals_for([0.2], "g/cm³"), 3);
        assert_eq!(decimals_for([], "mmHg"), 0);
    }

    #[test]
    fn longer_endings_come_before_the_shorter_ones_they_contain() {
        for (i, (ending, ..)) in ENDINGS.iter().enumerate() {
            for (later, ..) in &ENDINGS[i + 1..] {
                assert!(!later.ends_with(ending), "{later} is shadowed by {ending}");
            }
        }
    }

    #[test]
    fn every_dimension_can_be_written_in_its_own_unit_and_as_its_example() {
        for dimension in [Time, Age, Angle, Gravity, Speed, Power, Rate, Length, Mass] {
            let own = unit_spelt(dimension.unit(), dimension);
            assert_eq!(own, Some((dimension, 1.0)));
            assert!(dimension.example().ends_with(dimension.unit()));
        }
        assert_eq!(unit_spelt("g", Mass), Some((Gravity, 1.0)));
        assert_eq!(unit_spelt("furlong", Length), None);
    }
}
