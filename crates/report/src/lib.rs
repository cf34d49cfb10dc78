//! The report of a run: figures, tables of readings and one HTML page.
//!
//! Several runs beside each other are a [`comparison`]; published courses beside the body's are [`courses`].
//!
//! Everything is drawn from an [`Overview`], or from a [`solved::SolvedModel`] of another program;
//! a [`sketch`] gathers the overview while a simulation runs. A page needs no network, no script that runs and
//! no other file. [`figures`] returns the figures as SVG files, [`html`] puts them into the page.
//!
//! # Example
//! ```
//! use secondheart_report::overview::{Overview, PhaseSpan};
//!
//! let overview = Overview {
//!     title: "Supine rest".into(),
//!     phases: vec![PhaseSpan { name: "rest".into(), start_s: 0.0, end_s: 300.0, ..PhaseSpan::default() }],
//!     ..Overview::default()
//! };
//! let page = secondheart_report::html(&overview);
//! assert!(page.contains("Supine rest"));
//! assert!(secondheart_report::figures(&overview).is_empty(), "no channel, no figure");
//! ```

#[cfg(feature = "words")]
pub mod claims;
pub mod comparison;
pub mod courses;
pub mod figure;
pub mod layout;
pub mod outcome;
pub mod overview;
pub mod palette;
pub mod scale;
pub mod sketch;
pub mod solved;
pub mod svg;
pub mod text;

mod data;
mod envelope;
mod loop_field;
mod page;
mod parts;
mod people;
mod readings;
mod run;
mod stack;

use crate::overview::Overview;

use crate::layout::Layout;

pub use run::{PAGE, Reported, run};

/// The line under every page that shows a result.
pub const DISCLAIMER: &str = "For education and research; not a medical device.";

/// The report as one HTML page that opens anywhere, without a network.
pub fn html(overview: &Overview) -> String {
    page::html(overview)
}

/// Every figure that has data: its name and the SVG file, in the order of the report.
pub fn figures(overview: &Overview) -> Vec<(&'static str, String)> {
    let figures = figure::all(overview, &Layout::WIDE).into_iter();
    figures
        .map(|figure| (figure.name, figure.into_file()))
        .collect()
}
