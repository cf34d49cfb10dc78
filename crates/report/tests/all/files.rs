//! The page among the files of a run.

use secondheart_body::Subject;
use secondheart_laboratory::experiment::{Destination, Experiment, Options};
use secondheart_laboratory::fake::FakeBody;
use secondheart_laboratory::record::{Format, KeptFile, Storage};
use secondheart_protocol::scenario::Scenario;
use secondheart_report::PAGE;

#[test]
fn a_run_in_memory_keeps_its_page() {
    let scenario = Scenario::find("calf-raises").expect("a shipped scenario");
    let subject = Subject::default();
    let options = Options {
        destination: Some(Destination {
            storage: Storage::Memory,
            format: Format::Csv,
            others: vec![PAGE.to_owned()],
        }),
        clock: || 0.0,
        ..Options::default()
    };
    let experiment = Experiment::at_start(FakeBody::default(), &scenario, &subject, options);
    let reported = secondheart_report::run(experiment).expect("a run");
    let expected = KeptFile::Memory {
        name: PAGE.to_owned(),
        contents: secondheart_report::html(&reported.overview).into_bytes(),
    };
    let pages = reported.record.files.iter();
    let mut pages = pages.filter(|file| file.path().ends_with(PAGE));
    assert!(pages.next() == Some(&expected));
    assert!(pages.next().is_none());
}
