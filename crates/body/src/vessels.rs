//! Arteries and veins: their walls, the segments between them, narrowings, valves, venous tone.

mod conduit;
mod stenosis;
mod tone;
mod venous_valve;
mod wall;

pub(crate) use tone::Tone;
