//! The closed loop's heart with its lung.

use secondheart_engine::EdgeLaw;
use secondheart_engine::law::{Follower, Gate};

use super::super::flows::{Sum, Term};
use super::super::model::Heart;
use super::super::storage::StorageLaw;
use super::build::Builder;
use super::{Begin, Reading};

impl Builder<'_> {
    /// RA - valve - RV - valve - lung - LA - valve - LV - valve - aortic root. Returns the storages of
    /// the left and the right ventricle.
    pub(super) fn heart(
        &mut self,
        name: &str,
        inlet: usize,
        outlet: usize,
        heart: &Heart,
    ) -> [Option<usize>; 2] {
        let [right_ventricle, lung, left_atrium, left_ventricle] =
            ["P_RV", "P_pul", "P_LA", "P_LV"].map(|what| self.pin(name, what));
        let rooms = [inlet, right_ventricle, left_atrium, left_ventricle];
        let storages: [usize; 4] = std::array::from_fn(|n| {
            let law = StorageLaw::Chamber {
                law: heart.chambers[n],
                activation: heart.activations[n % 2],
            };
            self.store(rooms[n], law)
        });
        let ends = [
            (inlet, right_ventricle),
            (right_ventricle, lung),
            (left_atrium, left_ventricle),
            (left_ventricle, outlet),
        ];
        let valves: [usize; 4] = std::array::from_fn(|n| {
            let law = EdgeLaw::Gate(Gate {
                open_resistance_mmhg_s_per_ml: heart.resistances[n],
                shut_resistance_mmhg_s_per_ml: f64::INFINITY,
                steepness_per_mmhg: f64::INFINITY,
                inertance_mmhg_s2_per_ml: heart.inertances[n],
            });
            self.link(name, ends[n].0, ends[n].1, law)
        });
        let law = EdgeLaw::Follower(Follower {
            resistance_mmhg_s_per_ml: heart.lung_resistance,
            capacity_ml_per_mmhg: heart.lung_capacity,
        });
        self.link(name, lung, left_atrium, law);
        let mut entering = Sum::from(Term::Edge(valves[0]));
        entering.add(&Term::Storage(storages[0]).into(), 1.0);
        self.known[inlet].get_or_insert(entering);
        let mut leaving = Sum::from(Term::Edge(valves[3]));
        if heart.aorta_capacity > 0.0 {
            let root = self.capacity(outlet, heart.aorta_capacity);
            leaving.add(&Term::Storage(root).into(), -1.0);
            self.starts_behind(root, outlet, 0.0, 0.0);
        }
        self.known[outlet].get_or_insert(leaving);

        let volume = |n: usize| (Reading::Volume(storages[n]), Begin::Storage(storages[n]));
        let flow = |n: usize| (Reading::EdgeFlow(valves[n]), Begin::Edge(valves[n]));
        let pressure = |pin: usize| (Reading::Pressure(pin), Begin::Pin(pin));
        let inner = [
            ("V_RA", volume(0)),
            ("Q_RA", flow(0)),
            ("P_RV", pressure(right_ventricle)),
            ("V_RV", volume(1)),
            ("Q_RV", flow(1)),
            ("P_pul", pressure(lung)),
            ("P_LA", pressure(left_atrium)),
            ("V_LA", volume(2)),
            ("Q_LA", flow(2)),
            ("P_LV", pressure(left_ventricle)),
            ("V_LV", volume(3)),
            ("Q_LV", flow(3)),
        ];
        for (quantity, (reading, begin)) in inner {
            self.inner.push(reading);
            self.begin.push((format!("{quantity}:{name}"), begin));
        }
        [Some(storages[3]), Some(storages[1])]
    }
}
