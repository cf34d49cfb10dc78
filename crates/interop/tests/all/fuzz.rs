//! Damaged files never make the reader or the solver panic.
//!
//! Models that use every block are damaged at random, in bytes and in words, and read, built and
//! stepped. `SECONDHEART_FUZZ_SECONDS` sets the duration (default 10),
//! `SECONDHEART_FUZZ_SEED` the first seed; a failure prints the file. `crates/interop/fuzz` does the
//! same with cargo-fuzz.

use std::time::{Duration, Instant};

use secondheart_interop::svzerod::{self, Options};

const SEEDS: [&str; 4] = [
    include_str!("../models/open.json"),
    include_str!("../models/closed.json"),
    include_str!("../models/loop.json"),
    include_str!("../models/every_open.json"),
];
/// Replacements for numbers.
const NUMBERS: [&str; 12] = [
    "0", "-1", "1e308", "-1e308", "1e-308", "5e-324", "1e999", "0.5", "3", "1e9", "NaN", "-0.0",
];
/// Replacements for words.
const WORDS: [&str; 10] = [
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"FLOW\"",
    "\"J_heart_inlet\"",
    "\"CLH\"",
    "[1,2]",
    "\"t\"",
];
/// Most steps of a damaged model that is solved; a longer model is only built.
const MOST_STEPS: u64 = 3_000;

/// A generator of numbers (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Pieces of a text: words, numbers, strings, marks.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut in_string = false;
    let mut grows = false;
    for c in text.chars() {
        let wordy = c.is_alphanumeric() || "+-._".contains(c);
        if in_string || (wordy && grows) {
            pieces.last_mut().unwrap().push(c);
        } else {
            pieces.push(c.to_string());
        }
        if c == '"' {
            in_string = !in_string;
        }
        grows = wordy && !in_string;
    }
    pieces
}

fn damaged(text: &str, chance: &mut Chance) -> String {
    let mut p = pieces(text);
    for _ in 0..=chance.below(3) {
        let (at, other) = (chance.below(p.len()), chance.below(p.len()));
        match chance.below(8) {
            0 => drop(p.remove(at)),
            1 => p.insert(at, p[other].clone()),
            2 => p.swap(at, other),
            3 => {
                let numbers: Vec<usize> = (0..p.len())
                    .filter(|&n| p[n].parse::<f64>().is_ok())
                    .collect();
                if let Some(&at) = numbers.get(chance.below(numbers.len())) {
                    p[at] = NUMBERS[chance.below(NUMBERS.len())].to_owned();
                }
            }
            4 => {
                let strings: Vec<usize> = (0..p.len()).filter(|&n| p[n].starts_with('"')).collect();
                let (a, b) = (chance.below(strings.len()), chance.below(strings.len()));
                if let (Some(&a), Some(&b)) = (strings.get(a), strings.get(b)) {
                    p[a] = p[b].clone();
                }
            }
            5 => p[at] = WORDS[chance.below(WORDS.len())].to_owned(),
            6 => p.truncate(at + 1),
            _ => {
                let length = chance.below(40).min(p.len() - at);
                p.drain(at..at + length);
            }
        }
        if p.is_empty() {
            break;
        }
    }
    let mut bytes = p.concat().into_bytes();
    if chance.below(4) == 0 && !bytes.is_empty() {
        let at = chance.below(bytes.len());
        bytes[at] = (chance.next() & 0xff) as u8;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads, builds and steps a file; returns the stage that it reached.
fn try_all(text: &str) -> usize {
    let Ok(model) = svzerod::read("fuzz.json", text) else {
        return 0;
    };
    let steps = u64::from(model.settings.cycles) * u64::from(model.settings.points_per_cycle);
    if steps > MOST_STEPS {
        let _ = svzerod::Circuit::of(&model);
        return 1;
    }
    let mut rounds = 0;
    let go_on = &mut |_, _| {
        rounds += 1;
        rounds < 20
    };
    match svzerod::solve(&model, &Options::default(), go_on) {
        Ok(solution) => {
            solution.write_csv(&mut Vec::new()).unwrap();
            3
        }
        Err(_) => 2,
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let of = |name: &str, default: u64| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let until = Instant::now() + Duration::from_secs(of("SECONDHEART_FUZZ_SECONDS", 10));
    let mut seed = of("SECONDHEART_FUZZ_SEED", 1);
    let mut reached = [0_u64; 4];
    for text in SEEDS {
        assert_eq!(try_all(text), 3, "the undamaged models are solved");
    }
    while Instant::now() < until {
        let mut chance = Chance(seed);
        let text = damaged(SEEDS[chance.below(SEEDS.len())], &mut chance);
        let result = std::panic::catch_unwind(|| try_all(&text));
        match result {
            Ok(stage) => reached[stage] += 1,
            Err(_) => panic!("seed {seed} makes this file panic:\n{text}"),
        }
        seed += 1;
    }
    println!("refused, built, not solved, solved: {reached:?}");
    // Some damaged files reach every stage.
    assert!(reached.iter().all(|count| *count > 0), "{reached:?}");
}
