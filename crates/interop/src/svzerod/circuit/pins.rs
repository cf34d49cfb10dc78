//! Pins: the ends of blocks, which connections join.

/// Pins, and which of them are joined.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pins {
    parent: Vec<usize>,
    names: Vec<String>,
}

impl Pins {
    pub(super) fn add(&mut self, name: String) -> usize {
        self.parent.push(self.parent.len());
        self.names.push(name);
        self.parent.len() - 1
    }

    pub(super) fn count(&self) -> usize {
        self.parent.len()
    }

    pub(super) fn name(&self, pin: usize) -> &str {
        &self.names[pin]
    }

    pub(super) fn root(&mut self, pin: usize) -> usize {
        let root = self.root_of(pin);
        self.parent[pin] = root;
        root
    }

    pub(super) fn root_of(&self, mut pin: usize) -> usize {
        while self.parent[pin] != pin {
            pin = self.parent[pin];
        }
        pin
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}
