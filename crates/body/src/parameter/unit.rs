//! The unit of a parameter or reading, read off the end of its name.

/// Endings of names and the unit each stands for; longer endings first.
const ENDINGS: [(&str, &str); 54] = [
    ("_ml_per_min_per_100g_per_mmhg", "mL/min/100 g/mmHg"),
    ("_ml_per_mmhg_per_100g", "mL/mmHg/100 g"),
    ("_ml_per_100g", "mL/100 g"),
    ("_ml_per_min_per_100g", "mL/min/100 g"),
    ("_ml_per_min_per_kg", "mL/min/kg"),
    ("_ml_per_min_per_mmhg", "mL/min/mmHg"),
    ("_mmhg_s2_per_ml2", "mmHg·s²/mL²"),
    ("_mmhg_s2_per_ml", "mmHg·s²/mL"),
    ("_mmhg_min_per_l", "mmHg·min/L"),
    ("_mmhg_s_per_ml", "mmHg·s/mL"),
    ("_ml_per_mmhg_per_s", "mL/(mmHg·s)"),
    ("_spikes_per_s_per_mmhg", "spikes/s/mmHg"),
    ("_per_km_per_h", "1/(km/h)"),
    ("_mmhg_per_ml", "mmHg/mL"),
    ("_ml_per_mmhg", "mL/mmHg"),
    ("_ml_per_min", "mL/min"),
    ("_l_per_min_per_m2", "L/min/m²"),
    ("_l_per_min", "L/min"),
    ("_ml_per_m2", "mL/m²"),
    ("_ml_per_kg", "mL/kg"),
    ("_l_per_kg", "L/kg"),
    ("_l_per_m3", "L/m³"),
    ("_ml_per_s", "mL/s"),
    ("_km_per_h", "km/h"),
    ("_g_per_ml", "g/mL"),
    ("_g_per_dl", "g/dL"),
    ("_g_per_cm3", "g/cm³"),
    ("_per_mmhg_s", "1/(mmHg·s)"),
    ("_spikes_per_s", "spikes/s"),
    ("_s_per_sqrt_s", "s/√s"),
    ("_per_mmhg", "1/mmHg"),
    ("_per_min", "1/min"),
    ("_per_year", "1/y"),
    ("_per_ml", "1/mL"),
    ("_per_s", "1/s"),
    ("_mpa_s", "mPa·s"),
    ("_mmhg", "mmHg"),
    ("_fraction", "1"),
    ("_years", "y"),
    ("_pct", "%"),
    ("_cm2", "cm²"),
    ("_deg", "°"),
    ("_min", "min"),
    ("_bpm", "1/min"),
    ("_mw", "mW"),
    ("_ml", "mL"),
    ("_mm", "mm"),
    ("_cm", "cm"),
    ("_kg", "kg"),
    ("_ms", "ms"),
    ("_w", "W"),
    ("_g", "g"),
    ("_l", "L"),
    ("_s", "s"),
];

/// The unit that a name ends in, `1` for a plain number.
pub fn unit_of(name: &str) -> &'static str {
    // A table of values in one unit carries it: `demand_ml_per_min_per_100g.soleus`.
    name.rsplit('.')
        .find_map(|part| ENDINGS.iter().find(|(ending, _)| part.ends_with(ending)))
        .map_or("1", |(_, unit)| unit)
}

#[cfg(test)]
mod tests {
    use super::unit_of;

    #[test]
    fn units_are_read_off_names() {
        assert_eq!(unit_of("a.unstressed_volume_ml"), "mL");
        assert_eq!(unit_of("a.compliance_ml_per_mmhg"), "mL/mmHg");
        assert_eq!(unit_of("a.resistance_mmhg_s_per_ml"), "mmHg·s/mL");
        assert_eq!(unit_of("a.rate_per_min"), "1/min");
        assert_eq!(unit_of("a.valves"), "1");
        assert_eq!(
            unit_of("a.demand_ml_per_min_per_100g.soleus"),
            "mL/min/100 g"
        );
    }

    #[test]
    fn longer_endings_come_before_the_shorter_ones_they_contain() {
        for (i, (ending, _)) in super::ENDINGS.iter().enumerate() {
            for (later, _) in &super::ENDINGS[i + 1..] {
                assert!(!later.ends_with(ending), "{later} is shadowed by {ending}");
            }
        }
    }
}
