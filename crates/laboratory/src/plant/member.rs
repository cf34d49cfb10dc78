//! One body of several that are stepped together, as a plant.

use super::{Members, Place, Plant, UnknownName, ValveSite};

/// A view of one member. Instruments and recorders read it as they read a single body.
#[derive(Debug)]
pub struct Member<'a, M> {
    all: &'a M,
    index: usize,
}

impl<'a, M: Members> Member<'a, M> {
    /// The member of that index, if there is one.
    pub fn new(all: &'a M, index: usize) -> Option<Self> {
        (index < all.count()).then_some(Self { all, index })
    }
}

impl<M: Members> Plant for Member<'_, M> {
    type Signal = M::Signal;

    fn signal(&self, name: &str) -> Result<Self::Signal, UnknownName> {
        self.all.signal(name)
    }

    fn value(&self, signal: Self::Signal) -> f64 {
        self.all.value(self.index, signal)
    }

    fn time_s(&self) -> f64 {
        self.all.time_s(self.index)
    }

    fn places(&self) -> Vec<Place> {
        self.all.places()
    }

    fn valve_sites(&self) -> Vec<ValveSite> {
        self.all.valve_sites()
    }

    fn beats(&self) -> u64 {
        self.all.beats(self.index)
    }

    fn last_beat_s(&self) -> f64 {
        self.all.last_beat_s(self.index)
    }
}
