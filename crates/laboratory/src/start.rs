//! The steady start of a body, remembered between runs.
//!
//! Finding it takes longer than many a protocol. It depends on parameters, subject, posture,
//! program and processor; under a hash of these it is kept in the user's cache folder
//! (`XDG_CACHE_HOME` or `~/.cache`, then `secondheart`). A cache that is missing, unreadable or
//! foreign changes nothing: the start is found again, with the same bits.
//! `SECONDHEART_CACHE=off` turns it off.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use secondheart_body::{BodyError, Change, Parameters, Posture, Session, Snapshot, Subject};

use secondheart_protocol::error::{InputError, Mistake, Place, shown};
use secondheart_protocol::quantity::Dimension;
use secondheart_protocol::scenario::Timeline;

/// A body at the steady start of a timeline, with the parameters that the timeline gives.
pub fn steady(
    parameters: &Parameters,
    subject: &Subject,
    timeline: &Timeline,
    cache: &Cache,
) -> Result<Session, BodyError> {
    let mut own = parameters.clone();
    for (change, _) in &timeline.given {
        // What is given as it is anyhow keeps its source.
        if let Change::Parameter { path, value } = change
            && own.value(path).ok() != Some(*value)
        {
            own.set(path, *value)?;
        }
    }
    cache.session(&own, subject, timeline.start)
}

/// Checks that a body can be built with what a timeline sets, at the start and later: a density of
/// zero or a negative resistance is found out before anything is run, with its place.
///
/// # Errors
/// The setting with which no body can be built.
pub fn check(
    parameters: &Parameters,
    subject: &Subject,
    timeline: &Timeline,
) -> Result<(), InputError> {
    let given = timeline
        .given
        .iter()
        .map(|(change, place)| (0.0, change, place));
    let later = timeline
        .changes
        .iter()
        .map(|c| (c.at_s, &c.change, &c.place));
    let settings = given
        .chain(later)
        .filter_map(|(at_s, change, place)| match change {
            Change::Parameter { path, value } => Some((at_s, path, *value, place)),
            _ => None,
        });
    let mut own = parameters.clone();
    // The record of a run gives every parameter; most as they are anyhow.
    let settings: Vec<_> = settings
        .filter(|(at_s, path, value, _)| *at_s > 0.0 || own.value(path).ok() != Some(*value))
        .collect();
    // What is set at one time holds together.
    for group in settings.chunk_by(|a, b| a.0 == b.0) {
        let before = own.clone();
        let build = |own: &Parameters| {
            let person = [(own.clone(), subject.clone())];
            Session::<f64>::unsettled(&person, timeline.start).map(|_| ())
        };
        let together = group
            .iter()
            .try_for_each(|(_, path, value, _)| own.set(path, *value))
            .and_then(|()| build(&own));
        let Err(error) = together else { continue };
        let alone = group.iter().find_map(|(_, path, value, place)| {
            let mut one = before.clone();
            let outcome = one.set(path, *value).and_then(|()| build(&one));
            outcome.err().map(|error| (error, *place))
        });
        let (error, place) = match (alone, group.last()) {
            (Some(found), _) => found,
            (None, Some((_, _, _, place))) => (error, *place),
            (None, None) => continue,
        };
        let reason = error.to_string();
        return Err(InputError::new(place.clone(), Mistake::NoBody { reason }));
    }
    check_counts(parameters, timeline)
}

