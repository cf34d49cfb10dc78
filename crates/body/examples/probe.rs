//! Prints how a body does lying, standing and on tiptoe: a first look for developers.
use secondheart_body::{Activity, Change, Manner, Parameters, Posture, Session, Subject};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let step = secondheart_body::DEFAULT_STEP_S;
    let t = Instant::now();
    let mut parameters = Parameters::shipped()?;
    for argument in std::env::args().skip(1) {
        let (path, value) = argument.split_once('=').ok_or("path=value")?;
        parameters.set(path, value.parse()?)?;
    }
    let mut s = Session::with(&parameters, &Subject::default(), Posture::SUPINE)?;
    println!("steady start in {:.3} s, {} volumes", t.elapsed().as_secs_f64(), s.volume_count());
    s.set_step_s(step)?;
    let leg = "leg.left";
    let names: Vec<String> = [
        "aorta.ascending.pressure_mmhg", "heart.rate_per_min", "cava.superior.pressure_mmhg",
        "lung.artery.pressure_mmhg", "lung.vein.pressure_mmhg", "heart.right_atrium.pressure_mmhg",
        "heart.left_ventricle.volume_ml", "heart.right_ventricle.volume_ml", "heart.left_atrium.volume_ml", "heart.right_atrium.volume_ml",
        "heart.pericardium.pressure_mmhg",
        "heart.aortic_valve.flow_ml_per_s", "aorta.arch.pressure_mmhg",
        "L.foot.dorsal_vein.pressure_mmhg", "L.calf.saphenous_lower_vein.pressure_mmhg",
        "L.calf.soleal_vein.volume_ml", "L.calf.gastrocnemius_vein.volume_ml", "L.calf.tibial_upper_vein.volume_ml", "L.foot.plantar_vein.volume_ml", "L.thigh.muscle_vein.volume_ml",
        "L.iliac_artery.pressure_mmhg", "L.femoral_inflow.flow_ml_per_s", "L.foot.capillary.pressure_mmhg",
        "splanchnic.portal_vein.volume_ml","splanchnic.liver.volume_ml","arm.vein.volume_ml","head.jugular_vein.volume_ml","lung.vein.volume_ml",
        "reflex.resistance_command", "reflex.vein_command", "reflex.contractility_command", "reflex.receptor_pressure_mmhg", "blood.plasma_volume_ml",
        "L.popliteal_vein.pressure_mmhg","L.calf.soleal_vein.pressure_mmhg",
    ].iter().map(|n| n.replace("L.", &format!("{leg}."))).collect();
    let signals = names.iter().map(|n| s.signal(n)).collect::<Result<Vec<_>, _>>()?;
    s.apply(&Change::Posture { to: Posture::STANDING, over_s: 3.0, manner: Manner::Active }, 60.0)?;
    let mut tiptoe = Activity::named("tiptoe");
    tiptoe.count = Some(10);
    s.apply(&Change::Activity(tiptoe), 240.0)?;
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    s.apply(&Change::Activity(walk), 340.0)?;
    let group = |prefixes: &[&str], s: &Session| -> Vec<secondheart_body::Signal> {
        s.signal_names().iter().filter(|n| n.ends_with(".volume_ml") && !n.contains("interstitium") && prefixes.iter().any(|p| n.starts_with(p)))
            .map(|n| s.signal(n).expect("listed")).collect()
    };
    let groups = [("leg", vec!["leg.left."]), ("splanchnic+renal+pelvis+cava_abd", vec!["splanchnic.", "renal.", "pelvis.", "cava.abdominal", "aorta.abdominal"]), ("lung", vec!["lung."]), ("heart", vec!["heart."]), ("head+arm", vec!["head.", "arm."]), ("calf", vec!["leg.left.calf."])];
    let sums: Vec<_> = groups.iter().map(|(n, p)| (*n, group(p, &s))).collect();
    let mut group_rows: Vec<Vec<f64>> = Vec::new();
    let mut rows: Vec<Vec<(f64, f64, f64)>> = Vec::new();
    let marks = [(30.0, 60.0), (60.0, 75.0), (80.0, 90.0), (220.0, 240.0), (247.0, 250.0), (250.0, 255.0),(265.0,270.0), (335.0, 340.0),(600.0, 630.0)];
    for (a, b) in marks {
        s.advance_to(a)?;
        let mut row = vec![(0.0, f64::MAX, f64::MIN); names.len()];
        let mut last = a;
        while s.step_towards(b)? {
            let w = (s.time_s() - last) / (b - a);
            last = s.time_s();
            for (r, &g) in row.iter_mut().zip(&signals) {
                let v = s.value(g);
                *r = (r.0 + v * w, r.1.min(v), r.2.max(v));
            }
        }
        group_rows.push(sums.iter().map(|(_, g)| g.iter().map(|&x| s.value(x)).sum()).collect());
        rows.push(row);
    }
    print!("{:45}", "");
    for (a, b) in marks {
        print!("{a:>9}-{b:<9}");
    }
    println!();
    for (i, n) in names.iter().enumerate() {
        print!("{n:45}");
        for r in &rows {
            if n.ends_with("fraction")||n.contains("command") {print!("{:19.2}", r[i].0);} else {print!("{:6.1}({:.0},{:.0})", r[i].0, r[i].1, r[i].2);}
        }
        println!();
    }
    for (i, (n, _)) in sums.iter().enumerate() {
        print!("SUM {n:40}");
        for r in &group_rows {
            print!("{:8.0}", r[i]);
        }
        println!();
    }
    println!("{:?} drift {:e}", s.invariants(), s.volume_drift_relative());
    let t = Instant::now();
    let from = s.time_s();
    s.advance_to(from + 60.0)?;
    println!("speed {:.0}x", 60.0 / t.elapsed().as_secs_f64());
    Ok(())
}
