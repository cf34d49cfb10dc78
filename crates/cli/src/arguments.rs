//! The command-line arguments; `arguments/told.rs` has those of claims and courses.

mod told;

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand, ValueEnum};
use secondheart_laboratory::record::Format;
use secondheart_protocol::check::Asked;
use secondheart_protocol::quantity::{self, Dimension};
use secondheart_protocol::scenario::LONGEST_STEP_S;

pub(crate) use told::{CoursesArguments, ExplainArguments};

const EXAMPLES: &str = "\
Examples:
  secondheart scenarios                     what can be run
  secondheart run calf-raises               results go to out/calf-raises
  secondheart run walk --subject reference-woman --format csv
  secondheart run walk --set muscle.pressure_gain=0 --out out/no-pressure
  secondheart run walk --phase walking.speed='5 km/h'
  secondheart run apg --with varicose-veins --with stocking-class-2
  secondheart check my-protocol.toml        is the file right, and what does it say?
  secondheart explain C6                    what a claim says, and what it is worth
  secondheart convert arteries --to svzerod --out arteries.json

For education and research; not a medical device.";

#[cfg(feature = "lab")]
const LAB_EXAMPLES: &str = "\
Examples:
  secondheart lab                           opens the page in the browser
  secondheart lab --export lab.html         one file, to open from a folder or a stick
  secondheart lab --export public/lab       a folder for a web host

The page computes in the browser and asks no other machine for anything.";

/// Simulates the human circulation: heart, vessels, legs, gravity, venous valves, muscle pump.
#[derive(Debug, Parser)]
#[command(name = "secondheart", version, about, after_help = EXAMPLES)]
#[command(arg_required_else_help = true, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario and write beats, waveforms and a summary.
    Run(RunArguments),
    /// Open a page with a simulated body to look at, grab and measure.
    #[cfg(feature = "lab")]
    Lab(LabArguments),
    /// Solve a model of svZeroDSolver and write its table or a report.
    Solve(SolveArguments),
    /// Write a model, or the arteries of the body, in the format of another program.
    Convert(ConvertArguments),
    /// List the scenarios that come with the program.
    Scenarios {
        /// Only those whose name or title has this word.
        word: Option<String>,
    },
    /// List the activities of phases: what they take, their defaults and limits.
    Activities,
    /// List the postures that have a name, with their angles.
    Postures,
    /// List the subjects that come with the program.
    Subjects,
    /// List the conditions and interventions that a scenario can name, or say what one of them sets.
    Conditions {
        /// The condition or intervention to explain.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        name: Option<String>,
    },
    /// List the signals of the body, with their units.
    Signals {
        /// Only names that contain this text; * stands for any text.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        pattern: Option<String>,
    },
    /// List what is measured: names, units, definitions, instruments.
    Readings {
        /// Only names that contain this text; * stands for any text.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        pattern: Option<String>,
    },
    /// List the parameters with their values, limits and sources.
    Parameters {
        /// Only names that contain this text.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        filter: Option<String>,
    },
    /// Check scenario and subject files and say what they mean.
    Check(CheckArguments),
    /// Compare the simulated body with human measurements: what is in band, what is not.
    Validate(ValidateArguments),
    /// Explain a claim about the circulation: what it says, what the run showed, what people showed,
    /// what that is worth. Without a claim, list the claims.
    Explain(ExplainArguments),
    /// Compare scenarios, or a scenario with variants of it.
    Compare(CompareArguments),
    /// Draw published courses in time beside the courses of the simulated body.
    Courses(CoursesArguments),
    /// Share a reading among the mechanisms of the body that bring it about.
    Shares(SharesArguments),
    /// Serve the simulation as tools for an assistant, by the Model Context Protocol on standard input and
    /// output.
    Mcp,
    /// Say what to cite for a scenario.
    Cite {
        /// Path of a scenario file, or the name of a shipped one.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        scenario: String,
        /// Write BibTeX entries.
        #[arg(long)]
        bibtex: bool,
        /// List the source of every value as it is written.
        #[arg(long, conflicts_with = "bibtex")]
        all: bool,
    },
    /// Write a completion script for a shell to the standard output.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Who is simulated and what differs from the scenario.
#[derive(Debug, clap::Args)]
pub(crate) struct VariantArguments {
    /// Path of a subject file, or the name of a shipped one [default: the scenario's own, or
    /// reference-man].
    #[arg(long, value_name = "F", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) subject: Option<String>,
    /// Add a condition or an intervention by its name; can be given several times.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) with: Vec<String>,
    /// Switch off a mechanism of the body, such as valves; can be given several times.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) without: Vec<String>,
    /// Set a parameter by its dotted name; can be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Set a value of a phase, such as walking.speed="5 km/h"; can be given several times.
    #[arg(long, value_name = "PHASE.KEY=VALUE")]
    pub(crate) phase: Vec<String>,
}