/// Checks that counted activities end within their phases, at their own rate or at that of their
/// pattern as it is then.
fn check_counts(parameters: &Parameters, timeline: &Timeline) -> Result<(), InputError> {
    let mut own = parameters.clone();
    // What cannot be set has been told.
    let set = |own: &mut Parameters, change: &Change| {
        if let Change::Parameter { path, value } = change {
            let _ = own.set(path, *value);
        }
    };
    for (change, _) in &timeline.given {
        set(&mut own, change);
    }
    for timed in &timeline.changes {
        let Change::Activity(activity) = &timed.change else {
            set(&mut own, &timed.change);
            continue;
        };
        let pattern_rate = format!("activity.{}.rate_per_min", activity.pattern);
        let rate = activity.rate_per_min.or(own.value(&pattern_rate).ok());
        let phase = timeline.phases.iter().find(|p| p.start_s == timed.at_s);
        let (Some(count), Some(rate), Some(phase)) = (activity.count, rate, phase) else {
            continue;
        };
        let takes_s = f64::from(count) * 60.0 / rate;
        let lasts_s = phase.end_s - phase.start_s;
        if takes_s > lasts_s * (1.0 + ROUNDING) {
            let mut place = timed.place.clone();
            place.key.push_str(".count");
            let mistake = Mistake::CountTooLong {
                count,
                rate: shown(rate, Dimension::Rate),
                takes: shown(takes_s, Dimension::Time),
                lasts: shown(lasts_s, Dimension::Time),
            };
            return Err(InputError::new(place, mistake));
        }
    }
    Ok(())
}

/// Relative rounding of a duration that is the difference of two sums.
const ROUNDING: f64 = 1e-9;

/// The mistake in what was asked for, where a body of that kind has no steady start: the parameters
/// of the timeline, or the subject, which messages call `reference`.
///
/// # Errors
/// The body's own error: it is another one, or it is the shipped body that fails.
pub fn blame(
    error: BodyError,
    parameters: &Parameters,
    (subject, reference): (&Subject, &str),
    timeline: &Timeline,
) -> Result<InputError, BodyError> {
    if !matches!(error, BodyError::NotSteady { .. }) {
        return Err(error);
    }
    let given = timeline.given.iter().filter_map(|(change, place)| {
        let Change::Parameter { path, value } = change else {
            return None;
        };
        (parameters.value(path).ok() != Some(*value)).then_some((path, place))
    });
    let given: Vec<_> = given.collect();
    let usual = Subject::default();
    let mut change: Vec<String> = given.iter().map(|(path, _)| (*path).clone()).collect();
    if change.len() > MOST_NAMED {
        let left = change.split_off(MOST_NAMED).len();
        change.push(format!("{left} more that are set"));
    }
    let place = match given.first() {
        Some((_, place)) => (*place).clone(),
        None => Place::whole(reference),
    };
    let far = far_from(&usual, subject);
    if change.is_empty() {
        change = far;
    } else if !far.is_empty() {
        change.push(format!("the subject ({reference})"));
    }
    if change.is_empty() {
        return Err(error);
    }
    let reason = error.to_string();
    Ok(InputError::new(place, Mistake::NoStart { reason, change }))
}

/// Parameters that a message names one by one.
const MOST_NAMED: usize = 6;

/// The keys of a subject whose values are more than half way from the usual to a limit, or the one
/// that is furthest; none for the usual subject.
fn far_from(usual: &Subject, subject: &Subject) -> Vec<String> {
    let keys = [
        (
            "age",
            "y",
            Subject::AGE_YEARS,
            usual.age_years,
            subject.age_years,
        ),
        (
            "stature",
            "cm",
            Subject::STATURE_CM,
            usual.stature_cm,
            subject.stature_cm,
        ),
        (
            "mass",
            "kg",
            Subject::MASS_KG,
            usual.mass_kg,
            subject.mass_kg,
        ),
        (
            "resting_heart_rate",
            "/min",
            Subject::RESTING_HEART_RATE_PER_MIN,
            usual.resting_heart_rate_per_min,
            subject.resting_heart_rate_per_min,
        ),
    ];
    let mut far: Vec<(f64, String)> = Vec::new();
    for (key, unit, (low, high), usual, value) in keys {
        let limit = if value < usual { low } else { high };
        let share = (value - usual) / (limit - usual);
        if share > 0.0 {
            let text = format!("{key} ({value} {unit}; the usual is {usual} {unit})");
            far.push((share, text));
        }
    }
    far.sort_by(|a, b| b.0.total_cmp(&a.0));
    let count = far.iter().filter(|(share, _)| *share > 0.5).count().max(1);
    far.into_iter().take(count).map(|(_, text)| text).collect()
}

