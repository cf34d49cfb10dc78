//! Results kept in memory.

use super::*;
use crate::record::KeptFile;

/// The files of a run by name, kept in memory.
fn in_memory(format: Format) -> Vec<(String, Vec<u8>)> {
    let output = Output {
        storage: Storage::Memory,
        phases: phases(),
        format,
        about: vec![("scenario".to_owned(), "two".to_owned())],
    };
    let record = record(FakeBody::default(), Some(output)).unwrap();
    let files = record.files.into_iter().map(|file| match file {
        KeptFile::Memory { name, contents } => (name, contents),
        KeptFile::Disk(path) => panic!("{} is on the disk", path.display()),
    });
    files.collect()
}

#[test]
fn files_in_memory_have_the_bytes_of_those_in_a_folder() {
    for format in Format::ALL {
        let scratch = Scratch::new(&format!("as-in-memory-{}", format.ending()));
        let output = Output {
            phases: phases(),
            ..output(&scratch.0, *format)
        };
        record(FakeBody::default(), Some(output)).unwrap();
        let mut held = in_memory(*format);
        held.sort();
        let names: Vec<&str> = held.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(scratch.files(), names);
        for (name, contents) in &held {
            let stored = std::fs::read(scratch.0.join(name)).unwrap();
            assert!(stored == *contents, "{name}");
            assert!(!contents.is_empty(), "{name}");
        }
    }
}
