//! The simulation and the evidence behind the tools, and the runs that were done.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use secondheart_body::Parameters;
use secondheart_evidence::Evidence;
use secondheart_laboratory::experiment::Outcome;
use secondheart_laboratory::many::Done;
use secondheart_laboratory::start::Cache;
use secondheart_laboratory::variants::{self, Ended, Setup};
use secondheart_protocol::mistakes::InputErrors;
use serde_json::{Map, Value};

use crate::arguments::Case;
use crate::personal::is_personal;
use crate::prepared::{self, Folder, Prepared};
use crate::refusal::Refusal;
use crate::tools;

/// Most runs whose results are kept for later calls: some 0.3 MB each.
const MOST_KEPT: usize = 64;

/// Called as each run of a call ends: how many of how many, and which.
pub type Progress = dyn Fn(Done, &str) + Send + Sync;

/// How a call is followed and ended.
#[derive(Clone)]
pub struct Control {
    /// Ends the call soon after it turns true.
    pub interrupt: Arc<AtomicBool>,
    /// Called as each run of the call ends: how many of how many, and which.
    pub progress: Arc<Progress>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            interrupt: Arc::default(),
            progress: Arc::new(|_, _| ()),
        }
    }
}

/// Answers calls of the tools.
pub struct Assistant {
    pub(crate) evidence: Evidence,
    pub(crate) parameters: Parameters,
    pub(crate) folder: Folder,
    cache: Cache,
    /// Results by the hash of what was run.
    runs: Mutex<BTreeMap<String, Arc<Outcome>>>,
}

impl Assistant {
    /// The shipped body and the shipped evidence.
    ///
    /// # Errors
    /// A data file of the program is not as it should be, which the tests exclude.
    pub fn new(cache: Cache) -> Result<Self, InputErrors> {
        Ok(Self {
            evidence: Evidence::shipped()?,
            // Malformed data of the body would have been found by its tests.
            parameters: Parameters::shipped().unwrap_or_default(),
            folder: Folder::new(),
            cache,
            runs: Mutex::default(),
        })
    }

    /// The answer of a tool.
    ///
    /// # Errors
    /// The question is personal, the arguments have a mistake, what is asked for is outside the checked
    /// range, a run fails, or the call was cancelled.
    pub fn call(
        &self,
        tool: &str,
        arguments: Map<String, Value>,
        control: &Control,
    ) -> Result<Value, Refusal> {
        // Free texts of the person stand under these keys, whatever else the arguments are.
        let texts = ["question", "words"].map(|key| arguments.get(key).and_then(Value::as_str));
        if texts.into_iter().flatten().any(is_personal) {
            return Err(Refusal::Personal);
        }
        tools::call(self, tool, arguments, control)
    }

    /// Makes a case ready.
    pub(crate) fn prepare(&self, case: &Case) -> Result<Prepared, Refusal> {
        prepared::prepare(case, &self.parameters, &self.folder)
    }

    pub(crate) fn setup(&self, control: &Control) -> Setup {
        Setup {
            parameters: self.parameters.clone(),
            follow: Vec::new(),
            interrupt: Some(control.interrupt.clone()),
            jobs: None,
            cache: self.cache.clone(),
        }
    }

    /// The results of cases, in their order; a case that was run before is not run again.
    pub(crate) fn outcomes(
        &self,
        cases: &[Prepared],
        control: &Control,
    ) -> Result<Vec<Arc<Outcome>>, Refusal> {
        let mut found: Vec<Option<Arc<Outcome>>> = {
            // A thread that panicked left the map whole.
            let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = |case: &Prepared| runs.get(&case.hash).cloned();
            cases.iter().map(kept).collect()
        };
        let open = (0..cases.len()).filter(|case| found[*case].is_none());
        let open: Vec<usize> = open.collect();
        let variants: Vec<_> = open
            .iter()
            .map(|case| cases[*case].variant.clone())
            .collect();
        let told = |run: &Ended, done: Done| (control.progress)(done, &run.label);
        let ended = variants::run(&variants, &self.setup(control), &|_| true, &told);
        for (case, run) in open.into_iter().zip(ended) {
            let run = run.ok_or(Refusal::Cancelled)?;
            found[case] = Some(Arc::new(run.outcome?));
        }
        let found: Vec<Arc<Outcome>> = found.into_iter().flatten().collect();
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        for (case, outcome) in cases.iter().zip(&found) {
            if runs.len() >= MOST_KEPT {
                runs.clear();
            }
            runs.insert(case.hash.clone(), outcome.clone());
        }
        Ok(found)
    }
}
