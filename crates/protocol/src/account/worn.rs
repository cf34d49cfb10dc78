//! What is worn or put around the legs, in words: cuffs, stockings, bandages and casts, pneumatic sleeves, and
//! vessels that are closed. Their parameters are told together, for both legs or for one.

use secondheart_body::quantity::rounded;

use super::ParameterChange;

/// The sides, in the words of the parameters.
const SIDES: [&str; 2] = ["left", "right"];
/// The time of a cuff's change that is not told, s: at once.
const AT_ONCE_S: f64 = 0.3;

/// A parameter of a leg: its sides, the rest of its path, and the change. Equal changes of both legs are one.
struct OfLeg<'a> {
    sides: Vec<&'static str>,
    path: &'a str,
    change: &'a ParameterChange,
}

impl OfLeg<'_> {
    /// The legs in words.
    fn legs(&self) -> String {
        match &self.sides[..] {
            [side] => format!("the {side} leg"),
            _ => "both legs".to_owned(),
        }
    }
}

/// The side of a path, and what follows it.
fn of_side(path: &str) -> Option<(&'static str, &str)> {
    SIDES.into_iter().find_map(|side| {
        let rest = path.strip_prefix("leg.")?.strip_prefix(side)?;
        Some((side, rest.strip_prefix('.')?))
    })
}

/// What the cuff of both arms would be called on a leg.
fn of_arms(path: &str) -> Option<&'static str> {
    match path {
        "arm.cuff.pressure_mmhg" => Some("cuff.arm.pressure_mmhg"),
        "arm.cuff.change_s" => Some("cuff.arm.change_s"),
        _ => None,
    }
}

/// Whether a change of a parameter of a leg is told here.
fn is_told(path: &str, change: &ParameterChange) -> bool {
    path.starts_with("cuff.") || path.starts_with("sleeve.") || vessel(path, change).is_some()
}

/// Whether a parameter with this value presses on a leg.
pub(super) fn presses(path: &str, value: f64) -> bool {
    match of_side(path) {
        Some((_, path)) => {
            let is_pressure = path.starts_with("cuff.") || path.starts_with("sleeve.");
            is_pressure && path.ends_with("_mmhg") && value > 0.0
        }
        None => match path {
            "lower_body.pressure_mmhg" => value > 0.0,
            "water.surface_above_hip_fraction" => value > -1.0,
            _ => false,
        },
    }
}

/// What changes tell of things around the legs, and the other changes. `now` is the value in force, `settled`
/// says that it has been so for long, as before the start.
pub(super) fn told(
    changes: &[ParameterChange],
    now: impl Fn(&str) -> Option<f64>,
    settled: bool,
) -> (Vec<String>, Vec<ParameterChange>) {
    let mut all: Vec<OfLeg<'_>> = Vec::new();
    let mut others = Vec::new();
    for change in changes {
        if let Some(path) = of_arms(&change.path) {
            all.push(OfLeg {
                sides: SIDES.to_vec(),
                path,
                change,
            });
            continue;
        }
        let Some((side, path)) = of_side(&change.path).filter(|own| is_told(own.1, change)) else {
            others.push(change.clone());
            continue;
        };
        let same = |own: &&mut OfLeg<'_>| {
            let (one, two) = (own.change, change);
            own.path == path && (one.value, one.instead_of) == (two.value, two.instead_of)
        };
        match all.iter_mut().find(same) {
            Some(own) => own.sides.push(side),
            None => all.push(OfLeg {
                sides: vec![side],
                path,
                change,
            }),
        }
    }
    let mut texts = cuffs(&all, now, settled);
    texts.extend(sleeves(&all, "stocking_mmhg", "stocking or bandage"));
    texts.extend(sleeves(&all, "cuff_mmhg", "pneumatic sleeve"));
    texts.extend(stiffness(&all));
    texts.extend(vessels(&all));
    (texts, others)
}

/// Words joined by commas and "and".
fn listed(words: &[String]) -> String {
    match words {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => words.concat(),
    }
}

