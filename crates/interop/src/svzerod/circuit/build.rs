//! Blocks as links, storages and joints between pins.

use secondheart_engine::EdgeLaw;
use secondheart_engine::law::{Conduit, Follower, Gate};

use super::super::flows::{Balance, Sum, Term};
use super::super::model::{Junction, Law, Model, Resistance, Vessel};
use super::super::storage::{Outside, Storage, StorageLaw};
use super::super::table::Table;
use super::pins::Pins;
use super::{Begin, Gain, Given, Reading, Source, Varying};

/// An edge between two pins; its law is in the units of the file.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) law: EdgeLaw,
}

/// A capacity behind a resistance. At the start its pressure is the pressure of a connection minus
/// the loss of the connection's flow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Behind {
    pub(crate) storage: usize,
    pub(crate) connection: usize,
    pub(crate) resistance: f64,
    pub(crate) stenosis: f64,
}

/// A conduit by R, L and S.
fn conduit(resistance: f64, inertance: f64, stenosis: f64) -> EdgeLaw {
    EdgeLaw::Conduit(Conduit {
        resistance_mmhg_s_per_ml: resistance,
        inertance_mmhg_s2_per_ml: inertance,
        quadratic_loss_mmhg_s2_per_ml2: stenosis,
        ..Conduit::default()
    })
}

/// A network under construction.
pub(super) struct Builder<'m> {
    pub(super) model: &'m Model,
    pub(super) pins: Pins,
    pub(super) links: Vec<Link>,
    pub(super) storages: Vec<Storage>,
    pub(super) tables: Vec<Table>,
    pub(super) given: Vec<Given>,
    pub(super) sources: Vec<Source>,
    pub(super) varying: Vec<Varying>,
    pub(super) gains: Vec<Gain>,
    pub(super) known: Vec<Option<Sum>>,
    pub(super) balances: Vec<Balance>,
    pub(super) inner: Vec<Reading>,
    pub(super) begin: Vec<(String, Begin)>,
    pub(super) behind: Vec<Behind>,
    /// Storages of the left and the right ventricle of the closed loop.
    ventricles: [Option<usize>; 2],
    /// Capacities inside the muscle of a ventricle; true for the left.
    around: Vec<(usize, bool)>,
}

/// The flows of a two-ended element, if its edges determine them.
pub(super) struct Through {
    pub(super) entering: Option<Sum>,
    pub(super) leaving: Option<Sum>,
    pub(super) held: Sum,
}

