use super::*;
use crate::subject::Subject;

#[test]
fn every_name_sets_parameters_that_exist_to_values_that_they_can_have() {
    for sort in Sort::ALL {
        for word in sort.words() {
            let mut p = Parameters::shipped().unwrap();
            let settings = sort.settings(word).unwrap();
            assert!(!settings.is_empty(), "{word}");
            for s in settings {
                p.set(&s.path, s.value)
                    .unwrap_or_else(|e| panic!("{word}: {e}"));
                assert!(s.source.len() > 10, "{word}: {}", s.path);
            }
            crate::circuit::Circuit::build(&p, &Subject::default())
                .unwrap_or_else(|e| panic!("{word}: {e}"));
        }
    }
}

#[test]
fn one_leg_is_one_leg() {
    let both = Sort::Condition.settings("varicose-veins").unwrap();
    let left = Sort::Condition.settings("varicose-veins-left").unwrap();
    assert!(both.iter().any(|s| s.path.starts_with("leg.right.")));
    assert!(!left.iter().any(|s| s.path.starts_with("leg.right.")));
    assert!(left.iter().any(|s| s.path.starts_with("leg.left.")));
}

#[test]
fn a_misspelt_name_finds_the_nearest() {
    let Err(BodyError::UnknownName { suggestions, .. }) =
        Sort::Intervention.find("stoking-class-2")
    else {
        panic!("should be unknown");
    };
    assert_eq!(suggestions[0], "stocking-class-2");
}

#[test]
fn a_factor_counts_from_the_shipped_value() {
    let path = "heart.left_ventricle.end_systolic_elastance_mmhg_per_ml";
    let shipped = Parameters::shipped().unwrap().value(path).unwrap();
    let settings = Sort::Condition.settings("heart-failure").unwrap();
    let set = settings.iter().find(|s| s.path == path).unwrap();
    assert!(set.value < 0.7 * shipped);
}

#[test]
fn a_change_over_weeks_goes_from_nothing_to_its_end_and_each_organ_at_its_own_rate() {
    let at = |word: &str, path: &str| {
        let settings = Sort::Intervention.settings(word).unwrap();
        settings.into_iter().find(|s| s.path == path).unwrap().value
    };
    let shipped = Parameters::shipped().unwrap();
    let share = |word: &str, path: &str| {
        let usual = shipped.value(path).unwrap();
        (at(word, path) - usual) / (at("training", path) - usual)
    };
    let (blood, capillaries) = (
        "blood.extra_volume_ml",
        "muscle.metabolic.ceiling_ml_per_min_per_100g",
    );
    for path in [blood, capillaries] {
        let shares = ["training-1-day", "training-1-week", "training-12-weeks"];
        let shares = shares.map(|word| share(word, path));
        assert!(
            shares[0] > 0.0 && shares.is_sorted() && shares[2] < 1.0,
            "{shares:?}"
        );
    }
    assert!(share("training-1-week", blood) > 2.0 * share("training-1-week", capillaries));
    let after = After::all(8).into_iter().next_back().unwrap();
    assert_eq!((after.word, after.weeks), ("8-weeks", 8.0));
    assert!((after.share(8.0) - (1.0 - (-1.0_f64).exp())).abs() < 1e-12);
    // Parts of a parameter follow each other: fewer cells in more plasma, then more cells.
    let haematocrit = |word| at(word, "blood.haematocrit_pct");
    assert!(haematocrit("training-2-weeks") < haematocrit("training"));
    assert!(haematocrit("training") < shipped.value("blood.haematocrit_pct").unwrap());
}

#[test]
fn only_a_change_over_weeks_can_be_named_at_a_time() {
    assert!(Sort::Intervention.find("training-105-weeks").is_err());
    assert!(Sort::Intervention.find("stocking-class-2-4-weeks").is_err());
    let bad = "title = \"x\"\n[set]\n\"blood.volume_ratio\" = { value = 1.1, tau_weeks = 2.0, source = \"estimate: for the test\" }";
    assert!(read("intervention", "x", bad).is_err());
}
