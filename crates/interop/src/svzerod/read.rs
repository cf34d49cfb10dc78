//! The JSON of svZeroDSolver, read and checked.

mod blocks;
mod joints;
mod settings;

use std::collections::BTreeMap;

use secondheart_words::nearest;

use super::format::List;
use super::model::{Block, Connection, Law, Model};
use crate::document::{At, Object, Source, Spot};
use crate::error::{Problem, ReadError};

const KEYS: [&str; 11] = [
    "simulation_parameters",
    "boundary_conditions",
    "vessels",
    "junctions",
    "closed_loop_blocks",
    "valves",
    "chambers",
    "external_solver_coupling_blocks",
    "initial_condition",
    "initial_condition_d",
    "description",
];

/// Warnings about times that do not begin at zero, and about times that end too early.
const OFFSET: &str = "does not begin at zero: the table repeats with its period all the same \
                      (svZeroDSolver extrapolates before its first time)";
const HELD: &str = "does not span the run: before its first and after its last time the table keeps \
                    the value it has there";

/// Reads a model. Errors call the file `name`.
///
/// # Errors
/// [`ReadError`]: file, line, place and kind of the first error.
///
/// # Example
/// ```
/// use secondheart_interop::svzerod;
///
/// let text = r#"{ "simulation_parameters": { "number_of_cardiac_cycles": 0 },
///                 "boundary_conditions": [] }"#;
/// let error = svzerod::read("model.json", text).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "model.json:1: simulation_parameters.number_of_cardiac_cycles: \
///      0 must be a whole number of at least 1"
/// );
/// ```
pub fn read(name: &str, text: &str) -> Result<Model, ReadError> {
    let source = Source { name, text };
    let value = source.parse()?;
    let root = At::root(&source, &value).object()?;
    for key in ["calibration_parameters", "y", "dy"] {
        if let Some(at) = root.get(key) {
            return Err(at.error(Problem::Unsupported {
                what: "this is a file for svzerodcalibrator, and calibration is not supported"
                    .to_owned(),
                instead: "solve the model that the calibrator writes",
            }));
        }
    }
    let mut reader = Reader::default();
    reader.keys(&root, &KEYS)?;
    let parameters = root.need("simulation_parameters")?.object()?;
    root.need("boundary_conditions")?;
    let settings = reader.settings(&parameters)?;
    let end_s = settings.external_step_s.unwrap_or(f64::INFINITY);
    reader.period_of(&root, &parameters, end_s)?;
    for list in [
        List::Vessels,
        List::Couplings,
        List::Boundaries,
        List::Junctions,
    ] {
        reader.list(&root, list)?;
    }
    reader.heart(&root)?;
    reader.list(&root, List::Valves)?;
    reader.list(&root, List::Chambers)?;
    let (connections, repeated) = reader.connected(&root)?;
    let notes: Vec<String> = reader.notes().collect();
    let mut model = Model {
        description: root
            .get("description")
            .map_or(serde_json::Value::Null, |at| at.free()),
        settings,
        period_s: reader.period.map_or(1.0, |(period_s, _)| period_s),
        blocks: reader.blocks,
        connections,
        driven: reader.driven,
        initial: BTreeMap::new(),
        initial_rates: BTreeMap::new(),
        warnings: Vec::new(),
    };
    let (initial, unused) = start(&root, "initial_condition", &model)?;
    let (initial_rates, unused_rates) = start(&root, "initial_condition_d", &model)?;
    (model.initial, model.initial_rates) = (initial, initial_rates);
    model.warnings = warnings(&model);
    model.warnings.extend(notes);
    model.warnings.extend(repeated);
    model.warnings.extend(unused);
    model.warnings.extend(unused_rates);
    Ok(model)
}

/// The blocks and connections read so far.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Place of each block in the file.
    spots: Vec<Spot>,
    index: BTreeMap<String, usize>,
    /// Connections by name, with the places that name them.
    wanted: Vec<Wanted>,
    /// Names of vessels by their number.
    vessel_ids: BTreeMap<u32, String>,
    /// Blocks at the inlet of the closed loop's heart.
    loop_returns: Vec<String>,
    period: Option<(f64, String)>,
    /// Places of keys that are ignored or read differently, by key and treatment.
    notes: BTreeMap<(String, &'static str), Vec<String>>,
    /// Blocks whose values another program sets.
    driven: Vec<usize>,
}

