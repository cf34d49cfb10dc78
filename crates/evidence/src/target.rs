//! One human measurement, as the evidence files hold it.

use super::holds_for::HoldsFor;
use super::measurement::Measurement;

/// A human measurement with the band that a simulation may fall in.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Short name, unique in all files.
    pub id: String,
    /// Heading under which the row is shown.
    pub phenomenon: String,
    /// The measured quantity, in words.
    pub quantity: String,
    /// Unit of `mean`, `low` and `high`.
    pub unit: String,
    /// What was measured in people, in `unit`.
    pub mean: f64,
    /// Lower limit of the accepted band, itself accepted, in `unit`.
    pub low: f64,
    /// Upper limit of the accepted band, itself accepted, in `unit`.
    pub high: f64,
    /// Where the band comes from.
    pub band_basis: BandBasis,
    /// More about the band; may be empty.
    pub spread_note: String,
    /// The people measured, in words, with their number.
    pub population: String,
    /// For whom it holds, as data.
    pub holds_for: HoldsFor,
    /// How it was measured.
    pub protocol: String,
    /// Full citation of the publication.
    pub source: String,
    /// Address of the publication; may be empty.
    pub url: String,
    /// The words of the publication that hold the number; may be empty.
    pub quote: String,
    /// What kind of source it is.
    pub evidence: EvidenceKind,
    /// Ids of the claims that it bears on; may be empty.
    pub claims: Vec<String>,
    /// What a comparison with it shows.
    pub role: Role,
    /// Why it has that role.
    pub role_reason: String,
    /// Whether it takes part in the counts.
    pub counts: bool,
    /// Ids of targets that contradict it.
    pub conflicts_with: Vec<String>,
    /// The disagreement, and which row counts; empty without a contradiction.
    pub conflict_note: String,
    /// How a scenario measures it; `None` where none can today.
    pub measurement: Option<Measurement>,
    /// Whether it comes from a folder of the user and not with the program.
    pub is_own: bool,
}

impl Target {
    /// Whether a simulation is judged by it: predicted, invariant or calibrated, and counted.
    pub fn is_judged(&self) -> bool {
        self.counts && self.role.is_judged()
    }

    /// Whether the model could be wrong in it: predicted or invariant, and counted.
    pub fn could_fail(&self) -> bool {
        self.counts && matches!(self.role, Role::Predicted | Role::Invariant)
    }

    /// Whether a value, in `unit`, lies in the accepted band.
    pub fn accepts(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$variant_about:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_about])* $variant),* }

        impl $name {
            pub(super) const WORDS: &'static [&'static str] = &[$($word),*];

            pub(super) fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The word that stands for it in the evidence files.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}
pub(super) use words;

words! {
    /// What a comparison with a target proves.
    Role {
        /// The model could be wrong.
        Predicted = "predicted",
        /// What must be so if a claim holds, without a number from people; the model could be wrong.
        Invariant = "invariant",
        /// A parameter was adjusted to it.
        Calibrated = "calibrated",
        /// The number is an input of the model.
        Input = "input",
        /// A cut-off, a statistic, or a duplicate of other rows.
        Definition = "definition",
        /// The quantity is outside the model's scope.
        OutOfScope = "out_of_scope",
    }
}

impl Role {
    /// Whether rows of the role are judged, if they count.
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Predicted | Self::Invariant | Self::Calibrated)
    }
}

words! {
    /// Where a band comes from.
    BandBasis {
        /// The source's own spread.
        Source = "source",
        /// Set around the source's mean.
        Assumed = "assumed",
        /// Written down before a source was seen.
        Memory = "memory",
        /// It follows from what is claimed.
        Claim = "claim",
    }
}

words! {
    /// What kind of source a target has.
    EvidenceKind {
        /// The study itself.
        Primary = "primary",
        /// A review, textbook, guideline or abstract.
        Secondary = "secondary",
        /// No source was seen; the value is from memory.
        Memory = "memory",
        /// It is no measurement, but follows from what is claimed.
        Claim = "claim",
    }
}

/// How the body did in rows that it was compared with for the first time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FirstSight {
    /// Share that is aimed at, per cent.
    pub goal_pct: f64,
    /// The rows, batch by batch.
    pub batches: Vec<Batch>,
}

impl FirstSight {
    /// Numbers of rows that were measured for the first time, and of those in band in that run.
    pub fn counts(&self) -> (u32, u32) {
        let batches = self.batches.iter();
        batches.fold((0, 0), |(measured, in_band), batch| {
            (measured + batch.measured, in_band + batch.in_band)
        })
    }
}

/// Rows that were measured for the first time together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What they are of.
    pub what: String,
    /// How many were measured.
    pub measured: u32,
    /// How many of them were in band in that run.
    pub in_band: u32,
    /// Where it is recorded.
    pub record: String,
    /// Whether it comes from a folder of the user and not with the program.
    pub is_own: bool,
}

/// Why the simulated body misses a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Id of the target.
    pub id: String,
    /// The reason, one sentence.
    pub why: String,
}
