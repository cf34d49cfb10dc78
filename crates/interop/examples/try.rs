#![allow(clippy::all, missing_docs)]
use secondheart_interop::svzerod::*;
fn main() {
    let f = std::env::args().nth(1).unwrap();
    let out = std::env::args().nth(2).unwrap();
    let text = std::fs::read_to_string(&f).unwrap();
    let model = match read(&f, &text) { Ok(m) => m, Err(e) => { println!("REFUSED {e}"); return; } };
    match solve(&model, &Options::default(), &mut |_, _| true) {
        Ok(s) => { let mut w = std::io::BufWriter::new(std::fs::File::create(out).unwrap()); s.write_csv(&mut w).unwrap();
            println!("ok cycles {} change {:.2e} wall {:.6} steps {} solves {} drift {:.1e}", s.cycles, s.change, s.wall_s, s.steps, s.solves, s.volume_drift); }
        Err(e) => println!("FAILED {e}"),
    }
}
