//! The person: sex, age, size, resting heart rate, and how parameters scale with them.

use crate::error::BodyError;
use crate::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// Biological sex as the reference values distinguish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Reference values of the adult female.
    Female,
    /// Reference values of the adult male.
    Male,
}

/// Who is simulated. Parameters scale with it by published rules, which hold between the limits
/// given as constants ([`Subject::check`]).
///
/// ```
/// use secondheart_body::{BodyError, Subject};
///
/// let tall = Subject {
///     stature_cm: 190.0,
///     ..Subject::default()
/// };
/// tall.check()?;
/// let too_tall = Subject {
///     stature_cm: 250.0,
///     ..tall
/// };
/// let refused = too_tall.check().map_err(|error| error.to_string());
/// assert_eq!(refused, Err("stature (cm) is 250, but must be from 130 to 220".to_owned()));
/// # Ok::<(), BodyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// A name for tables and reports.
    pub name: String,
    /// Sex, which chooses the reference values.
    pub sex: Sex,
    /// Age in years.
    pub age_years: f64,
    /// Stature in cm.
    pub stature_cm: f64,
    /// Body mass in kg.
    pub mass_kg: f64,
    /// Resting supine heart rate per minute.
    pub resting_heart_rate_per_min: f64,
    /// Peak oxygen uptake of the healthy person, mL/(kg min): `muscle.capacity` in place of the usual
    /// value of age and sex, which `None` takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_oxygen_uptake_ml_per_kg_min: Option<f64>,
}

impl Default for Subject {
    /// The reference man of ICRP Publication 89 (1.76 m, 73 kg), 30 years, 62 beats a minute.
    fn default() -> Self {
        Self {
            name: "reference man".to_owned(),
            sex: Sex::Male,
            age_years: 30.0,
            stature_cm: 176.0,
            mass_kg: 73.0,
            resting_heart_rate_per_min: 62.0,
            peak_oxygen_uptake_ml_per_kg_min: None,
        }
    }
}

impl Subject {
    /// Lowest and highest age, years.
    pub const AGE_YEARS: (f64, f64) = (18.0, 90.0);
    /// Lowest and highest stature, cm.
    pub const STATURE_CM: (f64, f64) = (130.0, 220.0);
    /// Lowest and highest body mass, kg.
    pub const MASS_KG: (f64, f64) = (35.0, 180.0);
    /// Lowest and highest heart rate lying at rest, 1/min.
    pub const RESTING_HEART_RATE_PER_MIN: (f64, f64) = (35.0, 110.0);
    /// Lowest and highest peak oxygen uptake, mL/(kg min) (estimate, the range of `muscle.capacity`: from
    /// the most severe heart failure to the best cross-country ski racers).
    pub const PEAK_OXYGEN_UPTAKE_ML_PER_KG_MIN: (f64, f64) = (8.0, 100.0);
    /// Lowest and highest body mass index, kg/m² (estimate: the scaling rules come from people of
    /// ordinary build; a body mass index near 12 is the limit of survival, Henry CJ 1990 Eur J Clin
    /// Nutr 44:329-335, and class III obesity begins at 40).
    pub const BODY_MASS_INDEX: (f64, f64) = (14.0, 45.0);

    /// Checks that the scaling rules hold for this person.
    ///
    /// # Errors
    /// [`BodyError::ImpossibleSubject`] naming the first quantity out of range.
    pub fn check(&self) -> Result<(), BodyError> {
        let rate = self.resting_heart_rate_per_min;
        let index = self.body_mass_index();
        for (quantity, value, (low, high)) in [
            ("age (years)", self.age_years, Self::AGE_YEARS),
            ("stature (cm)", self.stature_cm, Self::STATURE_CM),
            ("mass (kg)", self.mass_kg, Self::MASS_KG),
            (
                "resting heart rate (1/min)",
                rate,
                Self::RESTING_HEART_RATE_PER_MIN,
            ),
            ("body mass index (kg/m²)", index, Self::BODY_MASS_INDEX),
            (
                "peak oxygen uptake (mL/(kg min))",
                self.peak_oxygen_uptake_ml_per_kg_min
                    .unwrap_or(Self::PEAK_OXYGEN_UPTAKE_ML_PER_KG_MIN.0),
                Self::PEAK_OXYGEN_UPTAKE_ML_PER_KG_MIN,
            ),
        ] {
            if !(low..=high).contains(&value) {
                return Err(BodyError::ImpossibleSubject {
                    quantity,
                    value,
                    low,
                    high,
                });
            }
        }
        Ok(())
    }

    /// Mass over stature squared, kg/m².
    pub fn body_mass_index(&self) -> f64 {
        self.mass_kg / (self.stature_cm / 100.0).powi(2)
    }

    /// Body surface area, m²: √(cm · kg / 3600) (Mosteller 1987).
    pub fn body_surface_m2(&self) -> f64 {
        (self.stature_cm * self.mass_kg / 3600.0).sqrt()
    }

    /// Blood volume, mL: a H³ + b W + c (Nadler, Hidalgo & Bloch 1962).
    ///
    /// # Errors
    /// A parameter of the formula is missing.
    pub fn blood_volume_ml(&self, parameters: &Parameters) -> Result<f64, BodyError> {
        let sex = match self.sex {
            Sex::Female => "female",
            Sex::Male => "male",
        };
        let of = |key: &str| parameters.value(&format!("blood.nadler.{sex}.{key}"));
        let (a, b, c) = (of("a_l_per_m3")?, of("b_l_per_kg")?, of("c_l")?);
        Ok(1000.0 * (a * (self.stature_cm / 100.0).powi(3) + b * self.mass_kg + c))
    }
}

