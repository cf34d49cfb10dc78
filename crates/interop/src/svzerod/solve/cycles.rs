//! The number of cycles of a file: a number, or as many as it takes until means settle.

use super::super::model::Law;
use super::run::Run;

impl Run<'_> {
    /// Number of cycles in the file. For a given change of means, the slowest outlet with a capacity
    /// determines it (Pfaller et al. 2022, eq. 21).
    pub(super) fn planned(&self) -> u32 {
        let settings = &self.model.settings;
        match (settings.cycle_to_cycle, self.slowest_outlet_s()) {
            (Some(limit), Some(slowest_s)) => {
                let cycles = (-slowest_s / self.period_s * limit.ln()).ceil();
                // Small and positive.
                cycles.clamp(1.0, 1e6) as u32
            }
            _ => settings.cycles,
        }
    }

    fn slowest_outlet_s(&self) -> Option<f64> {
        let times = self
            .model
            .blocks
            .iter()
            .filter_map(|block| match &block.law {
                Law::Rcr(rcr, _) => Some(rcr.distal * rcr.capacity),
                _ => None,
            });
        times.fold(None, |most, t| Some(most.map_or(t, |m: f64| m.max(t))))
    }

    /// The change of means at which to stop, if the file has one and no outlet has a capacity.
    pub(super) fn mean_limit(&self) -> Option<f64> {
        let limit = self.model.settings.cycle_to_cycle?;
        self.slowest_outlet_s().is_none().then_some(limit)
    }

    /// Quantities at the connections of vessels with boundary conditions.
    pub(super) fn caps(&self) -> Vec<usize> {
        let law = |block: usize| &self.model.blocks[block].law;
        let vessel = |block: usize| matches!(law(block), Law::Vessel(_));
        let bound = |block: usize| {
            !matches!(
                law(block),
                Law::Vessel(_) | Law::Junction(_) | Law::Valve(_) | Law::Chamber(_)
            )
        };
        let connections = self.model.connections.iter().enumerate();
        connections
            .filter(|(_, c)| vessel(c.from) && bound(c.to) || bound(c.from) && vessel(c.to))
            .flat_map(|(n, _)| [2 * n, 2 * n + 1])
            .collect()
    }
}
