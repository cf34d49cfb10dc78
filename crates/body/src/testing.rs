//! A circulation before the search for its steady start, for the unit tests of the organs.

use crate::change::Posture;
use crate::circuit::Circuit;
use crate::circulation::Circulation;
use crate::parameter::Parameters;
use crate::subject::Subject;
use std::sync::OnceLock;

/// A person with the circuit and the circulation that are built from the data.
#[derive(Clone)]
pub(crate) struct Man {
    pub(crate) parameters: Parameters,
    pub(crate) circuit: Circuit,
    pub(crate) circulation: Circulation<f64>,
}

/// A step so long that every lag reaches its input.
pub(crate) const LONG_S: f64 = 1e9;

/// The reference man, lying.
pub(crate) fn man() -> Man {
    static MAN: OnceLock<Man> = OnceLock::new();
    MAN.get_or_init(|| man_with(&[])).clone()
}

/// The reference man with other parameters, lying.
pub(crate) fn man_with(changes: &[(&str, f64)]) -> Man {
    person(&Subject::default(), changes)
}

/// A person with other parameters, lying.
pub(crate) fn person(subject: &Subject, changes: &[(&str, f64)]) -> Man {
    let mut parameters = Parameters::shipped().unwrap();
    for (path, value) in changes {
        parameters.set(path, *value).unwrap();
    }
    let people = [(parameters.clone(), subject.clone())];
    Man {
        circuit: Circuit::build(&parameters, subject).unwrap(),
        circulation: Circulation::at_rest(&people, Posture::SUPINE).unwrap().0,
        parameters,
    }
}

impl Man {
    pub(crate) fn value(&self, path: &str) -> f64 {
        self.parameters.value(path).unwrap()
    }

    /// Place of a vessel in the engine's arrays.
    pub(crate) fn place(&self, vessel: &str) -> usize {
        let node = self.circuit.vessel(vessel).unwrap().node;
        self.circulation.sim.topology().place(node)
    }

    /// Index of a prescribed enclosure in the engine's arrays.
    pub(crate) fn enclosure(&self, name: &str) -> usize {
        let id = self.circuit.enclosure(name).unwrap();
        self.circulation.sim.topology().enclosure_index(id).unwrap()
    }
}

/// Fails unless two numbers agree to a part in a thousand million.
#[track_caller]
pub(crate) fn assert_close(found: f64, expected: f64) {
    let apart = (found - expected).abs();
    assert!(
        apart <= 1e-9 * (1.0 + expected.abs()),
        "{found}, expected {expected}"
    );
}
