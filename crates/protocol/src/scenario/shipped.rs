//! The shipped scenarios, compiled in as text.

use std::path::Path;

use crate::reference::{self, Meaning};

/// A scenario that comes with the program: its name and file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name, to run it by.
    pub name: &'static str,
    /// Text of its file, in TOML.
    pub text: &'static str,
}

impl Shipped {
    /// Its file's path in the source tree, as messages name it.
    pub fn file(&self) -> String {
        format!("scenarios/{}.toml", self.name)
    }
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../../../scenarios/", $name, ".toml")),
        }),*]
    };
}

static SHIPPED: &[Shipped] = shipped![
    "supine-rest",
    "supine-rest-25",
    "supine-rest-65",
    "anaemia-rest",
    "ribcage-breathing",
    "valsalva",
    "valsalva-43",
    "strain-out-and-in",
    "immersion",
    "immersion-graded",
    "squat",
    "squat-brief",
    "tilt-60",
    "tilt-graded",
    "tilt-tense",
    "tilt-50-beta-blocker",
    "head-down-tilt",
    "active-stand",
    "sit",
    "sit-3-h",
    "sit-8-h",
    "sit-8-h-semi-active",
    "sit-8-h-active",
    "sit-fidget",
    "sit-tilt-chair",
    "sit-stand-lie",
    "postures-74",
    "calf-raises",
    "calf-raises-no-valves",
    "calf-raises-no-muscle-pressure",
    "tiptoe-minute",
    "walk",
    "walk-slow",
    "walk-fast",
    "walk-long",
    "walk-32-min",
    "walk-recovery",
    "walk-uphill",
    "run",
    "run-graded",
    "run-graded-65",
    "run-graded-75",
    "cycle-50-woman-55",
    "cycle-60-22",
    "cycle-60-67",
    "cycle-bout",
    "cycle-bout-autonomic-failure",
    "cycle-onset",
    "stand-cycle",
    "cycle",
    "cycle-graded",
    "cycle-stages",
    "cycle-long",
    "cycle-reclining",
    "cycle-supine",
    "cycle-graded-65",
    "cycle-reclining-55",
    "cycle-reclining-stages-55",
    "cycle-reclining-cuffs",
    "cycle-lying-sitting",
    "cycle-supine-suction",
    "cycle-supine-pressure",
    "cycle-3-min-bouts",
    "cycle-recoveries",
    "cycle-recovery-postures",
    "cycle-steps",
    "cycle-maximal",
    "cycle-maximal-woman",
    "cycle-supramaximal",
    "cycle-supine-onset",
    "cycle-reclining-graded",
    "cycle-one-leg",
    "cycle-one-leg-other-calf",
    "cycle-one-leg-supine",
    "knee-extension",
    "knee-extension-64",
    "knee-extension-woman",
    "knee-extension-woman-67",
    "passive-knee",
    "plantar-flexion",
    "plantar-flexion-sitting",
    "ankle-exercise",
    "ankle-exercise-velocity",
    "foot-pump",
    "calf-contraction",
    "tense",
    "cross-legs",
    "arm-cuff",
    "handgrip",
    "handgrip-onset",
    "walk-superficial-incompetent",
    "walk-deep-incompetent",
    "walk-varicose",
    "walk-post-thrombotic",
    "apg",
    "apg-steps",
    "apg-superficial-incompetent",
    "apg-deep-incompetent",
    "apg-varicose",
    "apg-varicose-stocking",
    "tiptoe-minute-autonomic-failure",
    "leg-raise",
    "leg-raise-one",
    "leg-hang-one",
    "leg-raise-early",
    "leg-raise-rested",
    "leg-raise-45-rested",
    "leg-raise-angles",
    "trunk-then-legs-raised",
    "leg-raise-reclining",
    "legs-up-tilt",
    "bleed-375",
    "bleed-leg-raise",
    "bleed-1000",
    "haemorrhage",
    "bleed-900",
    "saline-2-litres",
    "saline-2-litres-old",
    "saline-30-ml-per-kg",
    "lower-body-pressure",
    "lower-body-pressure-upright",
    "lower-body-suction",
    "lower-body-suction-50",
    "lower-body-suction-60",
    "suction-presyncope",
    "cardiac-arrest",
    "starling-curve",
    "neck-suction",
    "neck-pressure",
    "pressor-steps",
    "stockings-lying",
    "femoral-occlusion",
    "thigh-cuff",
    "thigh-cuff-down",
    "thigh-cuff-steps",
    "thigh-cuff-release",
    "thigh-cuff-compliance",
    "cuff-reflux",
    "calf-cuff-closing",
    "calf-cuff-step",
    "foot-postures",
    "papaverine",
    "stasis",
    "stasis-raised",
];

/// All shipped scenarios.
pub fn shipped() -> &'static [Shipped] {
    SHIPPED
}

/// The shipped scenario of this name.
pub(super) fn find(name: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|shipped| shipped.name == name)
}

/// The shipped scenario that a reference means: `walk`, with or without path and ending, if there is
/// no such file.
pub fn find_by_reference(reference: &str) -> Option<&'static Shipped> {
    let is_shipped = |name: &str| find(name).is_some();
    match reference::meaning(reference, Path::new(""), "scenarios", is_shipped) {
        Meaning::Shipped(name) => find(name),
        _ => None,
    }
}