/// A connection that the file names.
struct Wanted {
    from: String,
    to: String,
    spot: Spot,
}

impl Reader {
    /// Refuses misspelt keys of an object and notes other unknown keys: files carry entries of other
    /// programs, which svZeroDSolver ignores.
    fn keys(&mut self, object: &Object<'_>, known: &[&str]) -> Result<(), ReadError> {
        for (key, at) in object.mostly(known)? {
            self.note(&key, &at, "is unknown and ignored");
        }
        Ok(())
    }

    /// Notes the treatment of a key, for a warning.
    fn note(&mut self, key: &str, at: &At<'_>, becomes: &'static str) {
        let places = self.notes.entry((key.to_owned(), becomes)).or_default();
        places.push(at.path().to_owned());
    }

    /// A warning for every note, with the first of its places.
    fn notes(&self) -> impl Iterator<Item = String> {
        self.notes.iter().map(|((_, becomes), places)| {
            let times = match places.len() {
                1 => String::new(),
                n => format!(" ({n} times)"),
            };
            format!("{} {becomes}{times}", places[0])
        })
    }

    fn add(&mut self, at: &At<'_>, name: String, law: Law) -> Result<(), ReadError> {
        if self.index.contains_key(&name) {
            return Err(at.error(Problem::Duplicate { name }));
        }
        self.index.insert(name.clone(), self.blocks.len());
        self.blocks.push(Block { name, law });
        self.spots.push(at.spot());
        Ok(())
    }

    /// Notes a connection that the file names at a place. That both blocks exist is checked at the
    /// end.
    fn connect(&mut self, at: &At<'_>, from: &str, to: &str) {
        self.wanted.push(Wanted {
            from: from.to_owned(),
            to: to.to_owned(),
            spot: at.spot(),
        });
    }

    /// Notes a length of the cardiac cycle; all must agree.
    fn period(&mut self, at: &At<'_>, period_s: f64) -> Result<(), ReadError> {
        match &self.period {
            Some((there, other)) if (there - period_s).abs() > 1e-9 * there.abs() => {
                Err(at.error(Problem::Periods {
                    here: period_s,
                    there: *there,
                    other: other.clone(),
                }))
            }
            Some(_) => Ok(()),
            None => {
                self.period = Some((period_s, at.path().to_owned()));
                Ok(())
            }
        }
    }

    /// The length of the cycle, from all places that give it: chambers need it when they are read.
    /// Notes tables that do not span the run, which ends at `end_s`, or begin elsewhere than at zero.
    fn period_of(
        &mut self,
        root: &Object<'_>,
        parameters: &Object<'_>,
        end_s: f64,
    ) -> Result<(), ReadError> {
        if let Some(at) = parameters.get("cardiac_period") {
            let period_s = at.number()?;
            // As in svZeroDSolver, zero or less means none.
            if period_s > 0.0 {
                self.period(&at, period_s)?;
            }
        }
        if let Some(at) = root.get("closed_loop_blocks") {
            for block in at.list()? {
                if let Some(at) = block.object()?.get("cardiac_cycle_period") {
                    let period_s = at.positive()?;
                    self.period(&at, period_s)?;
                }
            }
        }
        for list in [List::Boundaries, List::Couplings] {
            let [name, _, values] = list.keys().block;
            for block in root.objects(list.keys().list)? {
                let (_, block) = block.named(name)?;
                let periodic = list == List::Boundaries || block.flag_or("periodic", true)?;
                let Some(times) = block.need(values)?.object()?.get("t") else {
                    continue;
                };
                let numbers = times.numbers()?;
                let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
                    continue;
                };
                if numbers.len() > 1 && periodic {
                    self.period(&times, last - first)?;
                    if *first != 0.0 {
                        self.note("t", &times, OFFSET);
                    }
                } else if numbers.len() > 1 && (*first > 0.0 || *last < end_s) {
                    self.note("t", &times, HELD);
                }
            }
        }
        Ok(())
    }

    /// Connections by number, once every block has as many as it needs. A connection that the file
    /// names twice is one, with a warning.
    fn connected(&self, root: &Object<'_>) -> Result<(Vec<Connection>, Vec<String>), ReadError> {
        let (mut connections, mut warnings) = (Vec::new(), Vec::new());
        let mut named_at: BTreeMap<(usize, usize), &str> = BTreeMap::new();
        let (mut inlets, mut outlets) = (vec![0; self.blocks.len()], vec![0; self.blocks.len()]);
        for wanted in &self.wanted {
            let find = |name: &String| match self.index.get(name) {
                Some(&block) => Ok(block),
                None => Err(root.error_at(&wanted.spot, self.no_block(name))),
            };
            let (from, to) = (find(&wanted.from)?, find(&wanted.to)?);
            if let Some(first) = named_at.insert((from, to), &wanted.spot.path) {
                warnings.push(format!(
                    "{} and {} are connected twice, in {first} and in {}: taken as one connection \
                     (svZeroDSolver makes two of it)",
                    wanted.from, wanted.to, wanted.spot.path
                ));
                continue;
            }
            outlets[from] += 1;
            inlets[to] += 1;
            connections.push(Connection { from, to });
        }
        for (n, block) in self.blocks.iter().enumerate() {
            joints::check(block, inlets[n], outlets[n])
                .map_err(|problem| root.error_at(&self.spots[n], problem))?;
        }
        Ok((connections, warnings))
    }

    fn no_block(&self, name: &str) -> Problem {
        let names = || self.index.keys().map(String::as_str);
        Problem::UnknownWord {
            what: "block",
            word: name.to_owned(),
            nearest: nearest(name, names()).map(str::to_owned),
            known: names().map(str::to_owned).collect(),
        }
    }
}