/// The cuffs that are inflated or let down. Those that change alike are told together.
fn cuffs(all: &[OfLeg<'_>], now: impl Fn(&str) -> Option<f64>, settled: bool) -> Vec<String> {
    /// Sides, sites, pressure, pressure before, time of the change.
    type Alike<'a> = (&'a [&'static str], Vec<&'a str>, f64, f64, f64);
    let mut found: Vec<Alike<'_>> = Vec::new();
    for own in all {
        let site = own.path.strip_prefix("cuff.");
        let Some(site) = site.and_then(|site| site.strip_suffix(".pressure_mmhg")) else {
            continue;
        };
        let time = own.change.path.replace(".pressure_mmhg", ".change_s");
        let (to, from) = (own.change.value, own.change.instead_of);
        let time_s = now(&time).unwrap_or(AT_ONCE_S);
        let is_alike = |other: &&mut Alike<'_>| {
            (other.0, other.2, other.3, other.4) == (&own.sides[..], to, from, time_s)
        };
        match found.iter_mut().find(is_alike) {
            Some(other) => other.1.push(site),
            None => found.push((&own.sides, vec![site], to, from, time_s)),
        }
    }
    let one = |(sides, sites, to, from, time_s): &Alike<'_>| {
        let place = match sides {
            [side] => format!("the {side} {}", listed(&owned(sites))),
            _ => {
                let plural = |site: &&str| match *site {
                    "calf" => "calves".to_owned(),
                    "foot" => "feet".to_owned(),
                    other => format!("{other}s"),
                };
                let sites: Vec<String> = sites.iter().map(plural).collect();
                format!("both {}", listed(&sites))
            }
        };
        let time = match *time_s <= AT_ONCE_S {
            true => " at once".to_owned(),
            false => format!(" in {} s", rounded(*time_s)),
        };
        let (to, from) = (rounded(*to), rounded(*from));
        if settled {
            format!("cuff on {place} at {to} mmHg")
        } else if to == 0.0 {
            format!("cuff on {place} let down{time}")
        } else if from == 0.0 {
            format!("cuff on {place} to {to} mmHg{time}")
        } else {
            format!("cuff on {place} from {from} to {to} mmHg{time}")
        }
    };
    found.iter().map(one).collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The levels of a leg that something presses on, each with its pressure.
