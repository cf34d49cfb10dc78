//! The table that svZeroDSolver writes.

use std::io::{self, Write};

use super::series::Solution;

/// A number as C's `%.16e` prints it.
fn print(out: &mut dyn Write, value: f64) -> io::Result<()> {
    let text = format!("{value:.16e}");
    match text.split_once('e') {
        Some((digits, power)) => {
            let (sign, power) = match power.strip_prefix('-') {
                Some(power) => ('-', power),
                None => ('+', power),
            };
            write!(out, "{digits}e{sign}{power:0>2}")
        }
        None => write!(out, "{text}"),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

impl Solution {
    /// Writes the table with the columns and rows of svZeroDSolver for the same file, in its order.
    /// The [module](super) has an example.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let with_rates = self.settings.derivative;
        let columns: &[&str] = match (self.settings.variable_based, with_rates) {
            (true, false) => &["y"],
            (true, true) => &["y", "ydot"],
            (false, false) => &["flow_in", "flow_out", "pressure_in", "pressure_out"],
            (false, true) => &[
                "flow_in",
                "flow_out",
                "pressure_in",
                "pressure_out",
                "d_flow_in",
                "d_flow_out",
                "d_pressure_in",
                "d_pressure_out",
            ],
        };
        writeln!(out, "name,time,{}", columns.join(","))?;
        if self.settings.variable_based {
            for (index, quantity) in self.quantities.iter().enumerate() {
                self.rows(out, &quantity.name, &[index])?;
            }
        } else {
            for vessel in &self.vessels {
                self.rows(out, &vessel.name, &vessel.quantities)?;
            }
        }
        Ok(())
    }

    /// The rows of one name: a row of means, or a row for every time.
    fn rows(&self, out: &mut dyn Write, name: &str, quantities: &[usize]) -> io::Result<()> {
        let values = quantities.iter().map(|&q| &self.quantities[q].values);
        let rates = quantities.iter().map(|&q| &self.quantities[q].rates);
        let series: Vec<&Vec<f64>> = match self.settings.derivative {
            true => values.chain(rates).collect(),
            false => values.collect(),
        };
        if self.settings.mean_only {
            write!(out, "{name},")?;
            for series in series {
                write!(out, ",")?;
                print(out, mean(series))?;
            }
            return writeln!(out);
        }
        for (row, &time_s) in self.times_s.iter().enumerate() {
            write!(out, "{name},")?;
            print(out, time_s)?;
            for series in &series {
                write!(out, ",")?;
                print(out, series[row])?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_c_prints_them() {
        for (value, text) in [
            (0.0, "0.0000000000000000e+00"),
            (-2.5, "-2.5000000000000000e+00"),
            (1e-300, "1.0000000000000000e-300"),
            (123_456.0, "1.2345600000000000e+05"),
        ] {
            let mut out = Vec::new();
            print(&mut out, value).expect("memory");
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }
}