/// Where steady starts are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// The user's cache folder, unless the environment turns it off or names none.
    pub fn of_user() -> Self {
        if std::env::var_os("SECONDHEART_CACHE").is_some_and(|value| value == "off") {
            return Self::off();
        }
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let base = named("XDG_CACHE_HOME").map(PathBuf::from);
        let base = base.or_else(|| named("HOME").map(|home| Path::new(&home).join(".cache")));
        Self {
            folder: base
                .filter(|base| base.is_absolute())
                .map(|base| base.join("secondheart")),
        }
    }

    /// A folder.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: Some(folder.to_path_buf()),
        }
    }

    /// None.
    pub fn off() -> Self {
        Self { folder: None }
    }

    /// A body at its steady start in a posture.
    pub fn session(
        &self,
        parameters: &Parameters,
        subject: &Subject,
        posture: Posture,
    ) -> Result<Session, BodyError> {
        let key = self
            .folder
            .as_ref()
            .and_then(|_| key(parameters, subject, posture));
        let (Some(folder), Some(key)) = (&self.folder, key) else {
            return Session::with(parameters, subject, posture);
        };
        let file = folder.join(format!("{key:032x}.steady"));
        if let Some(snapshot) = read(&file, key) {
            let mut session =
                Session::unsettled(&[(parameters.clone(), subject.clone())], posture)?;
            if session.restore(&snapshot).is_ok() {
                return Ok(session);
            }
        }
        let session = Session::with(parameters, subject, posture)?;
        // A cache that cannot be written is none.
        let _ = write(folder, &file, key, &session.snapshot());
        Ok(session)
    }
}

/// The hash of everything that the start depends on; `None` if the program cannot be told apart
/// from others.
fn key(parameters: &Parameters, subject: &Subject, posture: Posture) -> Option<u128> {
    let mut text = program()?;
    let _ = write!(text, "{subject:?} {posture:?}");
    let mut hash = hash(SEED, text.as_bytes());
    for (path, parameter) in parameters.iter() {
        hash = self::hash(hash, path.as_bytes());
        hash = self::hash(hash, &parameter.value.to_bits().to_le_bytes());
    }
    Some(hash)
}

/// Version, build and processor: another build or other vector instructions may round otherwise.
fn program() -> Option<String> {
    let file = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    let built = file
        .modified()
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    let (version, size) = (env!("CARGO_PKG_VERSION"), file.len());
    #[cfg(target_arch = "x86_64")]
    let vectors = (
        std::arch::is_x86_feature_detected!("avx2"),
        std::arch::is_x86_feature_detected!("fma"),
        std::arch::is_x86_feature_detected!("avx512f"),
    );
    #[cfg(not(target_arch = "x86_64"))]
    let vectors = ();
    Some(format!(
        "{version} {size} {} {vectors:?} ",
        built.as_nanos()
    ))
}

/// FNV-1a of 128 bits: offset basis and prime (Fowler, Noll & Vo).
const SEED: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

fn hash(seed: u128, bytes: &[u8]) -> u128 {
    // The length keeps neighbours apart: "ab" "c" and "a" "bc".
    let length = bytes.len().to_le_bytes();
    let all = length.iter().chain(bytes);
    all.fold(seed, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(PRIME)
    })
}

/// The file holds the key, the snapshot, and the hash of the snapshot.
fn read(file: &Path, key: u128) -> Option<Snapshot> {
    let bytes = std::fs::read(file).ok()?;
    let (head, rest) = bytes.split_at_checked(16)?;
    let (body, tail) = rest.split_at_checked(rest.len().checked_sub(16)?)?;
    if head != key.to_le_bytes() || tail != hash(SEED, body).to_le_bytes() {
        return None;
    }
    Snapshot::from_bytes(body).ok()
}

fn write(folder: &Path, file: &Path, key: u128, snapshot: &Snapshot) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let body = snapshot.to_bytes();
    let mut bytes = key.to_le_bytes().to_vec();
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&hash(SEED, &body).to_le_bytes());
    let temporary = file.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&temporary, bytes)?;
    std::fs::rename(&temporary, file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