impl VariantArguments {
    /// The first option that is given, for a file that can use none.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--subject", self.subject.is_some()),
            ("--with", !self.with.is_empty()),
            ("--without", !self.without.is_empty()),
            ("--set", !self.set.is_empty()),
            ("--phase", !self.phase.is_empty()),
        ];
        given
            .into_iter()
            .find(|(_, is)| *is)
            .map(|(option, _)| option)
    }

    /// The changes of the scenario.
    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked {
            of_phases: &self.phase,
            with: &self.with,
            without: &self.without,
            set: &self.set,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArguments {
    /// Paths of files, or names of shipped scenarios and subjects.
    #[arg(required = true, value_name = "FILE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) variant: VariantArguments,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RunArguments {
    /// Path of a scenario file, or the name of a shipped one.
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) scenario: String,
    #[command(flatten)]
    pub(crate) variant: VariantArguments,
    /// Record signals by name or by pattern with *, besides the usual columns of waveforms; can be given
    /// several times.
    #[arg(long, value_name = "PATTERN", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) record: Vec<String>,
    /// Rows a second of the table of waveforms, such as 100 or "100 Hz" [default: 50].
    #[arg(long, value_name = "HZ", value_parser = rows_per_second, allow_hyphen_values = true)]
    pub(crate) rate: Option<f64>,
    /// Folder for the results [default: out/ and the name of the scenario, with the variants asked for;
    /// if another run is there, a numbered folder beside it].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Time step, in seconds or with a unit ("2 ms") [default: the body's own].
    #[arg(long, value_name = "S", value_parser = step, allow_hyphen_values = true)]
    pub(crate) step: Option<f64>,
    /// File format of the tables.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: FormatArgument,
    /// Show neither progress nor results, only warnings and errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Where the page is served, or written.
#[cfg(feature = "lab")]
#[derive(Debug, clap::Args)]
#[command(after_help = LAB_EXAMPLES)]
pub(crate) struct LabArguments {
    /// Port on this machine; 0 takes any free one [default: 7272, or the next free one].
    #[arg(long, value_name = "P")]
    pub(crate) port: Option<u16>,
    /// Print the address and open no browser.
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Write the page instead: a folder for any web host, or one file to open, if the name ends in
    /// .html.
    #[arg(long, value_name = "DIR or FILE.html", conflicts_with_all = ["port", "no_open"])]
    pub(crate) export: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SolveArguments {
    /// The model: a JSON file of svZeroDSolver.
    #[arg(value_name = "MODEL.json")]
    pub(crate) model: PathBuf,
    /// File for the table [default: the standard output, or no table where a report is written].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write an HTML page with figures of the last cycle and a table of means and extremes.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
    /// Time step, in seconds or with a unit ("2 ms") [default: from the file].
    #[arg(long, value_name = "S", value_parser = model_step, allow_hyphen_values = true)]
    pub(crate) step: Option<f64>,
    /// Number of cardiac cycles [default: from the file].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) cycles: Option<u32>,
    /// Go on until no pressure and no flow changes from cycle to cycle by more than this share of
    /// its range, and say how many cycles that took.
    #[arg(long, value_name = "TOL", value_parser = share, conflicts_with = "cycles")]
    #[arg(allow_hyphen_values = true)]
    pub(crate) until_periodic: Option<f64>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConvertArguments {
    /// The model: a JSON file of svZeroDSolver, or `arteries` for the arteries of the lying body,
    /// from the aortic valve to the arterioles.
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) model: String,
    /// Format to write: `svzerod`.
    #[arg(long, value_name = "FORMAT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) to: String,
    /// Whose arteries: path of a subject file, or the name of a shipped one [default:
    /// reference-man].
    #[arg(long, value_name = "F", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) subject: Option<String>,
    /// File to write [default: the standard output].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ValidateArguments {
    /// Folder with measurements of your own, added to the shipped measurements.
    #[arg(long, value_name = "DIR")]
    pub(crate) evidence: Option<PathBuf>,
    /// Only your own measurements, from the folder of --evidence.
    #[arg(long, requires = "evidence")]
    pub(crate) own: bool,
    /// Folder to write VALIDATION.md and validation.json to.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// File to write the comparison to, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Only the measurement of this id; can be given several times.
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) only: Vec<String>,
    /// Only the measurements that bear on this claim, such as C6; can be given several times.
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) claim: Vec<String>,
    /// Scenarios that run at the same time [default: one for each core].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZero<usize>>,
    /// Set a parameter by its dotted name, in all scenarios; can be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompareArguments {
    /// Paths of scenario files, or names of shipped ones. Of one scenario each option that follows
    /// is one more run, which differs in this alone.
    #[arg(required = true, value_name = "SCENARIO", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) scenarios: Vec<String>,
    /// A run of another person: path of a subject file, or the name of a shipped one; can be given
    /// several times.
    #[arg(long, value_name = "F", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) subject: Vec<String>,
    /// A run with a condition or an intervention; can be given several times.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) with: Vec<String>,
    /// A run without a mechanism of the body, such as valves; can be given several times.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) without: Vec<String>,
    /// A run with another value of a parameter; can be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// The only phase or window to compare [default: all that the runs have in common].
    #[arg(long, value_name = "PHASE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) phase: Option<String>,
    /// A reading to compare; can be given several times [default: those that `run` tells].
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) reading: Vec<String>,
    /// Write an HTML page with the courses of all runs and the tables of differences.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) out: Option<PathBuf>,
    /// File to write the values and differences to, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Runs at the same time [default: one for each core].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZero<usize>>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SharesArguments {
    /// Path of a scenario file, or the name of a shipped one.
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) scenario: String,
    /// The reading that is shared, such as cardiac_output_l_per_min.
    #[arg(long, value_name = "READING", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) of: String,
    /// The phase or window in which it is read [default: the last phase that has it].
    #[arg(long, value_name = "PHASE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) phase: Option<String>,
    /// A mechanism to examine; can be given up to eight times [default: pump, valves, venous-tone,
    /// local-dilation, reflexes, filtration].
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) mechanism: Vec<String>,
    /// Path of a subject file, or the name of a shipped one [default: the scenario's own, or
    /// reference-man].
    #[arg(long, value_name = "F", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) subject: Option<String>,
    /// Add a condition or an intervention by its name, in all runs; can be given several times.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) with: Vec<String>,
    /// Set a parameter by its dotted name, in all runs; can be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Runs at the same time [default: one for each core].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZero<usize>>,
    /// File to write the shares and the reading of every run to, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum FormatArgument {
    /// Columns in binary, with units and descriptions.
    #[cfg(feature = "parquet")]
    #[default]
    Parquet,
    /// Text, units in the header.
    #[cfg_attr(not(feature = "parquet"), default)]
    Csv,
}

