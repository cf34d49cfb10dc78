//! Quantities: the unit that a name ends in, the label for people, and the units that files may use.
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
    /// Frequency, to events per minute.
    Rate,
    /// Length, to centimetres.
    Length,
    /// Mass, to kilograms.
    Mass,
}

use Dimension::{Age, Angle, Gravity, Length, Mass, Power, Rate, Speed, Time};

/// The units that files may use: spelling, dimension, factor to the dimension's own unit.
///
/// Factors are definitions (SI; the international pound, foot, inch and mile; standard gravity
/// 9.80665 m/s²).
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
            Rate => "/min",
            Length => "cm",
            Mass => "kg",
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
            Rate => "a rate",
            Length => "a length",
            Mass => "a mass",
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
            Rate => "60 /min",
            Length => "176 cm",
            Mass => "73 kg",
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

/// The dimension of a unit of that spelling, and its factor to the dimension's own unit. Of two
/// units with one spelling it is the one of the `wanted` dimension.
pub fn unit_spelt(spelling: &str, wanted: Dimension) -> Option<(Dimension, f64)> {
    let named = || SPELLINGS.iter().filter(|unit| unit.0 == spelling);
    let unit = named().find(|unit| unit.1 == wanted).or(named().next());
    unit.map(|&(_, dimension, factor)| (dimension, factor))
}

/// Endings of names and the symbols of their units, longer endings first.
const ENDINGS: &[(&str, &str)] = &[
    ("_ml_per_min_per_100g_per_mmhg", "mL/min/100 g/mmHg"),
    ("_spikes_per_s_per_mmhg", "spikes/s/mmHg"),
    ("_ml_per_min_per_100ml", "mL/min/100mL"),
    ("_ml_per_mmhg_per_100g", "mL/mmHg/100 g"),
    ("_ml_per_min_per_100g", "mL/min/100 g"),
    ("_ml_per_min_per_mmhg", "mL/min/mmHg"),
    ("_ml_per_min_per_kg", "mL/min/kg"),
    ("_ml_per_mmhg_per_s", "mL/(mmHg·s)"),
    ("_l_per_min_per_m2", "L/min/m²"),
    ("_mmhg_s2_per_ml2", "mmHg·s²/mL²"),
    ("_mmhg_min_per_l", "mmHg·min/L"),
    ("_mmhg_s2_per_ml", "mmHg·s²/mL"),
    ("_mmhg_s_per_ml", "mmHg·s/mL"),
    ("_per_km_per_h", "/(km/h)"),
    ("_s_per_sqrt_s", "s/√s"),
    ("_spikes_per_s", "spikes/s"),
    ("_ml_per_100g", "mL/100 g"),
    ("_ml_per_mmhg", "mL/mmHg"),
    ("_mmhg_per_ml", "mmHg/mL"),
    ("_pct_per_min", "%/min"),
    ("_ml_per_min", "mL/min"),
    ("_mmhg_per_s", "mmHg/s"),
    ("_per_mmhg_s", "/(mmHg·s)"),
    ("_g_per_cm3", "g/cm³"),
    ("_kg_per_m3", "kg/m³"),
    ("_l_per_min", "L/min"),
    ("_ml_per_kg", "mL/kg"),
    ("_ml_per_m2", "mL/m²"),
    ("_cm_per_s", "cm/s"),
    ("_g_per_dl", "g/dL"),
    ("_g_per_ml", "g/mL"),
    ("_km_per_h", "km/h"),
    ("_l_per_kg", "L/kg"),
    ("_l_per_m3", "L/m³"),
    ("_ml_per_s", "mL/s"),
    ("_per_mmhg", "/mmHg"),
    ("_per_year", "/y"),
    ("_per_min", "/min"),
    ("_per_ml", "/mL"),
    ("_mpa_s", "mPa·s"),
    ("_per_s", "/s"),
    ("_ratio", "ratio"),
    ("_years", "y"),
    ("_mmhg", "mmHg"),
    ("_bpm", "/min"),
    ("_cm2", "cm²"),
    ("_deg", "deg"),
    ("_min", "min"),
    ("_pct", "%"),
    ("_cm", "cm"),
    ("_hz", "Hz"),
    ("_kg", "kg"),
    ("_ml", "mL"),
    ("_mm", "mm"),
    ("_ms", "ms"),
    ("_mw", "mW"),
    ("_g", "g"),
    ("_l", "L"),
    ("_s", "s"),
    ("_w", "W"),
];

/// Labels of names that would mislead without their unit.
const LABELS: &[(&str, &str)] = &[
    ("refill_time_90_s", "refill time to 90 %"),
    (
        "knee_peak_flow_at_pct",
        "knee peak flow, phase in the cycle",
    ),
    ("output_steady_after_min", "output steady after"),
];

/// The unit that a name ends in; empty for a plain number. A table of values in one unit carries it:
/// `demand_ml_per_min_per_100g.soleus`.
pub fn unit_of(name: &str) -> &'static str {
    let symbol = |part: &str| ending(part).map(|(_, symbol)| symbol);
    name.rsplit('.').find_map(symbol).unwrap_or("")
}

/// A name for people: without the unit that it ends in, and with blanks.
pub fn label_of(name: &str) -> String {
    if let Some((_, label)) = LABELS.iter().find(|(own, _)| *own == name) {
        return (*label).to_owned();
    }
    let bare = ending(name).map_or(name, |(ending, _)| &name[..name.len() - ending.len()]);
    bare.replace(['_', '.'], " ")
}

fn ending(name: &str) -> Option<(&'static str, &'static str)> {
    let mut endings = ENDINGS.iter().copied();
    endings.find(|(ending, _)| name.ends_with(ending))
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
            ("pump_power_mw", "mW"),
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
        assert_eq!(label_of("refill_time_90_s"), "refill time to 90 %");
    }

    #[test]
    fn longer_endings_come_before_the_shorter_ones_they_contain() {
        for (i, (ending, _)) in ENDINGS.iter().enumerate() {
            for (later, _) in &ENDINGS[i + 1..] {
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
