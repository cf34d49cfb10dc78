//! Tables as text: a header with units, then the shortest digits that give back each number.

use std::io::{BufWriter, Write};

use super::Column;
use super::storage::Draft;

pub(super) struct CsvSink {
    writer: BufWriter<Draft>,
    columns: Vec<Column>,
}

impl CsvSink {
    pub(super) fn begin(file: Draft, columns: &[Column]) -> Result<Self, String> {
        let mut writer = BufWriter::new(file);
        let header: Vec<String> = columns
            .iter()
            .map(|column| match column.unit.as_str() {
                "" => quoted(&column.name),
                unit => quoted(&format!("{} [{unit}]", column.name)),
            })
            .collect();
        writeln!(writer, "{}", header.join(",")).map_err(|error| error.to_string())?;
        Ok(Self {
            writer,
            columns: columns.to_vec(),
        })
    }

    pub(super) fn write(&mut self, columns: &[Vec<f64>]) -> Result<(), String> {
        self.try_write(columns).map_err(|error| error.to_string())
    }

    fn try_write(&mut self, columns: &[Vec<f64>]) -> std::io::Result<()> {
        for row in 0..columns.first().map_or(0, Vec::len) {
            for (index, column) in columns.iter().enumerate() {
                if index > 0 {
                    self.writer.write_all(b",")?;
                }
                let of_words = self.columns.get(index).filter(|own| !own.words.is_empty());
                match of_words {
                    None => write!(self.writer, "{}", column[row])?,
                    Some(own) => self
                        .writer
                        .write_all(quoted(own.word(column[row])).as_bytes())?,
                }
            }
            self.writer.write_all(b"\n")?;
        }
        Ok(())
    }

    pub(super) fn end(self) -> Result<Draft, String> {
        self.writer.into_inner().map_err(|error| error.to_string())
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
