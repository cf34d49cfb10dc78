//! Recordings read back from Parquet.

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use super::*;
use crate::record::FileSet;

#[test]
fn parquet_holds_waveforms_at_the_output_rate_with_units() {
    let scratch = Scratch::new("parquet");
    let output = Output {
        phases: phases(),
        ..output(&scratch.0, Format::Parquet)
    };
    let record = record(FakeBody::default(), Some(output)).unwrap();
    assert_eq!(
        scratch.files(),
        ["beats.parquet", "summary.json", "waveforms.parquet"]
    );
    assert_eq!(record.files.len(), 3);
    let file = std::fs::File::open(scratch.0.join("waveforms.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().unwrap();
    let value = |key: &str| {
        pairs
            .iter()
            .find(|pair| pair.key == key)
            .and_then(|pair| pair.value.clone())
            .unwrap()
    };
    assert_eq!(value("scenario"), "two");
    assert_eq!(value("unit.pressure_mmhg"), "mmHg");
    assert_eq!(value("description.pressure_mmhg"), "the pressure_mmhg");
    assert_eq!(
        metadata.num_rows(),
        601,
        "12 s at 50 a second with both ends"
    );
    for (index, row) in reader.get_row_iter(None).unwrap().enumerate() {
        let row = row.unwrap();
        let time_s = row.get_double(0).unwrap();
        let last = row.len() - 1;
        let words = (
            row.get_string(last - 2).unwrap(),
            row.get_string(last).unwrap(),
        );
        let (phase, activity) = if time_s < 8.0 {
            ("first", "rest")
        } else {
            ("second", "walk, slow")
        };
        assert_eq!(
            (words.0.as_str(), words.1.as_str()),
            (phase, activity),
            "{time_s}"
        );
        assert_eq!(time_s, index as f64 / 50.0);
        close(f64::from(row.get_float(1).unwrap()), time_s, 1e-6);
        let pulse = (std::f64::consts::PI * time_s / CYCLE_S).sin().powi(2);
        close(
            f64::from(row.get_float(2).unwrap()),
            80.0 + 40.0 * pulse,
            0.01,
        );
    }
}

#[test]
fn long_tables_are_written_in_chunks() {
    let scratch = Scratch::new("chunks");
    let folder = Storage::Folder(OutputFolder::prepare(&scratch.0).unwrap());
    let columns = [Column::new("time_s", "time", Precision::Double)];
    let mut table = TableFile::create(&folder, "long", Format::Parquet, &columns, &[]).unwrap();
    let rows = 1_200_000;
    for row in 0..rows {
        table.push(&[f64::from(row)]).unwrap();
    }
    let mut set = FileSet::new(folder);
    set.push(table.finish().unwrap());
    let kept = set.commit().unwrap();
    let file = std::fs::File::open(kept[0].path()).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 3);
    assert_eq!(
        reader.metadata().file_metadata().num_rows(),
        i64::from(rows)
    );
    let last = reader
        .get_row_group(2)
        .unwrap()
        .get_row_iter(None)
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(last.unwrap().get_double(0).unwrap(), f64::from(rows - 1));
}
