//! Flow through every connection as a sum of flows known to the engine.
//!
//! Connections of equal pressure are one node of the engine, so that the engine has no flow between
//! them. It follows from the balance of every block: inflow - outflow = rate of storage.

use super::model::Model;

/// A flow that the engine knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    /// An edge of the engine, by number.
    Edge(usize),
    /// The rate of filling of a storage, by number.
    Storage(usize),
    /// A prescribed flow, by number.
    Source(usize),
}

/// A sum of terms with their factors.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sum(pub(crate) Vec<(Term, f64)>);

impl From<Term> for Sum {
    fn from(term: Term) -> Self {
        Self(vec![(term, 1.0)])
    }
}

impl Sum {
    pub(crate) fn add(&mut self, other: &Self, factor: f64) {
        for &(term, f) in &other.0 {
            match self.0.iter_mut().find(|(t, _)| *t == term) {
                Some((_, sum)) => *sum += factor * f,
                None => self.0.push((term, factor * f)),
            }
        }
        self.0.retain(|(_, f)| *f != 0.0);
    }
}

/// Balance of a block: `Σ in - Σ out = held`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Balance {
    pub(crate) inlets: Vec<usize>,
    pub(crate) outlets: Vec<usize>,
    pub(crate) held: Sum,
}

/// The flow of every connection; the `balances` determine flows that are not `known`.
///
/// # Errors
/// The name of a connection whose flow is undetermined.
pub(crate) fn resolve(
    model: &Model,
    mut known: Vec<Option<Sum>>,
    balances: &[Balance],
) -> Result<Vec<Sum>, String> {
    let mut open: Vec<&Balance> = balances.iter().collect();
    loop {
        let before = open.len();
        open.retain(|balance| {
            let all = || balance.inlets.iter().chain(&balance.outlets);
            let mut unknown = all().filter(|c| known[**c].is_none());
            let (Some(&wanted), None) = (unknown.next(), unknown.next()) else {
                return all().any(|c| known[*c].is_none());
            };
            // Σ in - Σ out - held = 0, solved for the unknown flow.
            let mut rest = Sum::default();
            rest.add(&balance.held, -1.0);
            for (list, sign) in [(&balance.inlets, 1.0), (&balance.outlets, -1.0)] {
                for flow in list.iter().filter_map(|c| known[*c].as_ref()) {
                    rest.add(flow, sign);
                }
            }
            let sign = if balance.inlets.contains(&wanted) {
                -1.0
            } else {
                1.0
            };
            let mut flow = Sum::default();
            flow.add(&rest, sign);
            known[wanted] = Some(flow);
            false
        });
        if open.len() == before {
            break;
        }
    }
    let name = |c: usize| model.connection_name(&model.connections[c]);
    known
        .into_iter()
        .enumerate()
        .map(|(c, flow)| flow.ok_or_else(|| name(c)))
        .collect()
}
