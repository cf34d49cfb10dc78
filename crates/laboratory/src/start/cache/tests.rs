use super::*;

/// The state after a few seconds of simulated time, bit for bit.
fn life(mut session: Body) -> Vec<u64> {
    assert_eq!((session.time_s(), session.beats()), (0.0, 0));
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
    let start = |cache: &Cache| life(cache.body(&parameters, &subject, Posture::SUPINE).unwrap());
    let without = start(&Cache::off());
    assert_eq!(start(&cache), without, "found and kept");
    let files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    let key = key(&program(), &parameters, &subject, Posture::SUPINE);
    assert!(read(&files[0], key).is_some());
    let long_ago = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let modified = |file: &Path| file.metadata().unwrap().modified().unwrap();
    let age = |file: &Path| {
        let file = OpenOptions::new().write(true).open(file).unwrap();
        file.set_modified(long_ago).unwrap();
    };
    age(&files[0]);
    assert_eq!(start(&cache), without, "taken from the cache");
    assert!(
        modified(&files[0]) > long_ago,
        "a start that is used is not the oldest"
    );
    let mut bytes = std::fs::read(&files[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&files[0], &bytes).unwrap();
    assert!(read(&files[0], key).is_none());
    for i in 0..MOST_KEPT {
        let other = folder.join(format!("{i}.{ENDING}"));
        fs::write(&other, "").unwrap();
        age(&other);
    }
    assert_eq!(start(&cache), without, "a broken file is not used");
    let kept = fs::read_dir(&folder).unwrap().count();
    assert_eq!(kept, MOST_KEPT, "a new start takes the room of the oldest");
    std::fs::write(&files[0], [0; 8]).unwrap();
    assert_eq!(start(&cache), without, "nor a short one");
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "").unwrap();
    assert_eq!(start(&cache), without, "nor a folder that is none");
    std::fs::remove_file(&folder).unwrap();
}

#[test]
fn the_key_depends_on_every_input() {
    let parameters = Parameters::shipped().unwrap();
    let subject = Subject::default();
    let key = |parameters: &Parameters, subject: &Subject, posture| {
        super::key("program", parameters, subject, posture)
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
    let of_another = super::key("another", &parameters, &subject, Posture::SUPINE);
    assert_ne!(base, of_another);
}

#[test]
fn the_key_names_the_build_and_not_the_file_that_runs() {
    assert!(program().starts_with(BUILD));
    assert_eq!(BUILD.len(), 16);
    assert!(BUILD.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn the_cache_keeps_the_starts_that_were_used_last() {
    let folder = std::env::temp_dir().join(format!("secondheart-evict-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let an_hour_ago = SystemTime::now() - std::time::Duration::from_secs(3600);
    for i in 0..5 {
        let file = fs::File::create(folder.join(format!("{i}.{ENDING}"))).unwrap();
        let used = an_hour_ago + std::time::Duration::from_secs(i);
        file.set_modified(used).unwrap();
    }
    fs::write(folder.join("of-another-program"), "").unwrap();
    touch(&folder.join(format!("1.{ENDING}")));
    evict(&folder, 2);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["1.steady", "4.steady", "of-another-program"]);
    fs::remove_dir_all(&folder).unwrap();
}
