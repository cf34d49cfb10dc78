//! Samples inside a window of time, and loops of the latest beat, in bounded memory.

use super::{PressureVolumeLoop, Trace};

/// Rows of samples, thinned by half whenever there are too many.
#[derive(Debug, Clone)]
struct Rows {
    max_rows: usize,
    stride: u64,
    offered: u64,
    rows: Vec<Vec<f64>>,
}

impl Rows {
    fn new(max_rows: usize) -> Self {
        Self {
            max_rows: max_rows.max(2),
            stride: 1,
            offered: 0,
            rows: Vec::new(),
        }
    }

    fn push(&mut self, row: &[f64]) {
        if self.offered.is_multiple_of(self.stride) {
            if self.rows.len() == self.max_rows {
                let mut index = 0;
                self.rows.retain(|_| {
                    index += 1;
                    index % 2 == 1
                });
                self.stride *= 2;
            }
            if self.offered.is_multiple_of(self.stride) {
                self.rows.push(row.to_vec());
            }
        }
        self.offered += 1;
    }

    fn column(&self, index: usize) -> Vec<f64> {
        self.rows
            .iter()
            .map(|row| row.get(index).copied().unwrap_or(f64::NAN))
            .collect()
    }
}

/// Keeps the samples of several signals inside a window of time, in bounded memory.
#[derive(Debug, Clone)]
pub struct WindowRecorder {
    start_s: f64,
    end_s: f64,
    labels: Vec<String>,
    rows: Rows,
}

impl WindowRecorder {
    /// A recorder of the named signals from `start_s` to `end_s`, at most `max_samples` of each.
    pub fn new(start_s: f64, end_s: f64, max_samples: usize, labels: Vec<String>) -> Self {
        Self {
            start_s,
            end_s,
            labels,
            rows: Rows::new(max_samples),
        }
    }

    /// Takes the values at `t_s`, in the order of the labels; outside the window it does nothing.
    pub fn push(&mut self, t_s: f64, values: &[f64]) {
        if t_s >= self.start_s && t_s <= self.end_s {
            let mut row = Vec::with_capacity(values.len() + 1);
            row.push(t_s);
            row.extend_from_slice(values);
            self.rows.push(&row);
        }
    }

    /// The traces so far, in the order of the labels.
    pub fn traces(&self) -> Vec<Trace> {
        let t_s = self.rows.column(0);
        let labelled = self.labels.iter().enumerate();
        labelled
            .map(|(i, label)| Trace {
                label: label.clone(),
                t_s: t_s.clone(),
                values: self.rows.column(i + 1),
            })
            .collect()
    }
}

/// Keeps the pressure-volume loop of the latest complete beat, in bounded memory.
#[derive(Debug, Clone)]
pub struct LoopRecorder {
    max_samples: usize,
    current: Rows,
    latest: Option<Rows>,
    whole: bool,
}

impl LoopRecorder {
    /// A recorder of at most `max_samples` a beat.
    pub fn new(max_samples: usize) -> Self {
        Self {
            max_samples,
            current: Rows::new(max_samples),
            latest: None,
            whole: false,
        }
    }

    /// Takes one sample: volume in mL, pressure in mmHg.
    pub fn push(&mut self, volume_ml: f64, pressure_mmhg: f64) {
        self.current.push(&[volume_ml, pressure_mmhg]);
    }

    /// Says that a beat is complete and the next begins. What came before the first call is not
    /// a whole beat and is dropped.
    pub fn beat(&mut self) {
        let done = std::mem::replace(&mut self.current, Rows::new(self.max_samples));
        if self.whole && !done.rows.is_empty() {
            self.latest = Some(done);
        }
        self.whole = true;
    }

    /// The loop of the latest complete beat, if there was one.
    pub fn latest(&self, label: &str) -> Option<PressureVolumeLoop> {
        self.latest.as_ref().map(|rows| PressureVolumeLoop {
            label: label.to_owned(),
            volume_ml: rows.column(0),
            pressure_mmhg: rows.column(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_keeps_to_its_times_and_size() {
        let mut recorder = WindowRecorder::new(10.0, 12.0, 50, vec!["a".into(), "b".into()]);
        for i in 0..20_000 {
            let t_s = f64::from(i) * 0.001;
            recorder.push(t_s, &[t_s, -t_s]);
        }
        let traces = recorder.traces();
        assert_eq!(traces.len(), 2);
        assert!(traces[0].t_s.len() <= 50 && traces[0].t_s.len() >= 25);
        assert_eq!(traces[0].t_s, traces[0].values);
        assert!((traces[0].t_s[0] - 10.0).abs() < 1e-9);
        assert!(traces[0].t_s.iter().all(|t_s| (10.0..=12.0).contains(t_s)));
        assert!(
            traces[1]
                .values
                .iter()
                .zip(&traces[1].t_s)
                .all(|(v, t_s)| *v == -t_s)
        );
        let gap = traces[0].t_s[1] - traces[0].t_s[0];
        let even = |pair: &[f64]| (pair[1] - pair[0] - gap).abs() < 1e-9;
        assert!(
            traces[0].t_s.windows(2).all(even),
            "thinning keeps the samples even"
        );
    }

    #[test]
    fn loop_is_the_latest_whole_beat() {
        let mut recorder = LoopRecorder::new(40);
        recorder.push(1.0, 1.0);
        recorder.beat();
        assert!(recorder.latest("rest").is_none(), "half a beat is no loop");
        for beat in 1..=3 {
            for i in 0..100 {
                recorder.push(100.0 * f64::from(beat) + f64::from(i), 8.0);
            }
            recorder.beat();
        }
        recorder.push(0.0, 0.0);
        let latest = recorder.latest("rest").expect("three whole beats");
        assert_eq!(latest.volume_ml[0], 300.0);
        assert!(latest.volume_ml.len() <= 40 && latest.volume_ml.len() >= 20);
        assert!(
            latest
                .volume_ml
                .iter()
                .all(|volume_ml| (300.0..400.0).contains(volume_ml))
        );
    }
}
