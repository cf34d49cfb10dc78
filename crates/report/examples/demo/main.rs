//! Writes a demonstration page and its figures from synthetic signals:
//! `cargo run -p secondheart-report --example demo -- DIR`.

mod synthetic;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let dir = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    std::fs::create_dir_all(&dir)?;
    let overview = synthetic::calf_raises();
    std::fs::write(dir.join("report.html"), secondheart_report::html(&overview))?;
    for (name, svg) in secondheart_report::figures(&overview) {
        std::fs::write(dir.join(format!("{name}.svg")), svg)?;
    }
    Ok(())
}
