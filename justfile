# Commands for work on secondheart (https://just.systems). `just` lists them.

_list:
    @just --list --unsorted

# Everything that must hold before a change is taken: format, lints, tests, the main job.
check:
    .ci/run

# All tests.
test *args:
    cargo test --workspace {{ args }}

# Time of stepping: one body, and bodies in the lanes of one core, at steps of 8 and 12.5 ms.
bench:
    cargo bench -p secondheart-body

# Compare the simulation with the human measurements in evidence/.
validate *args:
    cargo run --release -- validate {{ args }}

# What `cargo test` and `.ci/run` leave out because it is long: all of the matrices below.
long: order robustness memory mutations

# Order of accuracy of the body in time from 120 starts (some minutes).
order:
    cargo test -p secondheart-body --test order -- --ignored --nocapture

# Without a mechanism of the body, rows of its claims fail, in all scenarios (some minutes).
mutations:
    cargo test -p secondheart-evidence --test mutations -- --include-ignored --nocapture

# `just robustness bleed` takes the scenarios whose name contains "bleed"; names them as they begin.
# Every shipped scenario for an hour of simulated time at 0.5, 1, 2, 5, 8 and 12.5 ms (about an hour).
robustness only="":
    SECONDHEART_ONLY={{ only }} cargo test -p secondheart-laboratory --test robustness -- --ignored --nocapture

# `just instructions --write` replaces the figures by the counts of this machine.
# Instructions of a fixed piece of work against benches/instructions.txt (needs valgrind).
instructions *args:
    .ci/instructions {{ args }}

# `just mutants crates/engine/src/law/valve.rs` takes the files named.
# Planted faults that no test finds, in the files changed since main (needs cargo-mutants).
mutants *files:
    #!/usr/bin/env bash
    set -euo pipefail
    files=({{ files }})
    if [ "${#files[@]}" = 0 ]; then
        mapfile -t files < <(git diff --name-only --diff-filter=d "$(git merge-base main HEAD)" -- 'crates/*/src/*.rs')
    fi
    [ "${#files[@]}" -gt 0 ] || { echo "no source file differs from main"; exit 0; }
    cargo mutants "${files[@]/#/--file=}"

# Peak memory of ten minutes and of eight hours; fails above 200 MB (half a minute, Linux).
memory:
    .ci/memory 10 480

# The libraries' documentation, to target/doc.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# The commands, files and programs in README.md and docs/ (in Python, those too if packages are there).
book:
    cargo test -p secondheart --test all book

# The picture of README.md, from the report of its first command.
picture:
    cargo run --release --quiet -- run calf-raises --quiet --out target/picture
    docs/pictures/draw target/picture/report.html refill docs/pictures/foot-vein.svg

# The page of `secondheart lab` with its engine, to lab/built (needs node, and a compiler for WebAssembly).
page:
    lab/build

# The page in a browser as its sources change (`just page` first).
page-dev:
    cd lab && node build.mjs --dev

# Screenshot and animation of the page for README.md (needs Chromium and ffmpeg).
page-pictures:
    node lab/tests/pictures.mjs

# Time, memory and size of the page (needs Chromium); `just page-bench 60` watches memory for a minute.
page-bench seconds="600":
    node lab/tests/bench.mjs {{ seconds }}

# Rewrite the scenario schema after a change of the file format.
schema:
    SECONDHEART_WRITE_SCHEMA=1 cargo test -p secondheart-protocol --test scenario_files schema