/// Ratios of this person to the reference man, by which parameters scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    /// Blood volume.
    pub(crate) volume: f64,
    /// f: resting heart rate, 1/min: the rate of the subject as training or bed rest has changed it.
    pub(crate) resting_rate_per_min: f64,
    /// Size of the heart, V f_0/f: the blood volume V relative to the reference man's, times the usual
    /// resting rate f_0 over the person's own f. Resting output follows the body and not the rate, and
    /// the ejection fraction is that of other people, so that a slow heart is a large one.
    pub(crate) heart: f64,
    /// Stature: lengths, heights.
    pub(crate) length: f64,
    /// Body surface: resting flows (the cardiac index is about the same in all).
    pub(crate) flow: f64,
    /// Mass: tissue.
    pub(crate) mass: f64,
    /// Compliance of arteries at this age.
    pub(crate) arterial_compliance: f64,
    /// Compliance of leg veins at this age and of this sex.
    pub(crate) leg_vein_compliance: f64,
    /// Highest heart rate at this age.
    pub(crate) highest_heart_rate: f64,
}

impl Scale {
    pub(crate) fn of(subject: &Subject, parameters: &Parameters) -> Result<Self, BodyError> {
        let reference = Subject::default();
        let years = subject.age_years - reference.age_years;
        let aging = |key: &str| parameters.value(&format!("aging.{key}"));
        let fall = |per_year: f64| 1.0 - per_year * years;
        let leg_vein_compliance = match subject.sex {
            Sex::Male => fall(aging("leg_vein_compliance_fall_per_year")?),
            Sex::Female => {
                let women = |key: &str| parameters.value(&format!("women.leg_vein_{key}"));
                women("compliance_share")? * fall(women("compliance_fall_per_year")?)
            }
        };
        let volume =
            subject.blood_volume_ml(parameters)? / reference.blood_volume_ml(parameters)?;
        let usual_rate_per_min = parameters.value("heart.usual_resting_rate_per_min")?;
        let resting_rate_per_min =
            subject.resting_heart_rate_per_min * parameters.value("heart.resting_rate_ratio")?;
        Ok(Self {
            volume,
            resting_rate_per_min,
            heart: volume * usual_rate_per_min / resting_rate_per_min,
            length: subject.stature_cm / reference.stature_cm,
            flow: subject.body_surface_m2() / reference.body_surface_m2(),
            mass: subject.mass_kg / reference.mass_kg,
            arterial_compliance: fall(aging("arterial_compliance_fall_per_year")?),
            leg_vein_compliance,
            highest_heart_rate: fall(aging("highest_heart_rate_fall_per_year")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heart_grows_with_the_blood_and_as_the_resting_rate_falls() {
        let p = Parameters::shipped().unwrap();
        let heart = |resting_heart_rate_per_min, mass_kg| {
            let subject = Subject {
                resting_heart_rate_per_min,
                mass_kg,
                ..Subject::default()
            };
            let scale = Scale::of(&subject, &p).unwrap();
            (scale.heart, scale.volume)
        };
        let usual = p.value("heart.usual_resting_rate_per_min").unwrap();
        let (heavy, blood) = heart(usual, 90.0);
        assert!(blood > 1.05 && heavy == blood);
        for rate in [45.0, 90.0] {
            let (size, volume) = heart(rate, 90.0);
            assert!((size * rate / (blood * usual) - 1.0).abs() < 1e-12);
            assert_eq!(volume, blood, "the vessels keep their size");
        }
    }

    #[test]
    fn a_heart_that_training_slows_is_a_larger_one() {
        let mut p = Parameters::shipped().unwrap();
        let before = Scale::of(&Subject::default(), &p).unwrap();
        p.set("heart.resting_rate_ratio", 0.8).unwrap();
        let after = Scale::of(&Subject::default(), &p).unwrap();
        let slower = after.resting_rate_per_min / before.resting_rate_per_min;
        assert!((slower - 0.8).abs() < 1e-12);
        assert!((after.heart / before.heart - 1.25).abs() < 1e-12);
        assert_eq!(after.volume, before.volume);
    }

    #[test]
    fn leg_veins_stiffen_with_age_in_men_and_are_stiffer_but_do_not_age_in_women() {
        let p = Parameters::shipped().unwrap();
        let compliance = |sex, age_years| {
            let subject = Subject {
                sex,
                age_years,
                ..Subject::default()
            };
            Scale::of(&subject, &p).unwrap().leg_vein_compliance
        };
        let fall = p.value("aging.leg_vein_compliance_fall_per_year").unwrap();
        let share = p.value("women.leg_vein_compliance_share").unwrap();
        assert!(fall > 0.0 && share < 1.0);
        assert_eq!(compliance(Sex::Male, 30.0), 1.0);
        assert_eq!(compliance(Sex::Male, 70.0), 1.0 - fall * 40.0);
        assert_eq!(compliance(Sex::Female, 30.0), share);
        assert_eq!(compliance(Sex::Female, 70.0), share);
    }
}
