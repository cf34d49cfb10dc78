use secondheart_body::*;
use std::collections::BTreeMap;
fn main(){
 let mut s=Session::new(&Subject::default()).unwrap();
 s.apply(&Change::Posture{to:Posture::STANDING,over_s:3.0,manner:Manner::Active},60.0).unwrap();
 let names:Vec<String>=s.signal_names().into_iter().filter(|n| n.ends_with(".volume_ml")||n.ends_with("pressure_mmhg")).map(|x|x.to_string()).collect();
 let avg=|s:&mut Session,until:f64|{ let mut m:BTreeMap<String,f64>=BTreeMap::new(); let sig:Vec<_>=names.iter().map(|n| s.signal(n).unwrap()).collect(); let t0=s.time_s(); let mut last=t0; while s.step_towards(until).unwrap(){ let now=s.time_s(); for (n,&g) in names.iter().zip(&sig){ *m.entry(n.clone()).or_default()+=s.value(g)*(now-last)/(until-t0);} last=now; } m };
 s.advance_to(40.0).unwrap(); let a=avg(&mut s,60.0);
 s.advance_to(83.0).unwrap(); let b=avg(&mut s,93.0);
 s.advance_to(223.0).unwrap(); let c=avg(&mut s,243.0);
 for n in a.keys(){ println!("{:60} {:9.2} {:9.2} {:9.2}   d30 {:8.2} d3min {:8.2}",n,a[n],b[n],c[n],b[n]-a[n],c[n]-a[n]); }
}
