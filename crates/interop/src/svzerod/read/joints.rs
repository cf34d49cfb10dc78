//! The number of connections that a block needs.

use super::super::model::{Block, Junction, Law};
use crate::error::Problem;

/// Checks the number of a block's inlets and outlets.
pub(super) fn check(block: &Block, inlets: usize, outlets: usize) -> Result<(), Problem> {
    let need = |count: usize, what, wanted, fits: bool| {
        if fits {
            Ok(())
        } else {
            Err(Problem::Connections {
                block: block.name.clone(),
                count,
                what,
                wanted,
            })
        }
    };
    let one_inlet = need(inlets, "inlets", "one", inlets == 1);
    let one_outlet = need(outlets, "outlets", "one", outlets == 1);
    match &block.law {
        Law::Vessel(_)
        | Law::Follower(_)
        | Law::Sphere(_)
        | Law::Valve(_)
        | Law::Chamber(_)
        | Law::LoopRcr(_)
        | Law::LoopCoronary { .. }
        | Law::Heart(_) => one_inlet.and(one_outlet),
        Law::Flow(_) | Law::Pressure(_) => {
            let all = inlets + outlets;
            need(all, "connections", "one", all == 1)
        }
        Law::Resistance(_) | Law::Rcr(..) | Law::Coronary(_) => {
            one_inlet.and(need(outlets, "outlets", "none", outlets == 0))
        }
        Law::Junction(junction) => {
            need(inlets, "inlets", "at least one", inlets > 0)?;
            need(outlets, "outlets", "at least one", outlets > 0)?;
            match junction {
                Junction::Plain => Ok(()),
                Junction::Resistive(r) => {
                    let all = inlets + outlets;
                    let wanted = "as many as it has resistances";
                    need(all, "connections", wanted, all == r.len())
                }
                Junction::Vessels(vessels) => one_inlet.and(need(
                    outlets,
                    "outlets",
                    "as many as it has values",
                    outlets == vessels.len(),
                )),
            }
        }
    }
}
