use super::*;

/// A few seconds of life, bit for bit.
fn life(mut session: Session) -> Vec<u64> {
    session.advance_to(5.0).unwrap();
    let names = session.signal_names();
    names
        .iter()
        .map(|name| session.read(name).unwrap().to_bits())
        .collect()
}

#[test]
fn a_cache_that_is_there_missing_or_broken_changes_nothing() {
    let folder = std::env::temp_dir().join(format!("secondheart-start-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let cache = Cache::at(&folder);
    let parameters = Parameters::shipped().unwrap();
    let subject = Subject::default();
    let start = |cache: &Cache| {
        life(
            cache
                .session(&parameters, &subject, Posture::SUPINE)
                .unwrap(),
        )
    };
    let without = start(&Cache::off());
    assert_eq!(start(&cache), without, "found and kept");
    let files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    let key = key(&parameters, &subject, Posture::SUPINE).unwrap();
    assert!(read(&files[0], key).is_some());
    assert_eq!(start(&cache), without, "taken from the cache");
    let mut bytes = std::fs::read(&files[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&files[0], &bytes).unwrap();
    assert!(read(&files[0], key).is_none());
    assert_eq!(start(&cache), without, "a broken file is not used");
    std::fs::write(&files[0], [0; 8]).unwrap();
    assert_eq!(start(&cache), without, "nor a short one");
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "").unwrap();
    assert_eq!(start(&cache), without, "nor a folder that is none");
    std::fs::remove_file(&folder).unwrap();
}

#[test]
fn more_cycles_than_the_phase_has_time_for_are_told_where_they_stand() {
    let shipped = Parameters::shipped().unwrap();
    let told = |tiptoes: &str, set: &str| {
        let text = format!(
            "{set}\n[[phase]]\nname = \"a\"\nduration = \"3 s\"\n\
             [[phase]]\nname = \"b\"\nduration = \"2 s\"\n\
             activity = {{ pattern = \"tiptoe\", {tiptoes} }}\n"
        );
        let scenario = secondheart_protocol::scenario::Scenario::parse(&text, "a.toml").unwrap();
        let outcome = check(&shipped, &Subject::default(), &scenario.timeline());
        outcome.map_err(|error| error.to_string())
    };
    assert_eq!(
        told("rate = \"60 /min\", count = 30", "").unwrap_err(),
        "a.toml:8: phase.b.activity.count: 30 cycles at 60 /min take 30 s, longer than the phase \
         of 2 s"
    );
    assert_eq!(told("rate = \"60 /min\", count = 2", ""), Ok(()));
    // The pattern's own rate, as shipped and as it is set.
    let own = shipped.value("activity.tiptoe.rate_per_min").unwrap();
    assert!(told(&format!("count = {}", own), "").is_err());
    assert_eq!(
        told(
            "count = 1",
            "set = { \"activity.tiptoe.rate_per_min\" = 31 }"
        ),
        Ok(())
    );
    assert!(
        told(
            "count = 1",
            "set = { \"activity.tiptoe.rate_per_min\" = 29 }"
        )
        .is_err()
    );
}

#[test]
fn a_start_that_is_not_found_is_told_of_what_was_asked_for() {
    let parameters = Parameters::shipped().unwrap();
    let error = || BodyError::NotSteady {
        simulated_s: 3000.0,
        reason: "it swings".to_owned(),
    };
    let usual = Subject::default();
    let tall = Subject {
        age_years: 32.0,
        stature_cm: 219.0,
        mass_kg: 150.0,
        ..usual.clone()
    };
    let mut timeline = secondheart_protocol::scenario::Scenario::find("calf-raises")
        .unwrap()
        .timeline();
    let told = |subject: &Subject, timeline: &Timeline| {
        blame(error(), &parameters, (subject, "me.toml"), timeline).map(|e| e.to_string())
    };
    assert_eq!(told(&usual, &timeline), Err(error()));
    assert_eq!(
        told(&tall, &timeline).unwrap(),
        "me.toml: no steady start was found in 3000 s: it swings; change stature (219 cm; the \
         usual is 176 cm) or mass (150 kg; the usual is 73 kg)"
    );
    let place = Place::whole("--set");
    let set = |path: &str, value| Change::Parameter {
        path: path.to_owned(),
        value,
    };
    timeline.given = vec![
        (set("muscle.pressure_gain", 1.0), Place::whole("as it is")),
        (set("blood.extra_volume_ml", 4000.0), place),
    ];
    assert_eq!(
        told(&usual, &timeline).unwrap(),
        "--set: no steady start was found in 3000 s: it swings; change blood.extra_volume_ml"
    );
    let both = told(&tall, &timeline).unwrap();
    assert!(both.ends_with("change blood.extra_volume_ml or the subject (me.toml)"));
    let other = BodyError::Snapshot {
        reason: "x".to_owned(),
    };
    let subject = (&tall, "me.toml");
    assert!(blame(other, &parameters, subject, &timeline).is_err());
}

#[test]
fn the_key_depends_on_every_input() {
    let parameters = Parameters::shipped().unwrap();
    let subject = Subject::default();
    let key = |parameters: &Parameters, subject: &Subject, posture| {
        super::key(parameters, subject, posture).unwrap()
    };
    let base = key(&parameters, &subject, Posture::SUPINE);
    assert_eq!(base, key(&parameters, &subject, Posture::SUPINE));
    assert_ne!(base, key(&parameters, &subject, Posture::STANDING));
    let older = Subject {
        age_years: 31.0,
        ..subject.clone()
    };
    assert_ne!(base, key(&parameters, &older, Posture::SUPINE));
    let mut other = parameters.clone();
    other.set("muscle.pressure_gain", 0.5).unwrap();
    assert_ne!(base, key(&other, &subject, Posture::SUPINE));
}