/// Values at the start for the quantities of a model, and warnings about quantities that the model
/// does not have, which svZeroDSolver ignores.
fn start(
    root: &Object<'_>,
    key: &str,
    model: &Model,
) -> Result<(BTreeMap<String, f64>, Vec<String>), ReadError> {
    let (mut values, mut unused) = (BTreeMap::new(), Vec::new());
    let Some(at) = root.get(key) else {
        return Ok((values, unused));
    };
    let names = quantity_names(model);
    let (mut pressure, mut flow) = (None, None);
    for (name, at) in at.object()?.members() {
        let value = match name.as_str() {
            comment if comment.starts_with('_') => continue,
            _ => at.number()?,
        };
        match name.as_str() {
            "pressure_all" => pressure = Some(value),
            "flow_all" => flow = Some(value),
            _ if names.contains(&name) => {
                values.insert(name, value);
            }
            _ => {
                let near = nearest(&name, names.iter().map(String::as_str));
                let near = near.map_or_else(String::new, |n| format!(" (did you mean {n}?)"));
                unused.push(format!(
                    "{key} of {name} is ignored: the model has no such quantity{near}"
                ));
            }
        }
    }
    for block in &model.blocks {
        let name = format!("volume_im:{}", block.name);
        if matches!(block.law, Law::Coronary(_)) && values.get(&name).is_some_and(|v| *v != 0.0) {
            unused.push(format!(
                "{key} of {name} is ignored: the volume is counted from the start"
            ));
        }
    }
    for name in names {
        let all = match name.split(':').next() {
            Some("pressure" | "P_c") => pressure,
            Some("flow") => flow,
            _ => None,
        };
        if let Some(value) = all {
            values.entry(name).or_insert(value);
        }
    }
    Ok((values, unused))
}

/// Names of all quantities in the order of svZeroDSolver: flow and pressure of every connection,
/// then the quantities inside the blocks.
pub(super) fn quantity_names(model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    for connection in &model.connections {
        let name = model.connection_name(connection);
        names.push(format!("flow:{name}"));
        names.push(format!("pressure:{name}"));
    }
    for block in &model.blocks {
        let inner = block.law.inner_names();
        names.extend(
            inner
                .iter()
                .map(|quantity| format!("{quantity}:{}", block.name)),
        );
    }
    names
}

fn warnings(model: &Model) -> Vec<String> {
    let unstored = |block: &&Block| matches!(block.law, Law::Follower(_) | Law::Heart(_));
    let of = |block: &Block| match block.law {
        Law::Heart(_) => format!(
            "the lung of {} has a capacity that stores no volume: its charging flow reaches the left \
             atrium at once (as in svZeroDSolver)",
            block.name
        ),
        _ => format!(
            "{} (BloodVesselRC) has a capacity that stores no volume: its charging flow leaves at once \
             (as in svZeroDSolver)",
            block.name
        ),
    };
    model.blocks.iter().filter(unstored).map(of).collect()
}
