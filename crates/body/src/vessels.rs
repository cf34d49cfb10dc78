//! Arteries and veins: their walls, the segments between them, narrowings, valves, throats of squeezed veins, venous
//! tone.

mod conduit;
mod stenosis;
mod throat;
mod tone;
mod venous_valve;
mod wall;

pub(crate) use throat::Throats;
pub(crate) use tone::Tone;
