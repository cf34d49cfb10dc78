//! Parameters of a person, from the parameters of the reference man and published differences of age
//! and sex (`data/person.toml`).
//!
//! ```text
//! p = p_ref exp(a (Y - 30)) f
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p, p_ref | a parameter of the person and of the reference man, a man of 30 years | |
//! | Y | age | years |
//! | a | relative change per year, `aging.NAME.change_per_year`; 0 if not given | 1/year |
//! | f | women's value over men's, `women.NAME.ratio`; 1 in men and if not given | 1 |
//!
//! Where women age otherwise than men, their a is `women.aging.NAME.change_per_year`.
//!
//! A person whose peak oxygen uptake is known has it in place of the usual one of age and sex; a condition
//! or a setting changes it by the factor by which it changes the reference man's.

use super::Parameters;
use crate::error::BodyError;
use crate::subject::{Sex, Subject};
use secondheart_engine::Scalar;

/// Prefix and ending of the names of relative changes per year.
const AGING: (&str, &str) = ("aging.", ".change_per_year");
/// Prefix and ending of the names of ratios of women to men.
const WOMEN: (&str, &str) = ("women.", ".ratio");
/// Prefix and ending of the names of relative changes per year of women alone.
const WOMEN_AGING: (&str, &str) = ("women.aging.", ".change_per_year");
/// Capacity for work.
const PEAK_UPTAKE: &str = "muscle.capacity.peak_oxygen_uptake_ml_per_min_per_kg";

impl Parameters {
    /// The parameters of a person: these, which hold for the reference man, scaled by age and sex.
    ///
    /// # Errors
    /// A difference names a parameter that does not exist, or the person's own peak oxygen uptake
    /// times the factor of a condition is outside the limits of the parameter.
    pub(crate) fn of_person(&self, subject: &Subject) -> Result<Self, BodyError> {
        let years = subject.age_years - Subject::default().age_years;
        let mut own = self.clone();
        let women = subject.sex == Sex::Female;
        let grown = |change: f64| Scalar::exp(change * years);
        own.scale_each(self, AGING, |name, change| {
            let (prefix, ending) = WOMEN_AGING;
            let apart = women && self.contains(&format!("{prefix}{name}{ending}"));
            if apart { 1.0 } else { grown(change) }
        })?;
        if women {
            own.scale_each(self, WOMEN_AGING, |_, change| grown(change))?;
            own.scale_each(self, WOMEN, |_, ratio| ratio)?;
        }
        if let Some(peak) = subject.peak_oxygen_uptake_ml_per_kg_min {
            let reference = self.get(PEAK_UPTAKE);
            let reference = reference.ok_or_else(|| self.unknown(PEAK_UPTAKE))?;
            let value = peak * reference.value / reference.shipped;
            own.check(PEAK_UPTAKE, value)?;
            if let Some(parameter) = own.values.get_mut(PEAK_UPTAKE) {
                parameter.value = value;
            }
        }
        Ok(own)
    }

