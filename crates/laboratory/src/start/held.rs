//! Steady starts that come with a program, such as a page that cannot wait for a search.
//!
//! A start is known by a hash of parameters, subject and posture. The build is not in the hash:
//! starts are shipped with the program that found them.

use std::collections::BTreeMap;
use std::sync::Arc;

use secondheart_body::{Body, BodyError, Parameters, Posture, Snapshot, Subject};

use super::cache::key;

/// Steady starts, each by the hash of what it depends on; cheap to clone.
///
/// As bytes: for each start its hash (16 bytes), the length of its snapshot (8 bytes), and the
/// snapshot, all little-endian.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldStarts(Arc<BTreeMap<u128, Vec<u8>>>);

impl HeldStarts {
    /// Finds the steady start of a body and adds it.
    ///
    /// # Errors
    /// There is no steady start.
    pub fn find(
        &mut self,
        parameters: &Parameters,
        subject: &Subject,
        posture: Posture,
    ) -> Result<(), BodyError> {
        let body = Body::with(parameters, subject, posture)?;
        let bytes = body.snapshot().to_bytes();
        Arc::make_mut(&mut self.0).insert(key("", parameters, subject, posture), bytes);
        Ok(())
    }

    /// The body at a held start; `None` if it is not held or belongs to another program.
    pub(super) fn body(
        &self,
        parameters: &Parameters,
        subject: &Subject,
        posture: Posture,
    ) -> Option<Body> {
        if self.0.is_empty() {
            return None;
        }
        let bytes = self.0.get(&key("", parameters, subject, posture))?;
        let snapshot = Snapshot::from_bytes(bytes).ok()?;
        let mut body = Body::unsettled(parameters, subject, posture).ok()?;
        body.restore(&snapshot).ok()?;
        Some(body)
    }

    /// All starts as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (key, snapshot) in self.0.iter() {
            bytes.extend(key.to_le_bytes());
            bytes.extend((snapshot.len() as u64).to_le_bytes());
            bytes.extend(snapshot);
        }
        bytes
    }

    /// Starts from bytes; `None` if the bytes end within a start.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut starts = BTreeMap::new();
        while !bytes.is_empty() {
            let (key, rest) = bytes.split_first_chunk::<16>()?;
            let (length, rest) = rest.split_first_chunk::<8>()?;
            let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
            let (snapshot, rest) = rest.split_at_checked(length)?;
            starts.insert(u128::from_le_bytes(*key), snapshot.to_vec());
            bytes = rest;
        }
        Some(Self(Arc::new(starts)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Cache;
    use super::*;

    #[test]
    fn a_held_start_is_the_start_and_only_of_its_own_body() {
        let parameters = Parameters::shipped().unwrap();
        let subject = Subject::default();
        let mut starts = HeldStarts::default();
        starts.find(&parameters, &subject, Posture::SUPINE).unwrap();
        let bytes = starts.to_bytes();
        let held = HeldStarts::from_bytes(&bytes).unwrap();
        assert_eq!(held, starts);
        assert!(HeldStarts::from_bytes(&bytes[..bytes.len() - 1]).is_none());

        let own = held.body(&parameters, &subject, Posture::SUPINE).unwrap();
        let found = Body::with(&parameters, &subject, Posture::SUPINE).unwrap();
        assert_eq!(own.snapshot(), found.snapshot());
        assert!(held.body(&parameters, &subject, Posture::SITTING).is_none());
        let taller = Subject {
            stature_cm: 190.0,
            ..subject.clone()
        };
        assert!(held.body(&parameters, &taller, Posture::SUPINE).is_none());

        let cache = Cache::holding(held);
        let cached = cache.body(&parameters, &subject, Posture::SUPINE).unwrap();
        assert_eq!(cached.snapshot(), found.snapshot());
        let other = cache.body(&parameters, &taller, Posture::SUPINE).unwrap();
        assert_eq!(other.subject(), &taller);
    }
}
