//! The README and the pages of `docs/` do what they say: their fenced blocks are run as written.
//!
//! | block | what is tested |
//! |---|---|
//! | `sh` | the commands succeed, in a folder of the page; `cargo run --release --` stands for `secondheart`, and other commands of cargo are left out |
//! | `sh fails` | the commands end with exit code 2 |
//! | `text` | every line is a line of the output of the commands before it, in this order, whatever the width of its columns; `...` stands for lines that are left out, and the speed of the machine may differ |
//! | `toml file=NAME` | the block is written to this file, for the commands after it |
//! | `python` | the block runs in the folder of the page, where python3 has the packages of [`PACKAGES`] |
//! | `rust file=PATH` | every line but `// ...` is a line of this example, in this order; `.ci/run` runs the examples |
//! | `diagram` | nothing |

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use secondheart_protocol::scenario;

/// What the blocks in Python import.
const PACKAGES: &str = "import matplotlib, pandas, polars, pyarrow";
/// Pages in `docs/` that are not run here: the server for assistants is not in the default program, and its
/// tests read the page; the other page is about files of another program.
const NOT_RUN: [&str; 2] = ["assistants.md", "svzerod.md"];
const PAGES: [&str; 10] = [
    "commands.md",
    "conditions.md",
    "data-analysis.md",
    "equations.md",
    "evidence.md",
    "first-walk.md",
    "library.md",
    "readings.md",
    "scenarios.md",
    "teaching.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A fenced block: the words after the fence, the text, the line where it begins.
struct Block {
    info: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(info), None) => {
                open = Some(Block {
                    info: info.to_owned(),
                    text: String::new(),
                    line: index + 1,
                });
            }
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// The first line of `expected` that does not follow in `given`. Widths of columns do not count.
fn missing_line(expected: &str, given: &str) -> Option<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut given = given.lines().map(words);
    let wanted = |line: &String| {
        !["", "...", "// ..."].contains(&line.as_str()) && !line.contains("x real time")
    };
    let mut expected = expected.lines().map(words).filter(wanted);
    expected.find(|line| !given.any(|other| other == *line))
}

#[test]
fn a_sample_with_another_number_or_order_is_found() {
    let given = "heart rate  62\npressure  91.8\n9:40 simulated in 1.3 s (449x real time)\n";
    let sample = "heart rate  62\n...\n9:40 simulated in 2 s (9x real time)\n";
    assert_eq!(missing_line(sample, given), None);
    let missing = |text| missing_line(text, given).unwrap();
    assert_eq!(missing("heart rate  63\n"), "heart rate 63");
    assert_eq!(missing("pressure  91.8\nheart rate  62\n"), "heart rate 62");
}

/// The commands of a block that are run, as a script.
fn script(text: &str) -> String {
    let runs = |line: &str| line.replace("cargo run --release --", "secondheart");
    let lines = text.lines().map(runs);
    let kept: Vec<String> = lines.filter(|line| !line.starts_with("cargo ")).collect();
    format!("set -e\n{}\n", kept.join("\n"))
}