fn sleeves(all: &[OfLeg<'_>], key: &str, what: &str) -> Vec<String> {
    let of_sides = by_sides(all, |path| {
        path.strip_prefix("sleeve.")?
            .strip_suffix(&format!(".{key}"))
    });
    let one = |(own, levels): &(&OfLeg<'_>, Vec<(&str, f64)>)| {
        let legs = own.legs();
        let worn = levels.iter().filter(|(_, value)| *value != 0.0);
        let worn: Vec<String> = worn
            .map(|(level, value)| format!("{level} {}", rounded(*value)))
            .collect();
        match worn.is_empty() {
            true => format!("{what} off {legs}"),
            false => format!("{what} on {legs}, {} mmHg", worn.join(", ")),
        }
    };
    of_sides.iter().map(one).collect()
}

/// How little what is worn yields.
fn stiffness(all: &[OfLeg<'_>]) -> Vec<String> {
    let kinds = [
        ("stiffness_mmhg_per_cm", "mmHg per cm of girth"),
        ("stiffness_mmhg_per_pct", "mmHg per % of swelling"),
    ];
    let of_kind = |(key, unit): (&str, &str)| {
        let of_sides = by_sides(all, |path| {
            path.strip_prefix("sleeve.")?
                .strip_suffix(&format!(".{key}"))
        });
        let one = |(own, levels): &(&OfLeg<'_>, Vec<(&str, f64)>)| {
            let values = levels.iter().map(|(_, value)| *value);
            let equal = values.clone().all(|value| value == levels[0].1);
            let told = match equal {
                true => rounded(levels[0].1).to_string(),
                false => {
                    let each = levels.iter();
                    let each = each.map(|(level, value)| format!("{level} {}", rounded(*value)));
                    each.collect::<Vec<_>>().join(", ")
                }
            };
            format!("its stiffness on {}: {told} {unit}", own.legs())
        };
        of_sides.iter().map(one).collect::<Vec<_>>()
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// Vessels that are closed, narrowed or open again, those of the same legs together.
fn vessels(all: &[OfLeg<'_>]) -> Vec<String> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for own in all {
        let Some((name, open)) = vessel(own.path, own.change) else {
            continue;
        };
        let legs = match &own.sides[..] {
            [side] => format!("on the {side}"),
            _ => "on both sides".to_owned(),
        };
        let what = match open {
            0.0 => format!("closed {legs}"),
            1.0 => format!("open {legs}"),
            _ => format!("{} % open {legs}", rounded(100.0 * open)),
        };
        match found.iter_mut().find(|(other, _)| *other == what) {
            Some((_, names)) => names.push(name),
            None => found.push((what, vec![name])),
        }
    }
    let told = found.into_iter();
    told.map(|(what, names)| format!("{what}: {}", names.join(", ")))
        .collect()
}

/// The name of a vessel and its open share, if a change is of that. A collateral is closed, or open again.
fn vessel(path: &str, change: &ParameterChange) -> Option<(String, f64)> {
    let spoken = |name: &str| name.replace(['_', '.'], " ");
    if let Some(name) = path.strip_suffix(".open_fraction") {
        return Some((spoken(name), change.value));
    }
    let name = path.strip_prefix("collateral.")?;
    let name = name.strip_suffix(".conductance_ml_per_min_per_mmhg")?;
    let open = match (change.value, change.instead_of) {
        (0.0, _) => 0.0,
        (_, 0.0) => 1.0,
        _ => return None,
    };
    Some((format!("{} collateral", spoken(name)), open))
}

/// What is left of the paths of each group of legs, with its value.
fn by_sides<'a>(
    all: &'a [OfLeg<'a>],
    left: impl Fn(&'a str) -> Option<&'a str>,
) -> Vec<(&'a OfLeg<'a>, Vec<(&'a str, f64)>)> {
    let mut found: Vec<(&OfLeg<'_>, Vec<(&str, f64)>)> = Vec::new();
    for own in all {
        let Some(rest) = left(own.path) else {
            continue;
        };
        let entry = (rest, own.change.value);
        match found.iter_mut().find(|(other, _)| other.sides == own.sides) {
            Some((_, entries)) => entries.push(entry),
            None => found.push((own, vec![entry])),
        }
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::account::Account;
    use crate::scenario::Scenario;
    use secondheart_body::{Parameters, Subject};

    /// The differences of a scenario.
    fn told(text: &str) -> Vec<String> {
        let scenario = Scenario::parse(text, "a.toml").unwrap();
        let shipped = Parameters::shipped().unwrap();
        Account::of(&scenario, &Subject::default(), &shipped, &shipped).differences()
    }

    fn phases(settings: &[&str]) -> Vec<String> {
        let phase = |(at, setting): (usize, &&str)| {
            format!("[[phase]]\nname = \"p{at}\"\nduration = \"2 min\"\n{setting}\n")
        };
        let text: String = settings.iter().enumerate().map(phase).collect();
        let lines = told(&text).into_iter();
        lines
            .map(|line| line.split_once(": ").unwrap().1.to_owned())
            .collect()
    }

    #[test]
    fn a_cuff_is_told_with_its_place_its_pressure_and_its_time() {
        let cuff = |rest: &str| format!("cuff = {{ site = \"calf\", {rest} }}");
        let lines = phases(&[
            &cuff(r#"pressure = "60 mmHg", over = "60 s""#),
            &cuff(r#"pressure = "80 mmHg", over = "60 s""#),
            &cuff(r#"pressure = "0 mmHg""#),
            &cuff(r#"pressure = "30 mmHg", leg = "left""#),
        ]);
        assert_eq!(
            lines,
            [
                "cuff on both calves to 60 mmHg in 60 s",
                "cuff on both calves from 60 to 80 mmHg in 60 s",
                "cuff on both calves let down at once",
                "cuff on the left calf to 30 mmHg at once",
            ]
        );
        let set = r#"set = { "leg.left.cuff.calf.pressure_mmhg" = 15, "leg.left.cuff.ankle.pressure_mmhg" = 15 }"#;
        let above = format!("{set}\n[[phase]]\nname = \"a\"\nduration = \"1 min\"\n");
        assert_eq!(
            told(&above),
            ["from the start: cuff on the left ankle and calf at 15 mmHg"]
        );
    }

    #[test]
    fn what_presses_on_the_legs_is_told_from_what_does_not() {
        let presses = |above: &str| {
            let text = format!("{above}\n[[phase]]\nname = \"a\"\nduration = \"1 min\"\n");
            let scenario = Scenario::parse(&text, "a.toml").unwrap();
            let shipped = Parameters::shipped().unwrap();
            let account = Account::of(&scenario, &Subject::default(), &shipped, &shipped);
            account.from_start.presses_on_legs()
        };
        for above in [
            r#"interventions = ["stocking-class-2"]"#,
            r#"interventions = ["immersion-hips"]"#,
            r#"conditions = ["leg-cast"]"#,
            r#"set = { "leg.left.cuff.calf.pressure_mmhg" = 20 }"#,
        ] {
            assert!(presses(above), "{above}");
        }
        for above in [
            "",
            r#"conditions = ["varicose-veins"]"#,
            r#"interventions = ["stockings-off"]"#,
        ] {
            assert!(!presses(above), "{above}");
        }
    }

    #[test]
    fn a_stocking_a_cast_and_a_closed_vessel_are_told_in_words() {
        let stocking =
            r#"stocking = { b = "26 mmHg", b1 = "22 mmHg", c = "18 mmHg", d = "14 mmHg" }"#;
        let off = r#"set = { "leg.left.sleeve.ankle.stocking_mmhg" = 0 }"#;
        let closed = r#"set = { "leg.left.popliteal_outlet.open_fraction" = 0, "leg.left.collateral.iliac.conductance_ml_per_min_per_mmhg" = 0 }"#;
        let open = r#"set = { "leg.left.popliteal_outlet.open_fraction" = 1 }"#;
        assert_eq!(
            phases(&[stocking, off, closed, open]),
            [
                "stocking or bandage on both legs, ankle 24, calf 16, foot 26 mmHg; its stiffness on both \
                 legs: 6.4 mmHg per cm of girth",
                "stocking or bandage off the left leg",
                "closed on the left: iliac collateral, popliteal outlet",
                "open on the left: popliteal outlet",
            ]
        );
        let other = r#"set = { "muscle.pressure_gain" = 0.5 }"#;
        assert_eq!(phases(&[other]), ["muscle.pressure_gain 0.5 instead of 1"]);
    }
}