impl From<FormatArgument> for Format {
    fn from(format: FormatArgument) -> Self {
        match format {
            #[cfg(feature = "parquet")]
            FormatArgument::Parquet => Self::Parquet,
            FormatArgument::Csv => Self::Csv,
        }
    }
}

/// Rows a second, with or without the unit.
fn rows_per_second(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches("Hz").trim_end();
    let rate_hz: f64 = number
        .parse()
        .map_err(|_| format!("\"{text}\" is not a rate; write it as in \"100 Hz\""))?;
    if (0.1..=1000.0).contains(&rate_hz) {
        Ok(rate_hz)
    } else {
        Err("the rate must be from 0.1 to 1000 Hz".to_owned())
    }
}

/// A step for a model, whose cycle may have any length.
fn model_step(text: &str) -> Result<f64, String> {
    let step_s = seconds(text)?;
    if step_s > 0.0 {
        Ok(step_s)
    } else {
        Err("the step must be more than 0 s; write it as in \"2 ms\"".to_owned())
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        Ok(_) => Err("the tolerance must be more than 0 and less than 1, such as 1e-4".to_owned()),
        Err(_) => Err("a number is needed, such as 1e-4".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let with_unit = if text.trim().parse::<f64>().is_ok() {
        format!("{text} s")
    } else {
        text.into()
    };
    quantity::parse(&with_unit, Dimension::Time).map_err(|error| error.to_string())
}

fn step(text: &str) -> Result<f64, String> {
    let step_s = seconds(text)?;
    if step_s > 0.0 && step_s <= LONGEST_STEP_S {
        Ok(step_s)
    } else {
        Err(format!(
            "the step must be more than 0 s and at most {LONGEST_STEP_S} s; write it as in \"2 ms\""
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_step_is_read_with_and_without_its_unit() {
        assert_eq!(step("0.002"), Ok(0.002));
        assert_eq!(step("2 ms"), Ok(0.002));
        assert_eq!(
            step("1"),
            Err(
                "the step must be more than 0 s and at most 0.0125 s; write it as in \"2 ms\""
                    .to_owned()
            )
        );
        assert_eq!(
            step("2 kg"),
            Err("\"kg\" is the unit of a mass, not of a time".to_owned())
        );
        assert!(step("nan").is_err() && step("-0.001").is_err());
    }
}