/// Runs a program in a folder; gives its exit code and all that it prints.
fn run(program: &str, arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let built = Path::new(env!("CARGO_BIN_EXE_secondheart"));
    let path = format!(
        "{}:{}",
        built.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("MPLBACKEND", "agg")
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// Runs the blocks of a page, named by its path from the root of the repository.
fn test_page(page: &str) {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("book")
        .join(page);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let (python, _) = run("sh", &["-c", &format!("python3 -c '{PACKAGES}'")], &folder);
    let mut printed = String::new();
    let mut left_out = 0;
    for block in blocks(&text) {
        let place = format!("{page}:{}", block.line);
        let (language, rest) = block.info.split_once(' ').unwrap_or((&block.info, ""));
        let file = rest.strip_prefix("file=");
        match (language, file) {
            ("sh", None) => {
                let (code, output) = run("sh", &["-c", &script(&block.text)], &folder);
                let expected = if rest == "fails" { 2 } else { 0 };
                assert_eq!(code, Some(expected), "{place}: {output}");
                printed = output;
            }
            ("text", None) => {
                let missing = missing_line(&block.text, &printed);
                assert_eq!(missing, None, "{place}: the output is now\n{printed}");
            }
            ("toml" | "csv", Some(name)) => {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &block.text).unwrap();
            }
            ("python", None) if python == Some(0) => {
                let (code, output) = run("python3", &["-c", &block.text], &folder);
                assert_eq!(code, Some(0), "{place}: {output}");
                printed = output;
            }
            ("python", None) => {
                // What the block would have printed is not there to be compared.
                printed = text.clone();
                left_out += 1;
            }
            ("rust", Some(path)) => {
                let example = fs::read_to_string(root().join(path)).unwrap();
                assert_eq!(missing_line(&block.text, &example), None, "{place}: {path}");
            }
            ("diagram", None) => {}
            _ => panic!("{place}: a block of an unknown kind: {}", block.info),
        }
    }
    if left_out > 0 {
        // Not by `eprintln`, which is hidden where a test passes.
        let said = format!(
            "\n{page}: {left_out} blocks in Python were NOT run: python3 lacks a package \
             ({PACKAGES})\n"
        );
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    }
}

#[test]
fn the_readme_does_what_it_says() {
    test_page("README.md");
}

#[test]
fn the_page_of_commands_does_what_it_says() {
    test_page("docs/commands.md");
}

#[test]
fn the_page_of_conditions_does_what_it_says() {
    test_page("docs/conditions.md");
}

#[test]
fn the_page_of_data_analysis_does_what_it_says() {
    test_page("docs/data-analysis.md");
}

#[test]
fn the_page_of_equations_does_what_it_says() {
    test_page("docs/equations.md");
}

#[test]
fn the_page_of_evidence_does_what_it_says() {
    test_page("docs/evidence.md");
}

#[test]
fn the_first_walk_does_what_it_says() {
    test_page("docs/first-walk.md");
}

#[test]
fn the_page_of_the_library_does_what_it_says() {
    test_page("docs/library.md");
}

#[test]
fn the_page_of_readings_does_what_it_says() {
    test_page("docs/readings.md");
}

#[test]
fn the_page_of_scenarios_does_what_it_says() {
    test_page("docs/scenarios.md");
}

#[test]
fn the_page_for_teachers_does_what_it_says() {
    test_page("docs/teaching.md");
}

/// Names of the pages in `docs/`.
fn page_names() -> Vec<String> {
    let names = fs::read_dir(root().join("docs")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".md")).collect()
}

#[test]
fn every_page_is_tested_and_listed() {
    let contents = fs::read_to_string(root().join("docs/README.md")).unwrap();
    for name in page_names() {
        if name != "README.md" {
            let known = PAGES.contains(&name.as_str()) || NOT_RUN.contains(&name.as_str());
            assert!(known, "{name} is not tested");
            assert!(
                contents.contains(&format!("({name})")),
                "{name} is not listed"
            );
        }
    }
}

#[test]
fn links_of_the_book_lead_to_files_and_headings() {
    let mut pages: Vec<String> = page_names().iter().map(|n| format!("docs/{n}")).collect();
    pages.push("README.md".to_owned());
    for page in pages {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        let folder = root().join(&page).parent().unwrap().to_owned();
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap();
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() {
                root().join(&page)
            } else {
                folder.join(file)
            };
            assert!(path.exists(), "{page}: {target}");
            if !heading.is_empty() {
                let text = fs::read_to_string(path).unwrap();
                let headings = text.lines().filter(|line| line.starts_with('#'));
                let mut anchors = headings.map(|line| {
                    let title = line.trim_start_matches('#').trim().to_lowercase();
                    let kept = title
                        .chars()
                        .filter(|c| c.is_alphanumeric() || " -".contains(*c));
                    kept.collect::<String>().replace(' ', "-")
                });
                assert!(anchors.any(|anchor| anchor == heading), "{page}: {target}");
            }
        }
    }
}

#[test]
fn the_readme_quotes_the_validation_and_counts_the_scenarios() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let validation = fs::read_to_string(root().join("VALIDATION.md")).unwrap();
    let totals = validation
        .lines()
        .filter(|line| line.starts_with("| **predicted**") || line.starts_with("| calibrated:"));
    let mut found = 0;
    for line in totals {
        let cell = line.split('|').rev().nth(1).unwrap();
        let (in_band, _) = cell.trim().split_once(" in band").unwrap();
        assert!(readme.contains(in_band), "{in_band}");
        found += 1;
    }
    assert_eq!(found, 2);
    let count = scenario::shipped().len();
    assert!(readme.contains(&format!("{count} protocols")), "{count}");
}

#[test]
fn every_shipped_scenario_is_in_the_book() {
    let text = fs::read_to_string(root().join("docs/scenarios.md")).unwrap();
    for shipped in scenario::shipped() {
        let name = &shipped.name;
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
}
