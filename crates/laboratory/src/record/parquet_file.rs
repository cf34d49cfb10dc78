//! Tables as Parquet: one row group a chunk, units and descriptions in the file's metadata.
//!
//! Keys of the metadata: those given, and `unit.<column>` and `description.<column>`.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};

use super::storage::Draft;
use super::{Column, Precision};

pub(super) struct ParquetSink {
    writer: SerializedFileWriter<Draft>,
    columns: Vec<Column>,
}

impl ParquetSink {
    pub(super) fn begin(
        file: Draft,
        name: &str,
        columns: &[Column],
        about: &[(String, String)],
    ) -> Result<Self, String> {
        Self::try_begin(file, name, columns, about).map_err(|error| error.to_string())
    }

    fn try_begin(
        file: Draft,
        name: &str,
        columns: &[Column],
        about: &[(String, String)],
    ) -> Result<Self, ParquetError> {
        let mut fields = Vec::with_capacity(columns.len());
        for column in columns {
            let (physical, logical) = match (column.words.is_empty(), column.precision) {
                (false, _) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
                (true, Precision::Single) => (PhysicalType::FLOAT, None),
                (true, Precision::Double) => (PhysicalType::DOUBLE, None),
            };
            let field = Type::primitive_type_builder(&column.name, physical)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(logical)
                .build()?;
            fields.push(Arc::new(field));
        }
        let schema = Type::group_type_builder(name).with_fields(fields).build()?;
        let mut metadata: Vec<KeyValue> = about
            .iter()
            .map(|(key, value)| KeyValue::new(key.clone(), value.clone()))
            .collect();
        for column in columns {
            metadata.push(KeyValue::new(
                format!("unit.{}", column.name),
                column.unit.clone(),
            ));
            let key = format!("description.{}", column.name);
            metadata.push(KeyValue::new(key, column.description.clone()));
        }
        // Neighbouring samples have similar bytes, which the split encoding exploits.
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_encoding(Encoding::BYTE_STREAM_SPLIT);
        for column in columns.iter().filter(|column| !column.words.is_empty()) {
            let path = ColumnPath::from(column.name.as_str());
            properties = properties
                .set_column_encoding(path.clone(), Encoding::PLAIN)
                .set_column_dictionary_enabled(path, true);
        }
        let properties = properties
            .set_created_by(concat!("secondheart ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(metadata))
            .build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?;
        Ok(Self {
            writer,
            columns: columns.to_vec(),
        })
    }

    /// Writes the columns as one row group.
    pub(super) fn write(&mut self, columns: &[Vec<f64>]) -> Result<(), String> {
        self.try_write(columns).map_err(|error| error.to_string())
    }

    fn try_write(&mut self, columns: &[Vec<f64>]) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for (values, own) in columns.iter().zip(&self.columns) {
            let Some(mut column) = group.next_column()? else {
                return Err(ParquetError::General(
                    "more columns than the schema has".to_owned(),
                ));
            };
            match own.precision {
                _ if !own.words.is_empty() => {
                    let words: Vec<ByteArray> =
                        values.iter().map(|value| own.word(*value).into()).collect();
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&words, None, None)?;
                }
                Precision::Single => {
                    let single: Vec<f32> = values.iter().map(|value| *value as f32).collect();
                    column
                        .typed::<FloatType>()
                        .write_batch(&single, None, None)?;
                }
                Precision::Double => {
                    column
                        .typed::<DoubleType>()
                        .write_batch(values, None, None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    pub(super) fn end(self) -> Result<Draft, String> {
        self.writer.into_inner().map_err(|error| error.to_string())
    }
}
