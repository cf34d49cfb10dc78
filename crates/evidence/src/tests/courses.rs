//! Published courses in time.

use super::*;

#[test]
fn every_shipped_course_has_points_with_sources_inside_what_is_drawn() {
    let evidence = Evidence::shipped().unwrap();
    assert!(evidence.courses.len() >= 20);
    for own in &evidence.courses {
        assert!(!own.points.is_empty(), "{}", own.id);
        let drawn = -own.before_s..=own.until_s;
        for point in &own.points {
            assert!(
                point.low <= point.mean && point.mean <= point.high,
                "{}",
                own.id
            );
            assert!(drawn.contains(&point.at_s), "{} {}", own.id, point.at_s);
            let (from_s, until_s) = point.span_s;
            assert!(from_s <= point.at_s && point.at_s <= until_s, "{}", own.id);
            assert!(!point.source.is_empty(), "{}", own.id);
            // A number of its own says where it was read.
            assert!(
                point.row.is_some() || !point.read_from.is_empty(),
                "{}",
                own.id
            );
        }
    }
}

#[test]
fn a_point_that_is_a_row_has_its_numbers_and_its_source() {
    let evidence = Evidence::shipped().unwrap();
    let plasma = evidence
        .courses
        .iter()
        .find(|own| own.id == "plasma-loss")
        .unwrap();
    let row = evidence.target("ST22").unwrap();
    let point = plasma
        .points
        .iter()
        .find(|own| own.row.as_deref() == Some("ST22"))
        .unwrap();
    assert_eq!(
        (point.mean, point.low, point.high),
        (row.mean, row.low, row.high)
    );
    assert_eq!(point.source, row.source);
    assert!((point.at_s - 300.0).abs() < 1e-9);
}

#[test]
fn mistakes_in_a_course_are_told_with_their_place() {
    let folder = std::env::temp_dir().join(format!("secondheart-courses-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let told = |change: (&str, &str)| {
        let text = "[[course]]\nid = \"mine\"\ntitle = \"t\"\nscenario = \"walk\"\nphase = \
                    \"walking\"\nuntil = \"5 min\"\nreading = \"ankle_vein_pressure_mmhg\"\n\
                    compared = \"change\"\nreference = \"standing\"\nnote = \"n\"\npoint = \
                    [{ at = \"-2 s\", mean = 2, low = 1, high = 3, source = \"s\" }]\n";
        assert!(text.contains(change.0));
        std::fs::write(
            folder.join("courses.toml"),
            text.replace(change.0, change.1),
        )
        .unwrap();
        match Evidence::with_folder(&folder) {
            Ok(evidence) => {
                assert_eq!(evidence.courses.last().unwrap().id, "mine");
                String::new()
            }
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(told(("walk\"", "walk\"")), "");
    for (change, message) in [
        (
            ("\"walk\"", "\"wlak\""),
            "unknown scenario \"wlak\"; did you mean \"walk\"?",
        ),
        (
            ("\"walking\"", "\"wakling\""),
            "has no phase or window \"wakling\"",
        ),
        (
            ("\"standing\"", "\"lying\""),
            "has no phase or window \"lying\"",
        ),
        (("ankle_vein", "ankel_vein"), "ankle_vein_pressure_mmhg"),
        (
            ("reference = \"standing\"\n", ""),
            "the key \"reference\" is missing",
        ),
        (
            ("\"change\"", "\"value\""),
            "\"reference\" has no meaning with",
        ),
        (("mean = 2", "mean = 4"), "4"),
        (
            ("source = \"s\"", "row = \"ST210\""),
            "unknown target \"ST210\"",
        ),
        ((", source = \"s\"", ""), "the key \"source\" is missing"),
        (("\"mine\"", "\"plasma-loss\""), "plasma-loss"),
    ] {
        let text = told(change);
        assert!(
            !text.is_empty() && text.contains(message),
            "{message}\n{text}"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_drawn_follows_from_the_reference() {
    let evidence = Evidence::shipped().unwrap();
    let mut own = evidence.courses[0].clone();
    own.reading = "ankle_vein_pressure_mmhg".to_owned();
    let run = readings(&[("standing", 80.0, None)]);
    own.reference = Some("standing".to_owned());
    let reference = own.reference_of(&run).unwrap();
    let drawn = |compared| {
        PublishedCourse {
            compared,
            ..own.clone()
        }
        .drawn(20.0, reference)
    };
    assert_eq!(drawn(Compared::Value), 20.0);
    assert_eq!(drawn(Compared::Change), -60.0);
    assert_eq!(drawn(Compared::ChangePct), -75.0);
    assert_eq!(drawn(Compared::Ratio), 0.25);
    own.reference = Some("lying".to_owned());
    assert!(own.reference_of(&run).unwrap_err().contains("\"lying\""));
}