    /// Multiplies every parameter that has a difference of a kind by its factor, within the limits of
    /// the parameter.
    fn scale_each(
        &mut self,
        reference: &Self,
        (prefix, ending): (&str, &str),
        factor: impl Fn(&str, f64) -> f64,
    ) -> Result<(), BodyError> {
        let differences = reference.values.range(prefix.to_owned()..);
        for (path, difference) in differences.take_while(|(path, _)| path.starts_with(prefix)) {
            let name = path
                .strip_prefix(prefix)
                .and_then(|p| p.strip_suffix(ending));
            let Some(name) = name else { continue };
            let Some(parameter) = self.values.get_mut(name) else {
                return Err(self.unknown(name));
            };
            let (low, high) = (parameter.range.low, parameter.range.high);
            parameter.value = (parameter.value * factor(name, difference.value)).clamp(low, high);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELAXATION: &str = "heart.timing.ventricular_relaxation_s_per_sqrt_s";
    const HAEMATOCRIT: &str = "blood.haematocrit_pct";

    fn value(subject: &Subject, name: &str) -> f64 {
        let shipped = Parameters::shipped().unwrap();
        shipped.of_person(subject).unwrap().value(name).unwrap()
    }

    #[test]
    fn the_reference_man_has_the_parameters_of_the_data() {
        let shipped = Parameters::shipped().unwrap();
        let own = shipped.of_person(&Subject::default()).unwrap();
        for ((name, given), (_, own)) in shipped.iter().zip(own.iter()) {
            assert_eq!(given, own, "{name}");
        }
    }

    #[test]
    fn a_parameter_grows_by_the_same_share_with_every_year_of_age() {
        let shipped = Parameters::shipped().unwrap();
        let change = shipped
            .value(&format!("aging.{RELAXATION}.change_per_year"))
            .unwrap();
        assert!(change > 0.0);
        for age_years in [20.0, 50.0, 80.0] {
            let subject = Subject {
                age_years,
                ..Subject::default()
            };
            let ratio = value(&subject, RELAXATION) / shipped.value(RELAXATION).unwrap();
            let expected = f64::exp(change * (age_years - 30.0));
            assert!((ratio / expected - 1.0).abs() < 1e-12, "{age_years}");
        }
    }

    #[test]
    fn age_and_sex_keep_a_parameter_within_its_limits() {
        let mut shipped = Parameters::shipped().unwrap();
        let lowest = shipped.get(PEAK_UPTAKE).unwrap().range.low;
        shipped.set(PEAK_UPTAKE, lowest).unwrap();
        let woman = Subject {
            age_years: 90.0,
            sex: Sex::Female,
            ..Subject::default()
        };
        let own = shipped.of_person(&woman).unwrap();
        assert_eq!(own.value(PEAK_UPTAKE).unwrap(), lowest);
    }

    #[test]
    fn a_known_peak_uptake_takes_the_place_of_age_and_sex_and_keeps_what_a_condition_changes() {
        let athlete = Subject {
            age_years: 60.0,
            sex: Sex::Female,
            peak_oxygen_uptake_ml_per_kg_min: Some(55.0),
            ..Subject::default()
        };
        assert_eq!(value(&athlete, PEAK_UPTAKE), 55.0);
        let usual = Subject {
            peak_oxygen_uptake_ml_per_kg_min: None,
            ..athlete.clone()
        };
        assert!(value(&usual, PEAK_UPTAKE) < 30.0);
        let mut weak = Parameters::shipped().unwrap();
        let half = 0.5 * weak.value(PEAK_UPTAKE).unwrap();
        weak.set(PEAK_UPTAKE, half).unwrap();
        let own = weak.of_person(&athlete).unwrap();
        assert!((own.value(PEAK_UPTAKE).unwrap() - 27.5).abs() < 1e-9);
        let frail = Subject {
            peak_oxygen_uptake_ml_per_kg_min: Some(10.0),
            ..athlete.clone()
        };
        let refused = weak.of_person(&frail).unwrap_err();
        assert!(matches!(
            refused,
            BodyError::BadValue { path, value, .. } if path == PEAK_UPTAKE && value == 5.0
        ));
        let beyond = Subject {
            peak_oxygen_uptake_ml_per_kg_min: Some(120.0),
            ..athlete
        };
        assert!(
            beyond
                .check()
                .unwrap_err()
                .to_string()
                .contains("peak oxygen uptake")
        );
    }

    #[test]
    fn women_have_their_own_values_at_any_age() {
        let shipped = Parameters::shipped().unwrap();
        let ratio = shipped
            .value(&format!("women.{HAEMATOCRIT}.ratio"))
            .unwrap();
        assert!(ratio < 1.0);
        for age_years in [30.0, 70.0] {
            let man = Subject {
                age_years,
                ..Subject::default()
            };
            let woman = Subject {
                sex: Sex::Female,
                ..man.clone()
            };
            let found = value(&woman, HAEMATOCRIT) / value(&man, HAEMATOCRIT);
            assert!((found / ratio - 1.0).abs() < 1e-12, "{age_years}");
        }
    }

    #[test]
    fn women_age_at_their_own_pace_where_they_have_one() {
        let (nerves, flow) = ("muscle.nerve_activity", "muscle.flow_per_work");
        let shipped = Parameters::shipped().unwrap();
        let per_year = |name: String| shipped.value(&name).unwrap();
        for (name, men, women) in [
            (
                nerves,
                per_year(format!("aging.{nerves}.change_per_year")),
                per_year(format!("women.aging.{nerves}.change_per_year")),
            ),
            (
                flow,
                0.0,
                per_year(format!("women.aging.{flow}.change_per_year")),
            ),
        ] {
            assert!(men != women);
            let old = |sex: Sex| Subject {
                age_years: 60.0,
                sex,
                ..Subject::default()
            };
            for (sex, change) in [(Sex::Male, men), (Sex::Female, women)] {
                let found = value(&old(sex), name);
                let expected = f64::exp(change * 30.0);
                assert!((found / expected - 1.0).abs() < 1e-12, "{name} {sex:?}");
            }
        }
    }

    #[test]
    fn a_difference_of_a_parameter_that_does_not_exist_is_refused() {
        let mut p = Parameters::shipped().unwrap();
        let text = "[women.heart.size]\nratio = { value = 0.9, source = \"s\" }\n";
        p.read("t", text).unwrap();
        let woman = Subject {
            sex: Sex::Female,
            ..Subject::default()
        };
        assert!(p.of_person(&Subject::default()).is_ok());
        let refused = p.of_person(&woman).unwrap_err();
        assert!(matches!(
            refused,
            BodyError::UnknownParameter { path, .. } if path == "heart.size"
        ));
    }
}
