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

# Every shipped scenario for an hour of simulated time at 0.5, 1, 2, 5, 8 and 12.5 ms (about an hour;
# names the scenarios as they begin); `just robustness bleed` takes those whose name contains it.
robustness only="":
    SECONDHEART_ONLY={{ only }} cargo test -p secondheart-laboratory --test robustness -- --ignored --nocapture

# Peak memory of ten minutes and of eight hours; fails above 200 MB (half a minute, Linux).
memory:
    .ci/memory 10 480

# The libraries' documentation, to target/doc.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Rewrite the scenario schema after a change of the file format.
schema:
    SECONDHEART_WRITE_SCHEMA=1 cargo test -p secondheart-protocol --test scenario_files schema
