//! The pressures of a stocking from a table, as a test laboratory or a sensor gives them:
//!
//! ```csv
//! site,pressure_mmhg,stiffness_mmhg_per_cm
//! B,26,8
//! B1,22,8
//! C,18,6
//! D,15,6
//! ```
//!
//! B, B1, C and D are needed, F and G belong to a stocking of the thigh; the stiffness may be left out. A line
//! that begins with `#` says nothing. Lines may stand in any order. Fields are parted by `,`, or by `;` or a
//! tab where the first line uses them.

use std::path::Path;
use std::sync::Arc;

use crate::document::Field;
use crate::error::{InputError, Location, Mistake, Source};
use crate::mistakes::{Mistakes, Noted};

/// The points of the hosiery standards, from the ankle up.
pub(super) const POINTS: [&str; 6] = ["b", "b1", "c", "d", "f", "g"];
/// Points that every stocking has.
const NEEDED: usize = 4;
/// Columns of the table: the point, and what is given of it.
const COLUMNS: [&str; 3] = ["site", "pressure_mmhg", "stiffness_mmhg_per_cm"];
/// Columns that every table has.
const NEEDED_COLUMNS: usize = 2;
/// Highest pressure and stiffness, as of the keys of a stocking.
const HIGHEST: f64 = 100.0;

/// Pressures on a lying leg, and stiffness, by point.
pub(super) struct Profile {
    pub(super) pressure_mmhg: [Option<f64>; POINTS.len()],
    pub(super) stiffness_mmhg_per_cm: [Option<f64>; POINTS.len()],
    /// What says so.
    pub(super) source: String,
}

/// The profile in the file that a key names, by its path from the folder of the scenario.
pub(super) fn read(field: &Field<'_>) -> Result<Profile, Noted> {
    let name = field.text()?;
    let source = &field.node.source;
    let folder = match source.is_file {
        true => Path::new(&source.name).parent(),
        false => None,
    };
    let path = folder.unwrap_or(Path::new("")).join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        // In a browser there are no files.
        let reason = match error.kind() {
            std::io::ErrorKind::Unsupported => {
                "there are no files here; give the pressures themselves, as in stocking = { b = \
                 \"26 mmHg\", b1 = \"22 mmHg\", c = \"18 mmHg\", d = \"15 mmHg\" }"
                    .to_owned()
            }
            _ => error.to_string(),
        };
        let what = path.display().to_string();
        field.note(Mistake::Unreadable { what, reason })
    })?;
    let source = Source {
        name: path.display().to_string(),
        text,
        is_file: true,
    };
    parse(Arc::new(source), name, field.mistakes())
}

/// A field of a table: its text, and its bytes in the file.
type Cell<'a> = (&'a str, std::ops::Range<usize>);

/// The fields of a line that begins at a byte.
fn cells(line: &str, start: usize, separator: char) -> Vec<Cell<'_>> {
    let mut at = start;
    let cell = |part| {
        let text: &str = part;
        let from = at + text.len() - text.trim_start().len();
        at += text.len() + separator.len_utf8();
        let text = text.trim();
        (text.trim_matches('"'), from..from + text.len())
    };
    line.split(separator).map(cell).collect()
}

