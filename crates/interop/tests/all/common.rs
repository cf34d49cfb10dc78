//! The cases of svZeroDSolver beside the project, and how results are compared.

use std::path::PathBuf;

use secondheart_interop::svzerod::{self, Model, Options, Solution};

/// Folder with the cases and their results; `None`, with a message, where it is absent.
pub(crate) fn cases() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/svzerodsolver");
    if root.is_dir() {
        Some(root)
    } else {
        println!("SKIPPED: {} is absent", root.display());
        None
    }
}

pub(crate) fn text(root: &std::path::Path, name: &str) -> String {
    let path = root.join(format!("{name}.json"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn model(name: &str, text: &str) -> Model {
    svzerod::read(name, text).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn solve(model: &Model, options: &Options) -> Solution {
    svzerod::solve(model, options, &mut |_, _| true).unwrap_or_else(|error| panic!("{error}"))
}

/// Root of the mean squared difference from row `from` on over the range of the whole reference;
/// over its size where it does not move.
pub(crate) fn apart(ours: &[f64], reference: &[f64], from: usize) -> f64 {
    assert_eq!(ours.len(), reference.len());
    let squares = ours
        .iter()
        .zip(reference)
        .skip(from)
        .map(|(a, b)| (a - b) * (a - b));
    let low = reference.iter().copied().fold(f64::INFINITY, f64::min);
    let high = reference.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let size = low.abs().max(high.abs());
    let range = if high - low > 1e-6 * size {
        high - low
    } else {
        size.max(1e-12)
    };
    (squares.sum::<f64>() / (ours.len() - from) as f64).sqrt() / range
}
