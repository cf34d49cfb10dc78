//! Published courses in time, from the command line.

#![allow(clippy::unwrap_used)]

use crate::secondheart_program;

#[test]
fn a_published_course_is_drawn_beside_that_of_a_run_that_is_made_for_it() {
    let folder = std::env::temp_dir().join(format!("secondheart-drawn-{}", std::process::id()));
    let mut command = secondheart_program();
    command
        .args(["courses", "cycling-bout-pressure", "--out"])
        .arg(&folder);
    let output = command.env("NO_COLOR", "1").output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let svg = std::fs::read_to_string(folder.join("cycling-bout-pressure.svg")).unwrap();
    assert_eq!(
        svg.matches("<circle").count(),
        2,
        "the point and that of the key"
    );
    assert!(svg.contains("<path"), "the line of the run");
    let page = std::fs::read_to_string(folder.join("README.md")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    let row = page.lines().find(|line| line.contains("| EX01 |")).unwrap();
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    assert_eq!(cells[1..4], ["12 s", "-28", "-41 to -15"]);
    let model: f64 = cells[4].replace('\u{2212}', "-").parse().unwrap();
    assert!((-60.0..0.0).contains(&model), "{row}");
    assert_eq!(page.matches("## ").count(), 1, "only what was asked for");
}

#[test]
fn an_unknown_course_is_refused_with_its_neighbour() {
    let mut command = secondheart_program();
    command.args(["courses", "plasma-los"]).env("NO_COLOR", "1");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("unknown course \"plasma-los\""), "{text}");
    assert!(text.contains("did you mean \"plasma-loss\"?"), "{text}");
}