/// Reads a table; `name` is what the scenario calls it.
fn parse(source: Arc<Source>, name: &str, mistakes: &Mistakes) -> Result<Profile, Noted> {
    let note = |span: std::ops::Range<usize>, key: &str, mistake| {
        let (source, key) = (source.clone(), key.to_owned());
        mistakes.note(InputError::new(Location { source, span, key }, mistake))
    };
    let mut start = 0;
    let lines = source.text.split_inclusive('\n').map(|line| {
        let from = start;
        start += line.len();
        (
            from,
            line.trim_end_matches(['\n', '\r'])
                .trim_start_matches('\u{feff}'),
        )
    });
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let Some((start, heading)) = lines.next() else {
        return Err(note(0..0, "", Mistake::MissingKey { key: COLUMNS[0] }));
    };
    let separator = [';', '\t']
        .into_iter()
        .find(|own| heading.contains(*own))
        .unwrap_or(',');
    let heading = cells(heading, start, separator);
    let mut whole = Ok(());
    for (column, span) in &heading {
        if !COLUMNS.contains(column) {
            let mistake = Mistake::unknown_word("column", column, COLUMNS);
            whole = Err(note(span.clone(), "", mistake));
        }
    }
    let place = |column| heading.iter().position(|(own, _)| *own == column);
    let [site, pressure, stiffness] = COLUMNS.map(place);
    for (column, found) in COLUMNS
        .into_iter()
        .zip([site, pressure])
        .take(NEEDED_COLUMNS)
    {
        if found.is_none() && whole.is_ok() {
            let span = heading.first().map_or(0..0, |(_, span)| span.clone());
            whole = Err(note(span, "", Mistake::MissingKey { key: column }));
        }
    }
    whole?;
    let mut profile = Profile {
        pressure_mmhg: [None; POINTS.len()],
        stiffness_mmhg_per_cm: [None; POINTS.len()],
        source: format!("definition: the stocking of the table {name}"),
    };
    for (start, line) in lines {
        let row = cells(line, start, separator);
        let end = start + line.len();
        let at = |place: Option<usize>| place.and_then(|place| row.get(place)).cloned();
        let (word, span) = at(site).unwrap_or(("", start..end));
        let point = word.to_lowercase();
        let Some(index) = POINTS.iter().position(|own| *own == point) else {
            whole = Err(note(
                span,
                "site",
                Mistake::unknown_word("site", word, POINTS),
            ));
            continue;
        };
        if profile.pressure_mmhg[index].is_some() {
            let (what, name) = ("site", word.to_owned());
            whole = Err(note(span, "site", Mistake::Duplicate { what, name }));
            continue;
        }
        let number = |key: &'static str, (text, span): Cell<'_>| {
            let Some(value) = text.parse::<f64>().ok().filter(|value| value.is_finite()) else {
                let expected = "a plain number".to_owned();
                let found = if text.is_empty() { "nothing" } else { "a text" };
                return Err(note(span, key, Mistake::WrongType { expected, found }));
            };
            if !(0.0..=HIGHEST).contains(&value) {
                let text = text.to_owned();
                let (low, high) = ("0".to_owned(), HIGHEST.to_string());
                return Err(note(span, key, Mistake::OutOfRange { text, low, high }));
            }
            Ok(value)
        };
        let missing = || ("", end..end);
        match number(COLUMNS[1], at(pressure).unwrap_or_else(missing)) {
            Ok(value) => profile.pressure_mmhg[index] = Some(value),
            Err(noted) => whole = Err(noted),
        }
        if let Some(cell) = at(stiffness).filter(|(text, _)| !text.is_empty()) {
            match number(COLUMNS[2], cell) {
                Ok(value) => profile.stiffness_mmhg_per_cm[index] = Some(value),
                Err(noted) => whole = Err(noted),
            }
        }
    }
    whole?;
    for (point, pressure) in POINTS.into_iter().zip(profile.pressure_mmhg).take(NEEDED) {
        if pressure.is_none() {
            let end = source.text.trim_end().len();
            whole = Err(note(end..end, "site", Mistake::MissingKey { key: point }));
        }
    }
    whole.map(|()| profile)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// The profile of a table, or its mistakes.
    fn table(text: &str) -> Result<Profile, String> {
        let source = Source {
            name: "p.csv".to_owned(),
            text: text.to_owned(),
            is_file: true,
        };
        let mistakes = Mistakes::default();
        let read = parse(Arc::new(source), "p.csv", &mistakes);
        mistakes.finish(read).map_err(|errors| errors.to_string())
    }

    #[test]
    fn a_table_gives_the_points_in_any_order_and_a_stiffness_where_it_has_one() {
        let read = table(
            "# Tester 7\n\"site\";pressure_mmhg;stiffness_mmhg_per_cm\r\nD;15;\r\nb1;22;9\r\nC;18;5\r\n\
             B;26.5;7\r\n",
        )
        .unwrap();
        let lower = [Some(26.5), Some(22.0), Some(18.0), Some(15.0), None, None];
        assert_eq!(read.pressure_mmhg, lower);
        let stiffness = [Some(7.0), Some(9.0), Some(5.0), None, None, None];
        assert_eq!(read.stiffness_mmhg_per_cm, stiffness);
        assert!(read.source.contains("p.csv"));
    }

    #[test]
    fn mistakes_of_a_table_name_file_line_and_nearest_word() {
        let told = |text: &str| table(text).map(|_| ()).unwrap_err();
        let start = "site,pressure_mmhg\nB,26\nB1,22\nC,18\n";
        let rest = |line: &str| told(&format!("{start}{line}\n"));
        assert_eq!(
            rest("D,high"),
            "p.csv:5: pressure_mmhg: expected a plain number, found a text"
        );
        assert_eq!(
            rest("D,260"),
            "p.csv:5: pressure_mmhg: 260 is outside 0 to 100"
        );
        assert!(
            rest("D").contains("p.csv:5: pressure_mmhg: expected a plain number, found nothing")
        );
        assert!(rest("B2,20").starts_with("p.csv:5: site: unknown site \"B2\"; did you mean \"b"));
        assert!(rest("B,20").starts_with("p.csv:5: site: there are two sites \"B\""));
        assert!(
            told(start).starts_with("p.csv:4: site: the key \"d\" is missing"),
            "{}",
            told(start)
        );
        let column = told("site,presure_mmhg\nB,26\n");
        assert!(
            column.starts_with(
                "p.csv:1: unknown column \"presure_mmhg\"; did you mean \"pressure_mmhg\"?"
            ),
            "{column}"
        );
        assert!(told("site\nB\n").contains("pressure_mmhg"));
        assert!(told("# nothing\n").contains("the key \"site\" is missing"));
    }

    #[test]
    fn a_scenario_finds_its_table_beside_itself() {
        let folder =
            std::env::temp_dir().join(format!("secondheart-profile-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let rows = "site,pressure_mmhg,stiffness_mmhg_per_cm\nB,26,8\nB1,22,12\nC,18,\nD,14,\n";
        std::fs::write(folder.join("profile.csv"), rows).unwrap();
        let read = |stocking: &str| {
            let text =
                format!("stocking = {stocking}\n[[phase]]\nname = \"a\"\nduration = \"9 s\"\n");
            std::fs::write(folder.join("mine.toml"), text).unwrap();
            Scenario::read(&folder.join("mine.toml")).map_err(|errors| errors.to_string())
        };
        let worn = read("{ table = \"profile.csv\", leg = \"right\" }").unwrap();
        let value = |level: &str| {
            let path = format!("leg.right.sleeve.{level}");
            worn.set.iter().find(|own| own.path == path).unwrap().value
        };
        assert_eq!(worn.set.len(), 7);
        assert_eq!(value("ankle.stocking_mmhg"), 24.0);
        assert_eq!(value("ankle.stiffness_mmhg_per_cm"), 10.0);
        assert_eq!(value("calf.stiffness_mmhg_per_cm"), 6.4);
        let lost = read("{ table = \"profil.csv\" }").unwrap_err();
        assert!(lost.contains("mine.toml:1: stocking.table: "), "{lost}");
        assert!(lost.contains("profil.csv cannot be read: "), "{lost}");
        let twice = read("{ table = \"profile.csv\", c = \"20 mmHg\" }").unwrap_err();
        assert!(
            twice.contains("stocking.c: there are two pressures \"c\""),
            "{twice}"
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