impl<'m> Builder<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let mut pins = Pins::default();
        for connection in &model.connections {
            pins.add(model.connection_name(connection));
        }
        Self {
            model,
            pins,
            links: Vec::new(),
            storages: Vec::new(),
            tables: Vec::new(),
            given: Vec::new(),
            sources: Vec::new(),
            varying: Vec::new(),
            gains: Vec::new(),
            known: vec![None; model.connections.len()],
            balances: Vec::new(),
            inner: Vec::new(),
            begin: Vec::new(),
            behind: Vec::new(),
            ventricles: [None; 2],
            around: Vec::new(),
        }
    }

    pub(super) fn pin(&mut self, block: &str, what: &str) -> usize {
        self.pins.add(format!("{block} {what}"))
    }

    pub(super) fn link(&mut self, name: &str, from: usize, to: usize, law: EdgeLaw) -> usize {
        self.links.push(Link {
            name: name.to_owned(),
            from,
            to,
            law,
        });
        self.links.len() - 1
    }

    pub(super) fn resistor(
        &mut self,
        name: &str,
        from: usize,
        to: usize,
        resistance: f64,
    ) -> usize {
        self.tube(name, from, to, [resistance, 0.0, 0.0])
    }

    /// A conduit by R, L and S, of which R and S may be negative.
    fn tube(&mut self, name: &str, from: usize, to: usize, [r, l, s]: [f64; 3]) -> usize {
        if r >= 0.0 && s >= 0.0 {
            return self.link(name, from, to, conduit(r, l, s));
        }
        let edge = self.link(name, from, to, conduit(0.0, l, 0.0));
        let (resistance, stenosis) = (r, s);
        self.gains.push(Gain {
            edge,
            resistance,
            stenosis,
        });
        edge
    }

    pub(super) fn store(&mut self, pin: usize, law: StorageLaw) -> usize {
        self.storages.push(Storage { pin, law });
        self.storages.len() - 1
    }

    pub(super) fn capacity(&mut self, pin: usize, capacity: f64) -> usize {
        let outside = Outside::Nothing;
        self.store(pin, StorageLaw::Capacity { capacity, outside })
    }

    fn prescribe(&mut self, pin: usize, table: Table) {
        self.tables.push(table);
        let table = self.tables.len() - 1;
        self.given.push(Given { pin, table });
    }

    pub(super) fn begins(&mut self, quantity: &str, block: &str, begin: Begin) {
        self.begin.push((format!("{quantity}:{block}"), begin));
    }

    /// The initial flow of a connection starts an edge with inertia.
    fn begins_with(&mut self, connection: usize, edge: usize) {
        let model = self.model;
        let name = model.connection_name(&model.connections[connection]);
        self.begins("flow", &name, Begin::Edge(edge));
    }

    pub(super) fn knows(&mut self, connection: usize, flow: Sum) {
        self.known[connection].get_or_insert(flow);
    }

    fn balance(&mut self, inlets: &[usize], outlets: &[usize], held: Sum) {
        self.balances.push(Balance {
            inlets: inlets.to_vec(),
            outlets: outlets.to_vec(),
            held,
        });
    }

    /// Notes the flows of a two-ended element.
    fn takes(&mut self, inlet: usize, outlet: usize, through: Through) {
        if let Some(flow) = through.entering {
            self.knows(inlet, flow);
        }
        if let Some(flow) = through.leaving {
            self.knows(outlet, flow);
        }
        self.balance(&[inlet], &[outlet], through.held);
    }

    pub(super) fn block(&mut self, index: usize) -> Result<(), String> {
        let model = self.model;
        let block = &model.blocks[index];
        let name = block.name.as_str();
        let connections = model.connections.iter().enumerate();
        let (mut inlets, mut outlets) = (Vec::new(), Vec::new());
        for (c, connection) in connections {
            if connection.to == index {
                inlets.push(c);
            }
            if connection.from == index {
                outlets.push(c);
            }
        }
        let (inlet, outlet) = (inlets.first().copied(), outlets.first().copied());
        // The reader has checked the number of connections.
        let ends = || {
            inlet
                .zip(outlet)
                .ok_or_else(|| format!("{name} has a loose end"))
        };
        let one = || {
            inlet
                .or(outlet)
                .ok_or_else(|| format!("{name} is connected to nothing"))
        };
        match &block.law {
            Law::Vessel(vessel) => {
                let (a, b) = ends()?;
                let through = self.vessel(name, a, b, vessel);
                self.takes(a, b, through);
            }
            Law::Follower(follower) => {
                let (a, b) = ends()?;
                let law = EdgeLaw::Follower(Follower {
                    resistance_mmhg_s_per_ml: follower.resistance,
                    capacity_ml_per_mmhg: follower.capacity,
                });
                let edge = self.link(name, a, b, law);
                self.straight(a, b, edge);
            }
            Law::Valve(valve) => {
                let (a, b) = ends()?;
                let law = EdgeLaw::Gate(Gate {
                    open_resistance_mmhg_s_per_ml: valve.open,
                    shut_resistance_mmhg_s_per_ml: valve.shut,
                    steepness_per_mmhg: valve.steepness,
                    inertance_mmhg_s2_per_ml: 0.0,
                });
                let edge = self.link(name, a, b, law);
                self.straight(a, b, edge);
                if valve.steepness.is_finite() {
                    self.inner.push(Reading::Shutness(edge));
                }
            }
            Law::Chamber(chamber) => {
                let (a, b) = ends()?;
                let law = StorageLaw::Chamber {
                    law: chamber.law,
                    activation: chamber.activation,
                };
                let storage = self.store(a, law);
                let held = Sum::from(Term::Storage(storage));
                if chamber.inertance > 0.0 {
                    let edge = self.link(name, a, b, conduit(0.0, chamber.inertance, 0.0));
                    self.begins_with(b, edge);
                    self.knows(b, Sum::from(Term::Edge(edge)));
                } else {
                    self.pins.join(a, b);
                }
                self.balance(&[a], &[b], held);
                self.inner.push(Reading::Volume(storage));
                self.begins("Vc", name, Begin::Storage(storage));
            }
            Law::Sphere(sphere) => {
                let (a, b) = ends()?;
                self.pins.join(a, b);
                let storage = self.store(a, StorageLaw::Sphere(*sphere));
                self.balance(&[a], &[b], Sum::from(Term::Storage(storage)));
                let fields = (0..4).map(|field| Reading::Sphere(storage, field));
                self.inner.extend(fields);
                self.inner.push(Reading::SphereVolume(storage));
                for (field, quantity) in ["radius", "velo", "stress", "tau", "volume"]
                    .into_iter()
                    .enumerate()
                {
                    self.begins(quantity, name, Begin::Sphere(storage, field));
                }
            }
            Law::Flow(table) => {
                let c = one()?;
                self.tables.push(table.clone());
                // Downstream of the source the flow enters the network.
                let sign = if outlet.is_some() { 1.0 } else { -1.0 };
                let table = self.tables.len() - 1;
                let pin = c;
                self.sources.push(Source { pin, table, sign });
                let source = Term::Source(self.sources.len() - 1);
                self.knows(c, Sum::from(source));
            }
            Law::Pressure(table) => {
                let c = one()?;
                self.prescribe(c, table.clone());
            }
            &Law::Resistance(Resistance { resistance, distal }) => {
                let a = one()?;
                if resistance > 0.0 {
                    let d = self.pin(name, "distal");
                    self.prescribe(d, Table::constant(distal));
                    let edge = self.resistor(name, a, d, resistance);
                    self.knows(a, Sum::from(Term::Edge(edge)));
                } else {
                    self.prescribe(a, Table::constant(distal));
                }
            }
            Law::Rcr(rcr, distal) => {
                let a = one()?;
                let d = self.pin(name, "distal");
                self.prescribe(d, Table::constant(*distal));
                if let Some(flow) = self.rcr(name, a, d, rcr, "pressure_c").entering {
                    self.knows(a, flow);
                }
            }
            Law::LoopRcr(rcr) => {
                let (a, b) = ends()?;
                let through = self.rcr(name, a, b, rcr, "P_c");
                self.takes(a, b, through);
            }
            Law::Coronary(bed) => {
                let a = one()?;
                let d = self.pin(name, "venous");
                self.prescribe(d, Table::constant(bed.venous));
                self.tables.push(bed.muscle.clone());
                let outside = Outside::Table(self.tables.len() - 1);
                let (storage, micro) = self.coronary(name, a, d, &bed.vessels, outside);
                if let Some(law) = bed.varying {
                    self.varying.push(Varying { edge: micro, law });
                }
                self.inner.push(Reading::VolumeChange(storage));
            }
            Law::LoopCoronary { vessels, left } => {
                let (a, b) = ends()?;
                let (storage, _) = self.coronary(name, a, b, vessels, Outside::Nothing);
                let last = Term::Edge(self.links.len() - 1);
                self.knows(b, Sum::from(last));
                self.around.push((storage, *left));
                self.inner.push(Reading::Volume(storage));
                self.begins("volume_im", name, Begin::Storage(storage));
            }
            Law::Junction(junction) => self.junction(name, junction, &inlets, &outlets),
            Law::Heart(heart) => {
                let (a, b) = ends()?;
                self.ventricles = self.heart(name, a, b, heart);
            }
        }
        if index + 1 == model.blocks.len() {
            self.press_coronaries()?;
        }
        Ok(())
    }

    /// A block with one edge from end to end.
    fn straight(&mut self, a: usize, b: usize, edge: usize) {
        let flow = Sum::from(Term::Edge(edge));
        self.knows(a, flow.clone());
        self.knows(b, flow);
        self.balance(&[a], &[b], Sum::default());
    }

    /// R, then C, then L; or C, then R and L.
    fn vessel(&mut self, name: &str, a: usize, b: usize, v: &Vessel) -> Through {
        let lossy = v.resistance != 0.0 || v.stenosis != 0.0;
        let inert = v.inertance > 0.0;
        let capacity_first = v.capacity == 0.0 || v.capacity_first;
        let (before, behind) = if capacity_first {
            let whole = [v.resistance, v.inertance, v.stenosis];
            (None, (lossy || inert).then_some(whole))
        } else {
            let loss = [v.resistance, 0.0, v.stenosis];
            let inertia = [0.0, v.inertance, 0.0];
            (lossy.then_some(loss), inert.then_some(inertia))
        };
        let middle = match (&before, &behind) {
            (Some(_), Some(_)) => self.pin(name, "middle"),
            (Some(_), None) => b,
            (None, _) => a,
        };
        let mut held = Sum::default();
        if v.capacity > 0.0 {
            let storage = self.capacity(middle, v.capacity);
            let (resistance, stenosis) = match before {
                Some(_) => (v.resistance, v.stenosis),
                None => (0.0, 0.0),
            };
            self.starts_behind(storage, a, resistance, stenosis);
            held = Term::Storage(storage).into();
        }
        let before = before.map(|law| self.tube(name, a, middle, law));
        let behind = behind.map(|law| self.tube(name, middle, b, law));
        match behind {
            Some(edge) if inert => self.begins_with(b, edge),
            None if before.is_none() => self.pins.join(a, b),
            _ => {}
        }
        let entering = match (before, behind) {
            (None, Some(edge)) if capacity_first => {
                let mut flow = Sum::from(Term::Edge(edge));
                flow.add(&held, 1.0);
                Some(flow)
            }
            _ => before.map(|edge| Term::Edge(edge).into()),
        };
        Through {
            entering,
            leaving: behind.map(|edge| Term::Edge(edge).into()),
            held,
        }
    }

    pub(super) fn starts_behind(
        &mut self,
        storage: usize,
        connection: usize,
        resistance: f64,
        stenosis: f64,
    ) {
        self.behind.push(Behind {
            storage,
            connection,
            resistance,
            stenosis,
        });
    }

    fn junction(&mut self, name: &str, junction: &Junction, inlets: &[usize], outlets: &[usize]) {
        match junction {
            Junction::Plain => {
                for pair in inlets.iter().chain(outlets).collect::<Vec<_>>().windows(2) {
                    self.pins.join(*pair[0], *pair[1]);
                }
            }
            Junction::Resistive(resistances) => {
                let c = self.pin(name, "pressure_c");
                let ends = inlets
                    .iter()
                    .map(|&c| (c, true))
                    .chain(outlets.iter().map(|&c| (c, false)));
                for ((end, enters), &resistance) in ends.zip(resistances) {
                    let (from, to) = if enters { (end, c) } else { (c, end) };
                    if resistance != 0.0 {
                        let edge = self.resistor(name, from, to, resistance);
                        self.knows(end, Sum::from(Term::Edge(edge)));
                    } else {
                        self.pins.join(from, to);
                    }
                }
                self.inner.push(Reading::Pressure(c));
            }
            Junction::Vessels(vessels) => {
                for (&outlet, vessel) in outlets.iter().zip(vessels) {
                    if let Some(flow) = self.vessel(name, inlets[0], outlet, vessel).leaving {
                        self.knows(outlet, flow);
                    }
                }
            }
        }
        self.balance(inlets, outlets, Sum::default());
    }

    /// Places the coronaries of the closed loop inside the muscle of its ventricles.
    fn press_coronaries(&mut self) -> Result<(), String> {
        let heart = self.model.blocks.iter().find_map(|block| match &block.law {
            Law::Heart(heart) => Some(heart),
            _ => None,
        });
        for (storage, left) in std::mem::take(&mut self.around) {
            let side = usize::from(!left);
            let (Some(heart), Some(ventricle)) = (heart, self.ventricles[side]) else {
                return Err("a closed-loop coronary needs ClosedLoopHeartAndPulmonary".to_owned());
            };
            if let StorageLaw::Capacity { outside, .. } = &mut self.storages[storage].law {
                *outside = Outside::Ventricle {
                    storage: ventricle,
                    share: heart.muscle_shares[side],
                };
            }
        }
        Ok(())
    }
}
