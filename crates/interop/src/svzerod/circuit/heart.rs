//! The closed loop's heart with its lung.

use super::super::flows::{Sum, Term};
use super::super::model::Heart;
use super::super::storage::StorageLaw;
use super::build::Builder;
use super::{Begin, LinkLaw, Reading};

impl Builder<'_> {
    /// RA - valve - RV - valve - lung - LA - valve - LV - valve - root of the aorta; returns the
    /// storages of the left and the right ventricle.
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
                activation: heart.activations[n % 2].clone(),
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
            let law = LinkLaw::Gate {
                open: heart.resistances[n],
                shut: f64::INFINITY,
                steepness: f64::INFINITY,
                inertance: heart.inertances[n],
            };
            self.link(name, ends[n].0, ends[n].1, law)
        });
        let law = LinkLaw::Follower {
            resistance: heart.lung_resistance,
            capacity: heart.lung_capacity,
        };
        self.link(name, lung, left_atrium, law);
        let entering = [
            (Term::Edge(valves[0]), 1.0),
            (Term::Storage(storages[0]), 1.0),
        ];
        self.known[inlet].get_or_insert(Sum::of(&entering));
        let mut leaving = Sum::of(&[(Term::Edge(valves[3]), 1.0)]);
        if heart.aorta_capacity > 0.0 {
            let root = self.capacity(outlet, heart.aorta_capacity);
            leaving.add(&Sum::of(&[(Term::Storage(root), 1.0)]), -1.0);
            self.behind.push(super::build::Behind {
                storage: root,
                connection: outlet,
                resistance: 0.0,
                stenosis: 0.0,
            });
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
