//! Snapshots: the state of one body, bit for bit.

use crate::change::Change;
use crate::error::BodyError;
use crate::session::Session;
use secondheart_engine::Scalar;

/// First word of every snapshot.
const MAGIC: u64 = 0x7365_636f_6e64_6865;
/// Format number; it rises whenever the meaning of the words changes.
const FORMAT: u64 = 18;

/// The state of a body, bit for bit.
///
/// It holds volumes, flows, valve openings, creep, the organs' state, the contents of the delays
/// and the changes to come, so that a run continued from it is the same bit for bit. It does not
/// hold the parameters: it belongs to a body with the same parameters and subject.
///
/// ```
/// use secondheart_body::{Body, Subject};
///
/// let mut body = Body::new(&Subject::default())?;
/// let start = body.snapshot();
/// body.advance_to(1.0)?;
/// let first = body.read("heart.left_ventricle.volume_ml")?;
/// body.restore(&start)?;
/// body.advance_to(1.0)?;
/// assert_eq!(body.read("heart.left_ventricle.volume_ml")?, first);
/// # Ok::<(), secondheart_body::BodyError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    words: Vec<u64>,
    pending: Vec<(u64, Change)>,
}

impl Snapshot {
    /// The words of the snapshot as bytes, little-endian, without the changes to come.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.words.iter().flat_map(|w| w.to_le_bytes()).collect()
    }

    /// A snapshot from bytes.
    ///
    /// # Errors
    /// The bytes are not a whole number of words.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BodyError> {
        let chunks = bytes.chunks_exact(8);
        if !chunks.remainder().is_empty() {
            return Err(fail("its length is not a multiple of 8 bytes"));
        }
        let word = |c: &[u8]| c.iter().rev().fold(0, |w, &b| (w << 8) | u64::from(b));
        Ok(Self {
            words: chunks.map(word).collect(),
            pending: Vec::new(),
        })
    }

    fn header<S: Scalar>(session: &Session<S>) -> [u64; 3] {
        let volumes = session.circulation.sim.topology().volume_count();
        [MAGIC, FORMAT, volumes as u64]
    }

    /// The state of one lane.
    pub(crate) fn of<S: Scalar>(session: &Session<S>, lane: usize) -> Self {
        let mut words = Self::header(session).to_vec();
        session.circulation.write(lane, &mut words);
        let pending = session.pending.iter();
        Self {
            words,
            pending: pending.map(|(t, c)| (t.to_bits(), c.clone())).collect(),
        }
    }

    /// Restores one lane. After an error the session may be partly restored.
    pub(crate) fn put_into<S: Scalar>(
        &self,
        session: &mut Session<S>,
        lane: usize,
    ) -> Result<(), BodyError> {
        let header = Self::header(session);
        let Some(words) = self.words.strip_prefix(&header[..]) else {
            return Err(fail(
                "it was written by another program or version, or for another body",
            ));
        };
        let mut words = words.iter();
        session
            .circulation
            .read(lane, &mut words)
            .ok_or_else(|| fail("it is truncated or was written for another body"))?;
        if words.next().is_some() {
            return Err(fail("it is longer than the state of this body"));
        }
        let pending = self.pending.iter();
        session.pending = pending
            .map(|(t, c)| (f64::from_bits(*t), c.clone()))
            .collect();
        Ok(())
    }
}

fn fail(reason: &str) -> BodyError {
    BodyError::Snapshot {
        reason: reason.to_owned(),
    }
}
