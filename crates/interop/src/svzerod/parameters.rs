//! The parameters of every type of block: key in the file, allowed values, and place in the model.
//! The reader fills them, the writer prints them.

use super::activation::Activation;
use super::model::{
    Chamber, ChamberLaw, Coronary, Exponential, Heart, Junction, Law, Rcr, Settings, Vessel,
};
use super::sphere::{Material, Sphere};
use super::table::Table;

/// A parameter: a key of the file, and its value in the model.
pub(super) struct Parameter<'a> {
    pub(super) key: &'static str,
    pub(super) value: Slot<'a>,
    /// Whether a file may leave it out; the model then keeps the value that it has.
    pub(super) optional: bool,
}

/// The place of a parameter in the model, and the values allowed there.
pub(super) enum Slot<'a> {
    Any(&'a mut f64),
    NotNegative(&'a mut f64),
    Positive(&'a mut f64),
    /// From 0 to 1.
    Share(&'a mut f64),
    /// A whole number of at least 1.
    Count(&'a mut u32),
    Flag(&'a mut bool),
    List(&'a mut Vec<f64>),
    /// Values under the key, their times under `t`.
    Table(&'a mut Table),
    /// A value that depends on more than its block: reader and writer handle it themselves.
    Apart,
}

impl Parameter<'_> {
    fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    /// The keys that it has in the file.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        let times = matches!(self.value, Slot::Table(_)).then_some("t");
        std::iter::once(self.key).chain(times)
    }
}

fn required<'a>(key: &'static str, value: Slot<'a>) -> Parameter<'a> {
    Parameter {
        key,
        value,
        optional: false,
    }
}

fn any<'a>(key: &'static str, value: &'a mut f64) -> Parameter<'a> {
    required(key, Slot::Any(value))
}

fn not_negative<'a>(key: &'static str, value: &'a mut f64) -> Parameter<'a> {
    required(key, Slot::NotNegative(value))
}

fn positive<'a>(key: &'static str, value: &'a mut f64) -> Parameter<'a> {
    required(key, Slot::Positive(value))
}

/// A key without a place of its own in the model.
pub(super) fn apart(key: &'static str) -> Parameter<'static> {
    required(key, Slot::Apart)
}

/// The parameters of a block.
pub(super) fn of(law: &mut Law) -> Vec<Parameter<'_>> {
    match law {
        Law::Vessel(v) => vessel(v),
        Law::Follower(f) => vec![
            positive("Rpd", &mut f.resistance),
            not_negative("Cp", &mut f.capacity),
        ],
        Law::Sphere(s) => sphere(s),
        Law::Flow(table) => vec![required("Q", Slot::Table(table))],
        Law::Pressure(table) => vec![required("P", Slot::Table(table))],
        Law::Resistance(r) => vec![
            not_negative("R", &mut r.resistance),
            any("Pd", &mut r.distal),
        ],
        Law::Rcr(r, distal) => {
            let mut all = rcr(r);
            all.push(any("Pd", distal).optional());
            all
        }
        Law::LoopRcr(r) => {
            let mut all = rcr(r);
            all.push(apart("closed_loop_outlet"));
            all
        }
        Law::Coronary(bed) => {
            let keys = ["Ra1", "Ca", "Ra2", "Cc", "Rv1"];
            let [arteries, arterial, micro, muscle, veins] = coronary(&mut bed.vessels, keys);
            let mut all = vec![
                arteries,
                veins,
                arterial,
                muscle,
                any("P_v", &mut bed.venous),
                required("Pim", Slot::Table(&mut bed.muscle)),
            ];
            match &mut bed.varying {
                None => all.push(micro),
                Some(v) => all.extend([
                    positive("Ra2_min", &mut v.least),
                    positive("Ra2_max", &mut v.most),
                    positive("T_vc", &mut v.rise_s),
                    positive("T_vr", &mut v.fall_s),
                ]),
            }
            all
        }
        Law::LoopCoronary { vessels, .. } => {
            coronary(vessels, ["Ra", "Ca", "Ram", "Cim", "Rv"]).into()
        }
        Law::Junction(Junction::Plain) => Vec::new(),
        Law::Junction(Junction::Resistive(resistances)) => {
            vec![required("R", Slot::List(resistances))]
        }
        Law::Junction(Junction::Vessels(_)) => OUTLET_LISTS.map(|(key, _)| apart(key)).into(),
        Law::Valve(v) => {
            let mut all = vec![
                not_negative("Rmin", &mut v.open),
                any("Rmax", &mut v.shut),
                apart("upstream_block"),
                apart("downstream_block"),
            ];
            if v.steepness.is_finite() {
                all.push(positive("Steepness", &mut v.steepness));
            }
            all
        }
        Law::Chamber(c) => chamber(c),
        Law::Heart(h) => heart(h),
    }
}

/// A key with a value for every outlet, and the place of the value in the outlet's vessel.
pub(super) type OutletList = (&'static str, fn(&mut Vessel) -> &mut f64);

/// R, L and S of the vessels to the outlets of a `BloodVesselJunction`.
pub(super) const OUTLET_LISTS: [OutletList; 3] = [
    ("R_poiseuille", |v| &mut v.resistance),
    ("L", |v| &mut v.inertance),
    ("stenosis_coefficient", |v| &mut v.stenosis),
];

fn vessel(v: &mut Vessel) -> Vec<Parameter<'_>> {
    vec![
        any("R_poiseuille", &mut v.resistance),
        not_negative("C", &mut v.capacity).optional(),
        not_negative("L", &mut v.inertance).optional(),
        any("stenosis_coefficient", &mut v.stenosis).optional(),
    ]
}

fn sphere(s: &mut Sphere) -> Vec<Parameter<'_>> {
    let mut all = vec![
        positive("rho", &mut s.density),
        positive("thick0", &mut s.thickness),
        positive("radius0", &mut s.radius),
        not_negative("eta", &mut s.viscosity),
        any("sigma_max", &mut s.largest_stress),
        any("alpha_max", &mut s.activation_rate),
        any("alpha_min", &mut s.relaxation_rate),
    ];
    if s.among_vessels {
        all.extend(material(&mut s.material));
        all.extend(activation(&mut s.activation));
    }
    all
}

/// The parameters of a sphere's material.
pub(super) fn material(material: &mut Material) -> Vec<Parameter<'_>> {
    match material {
        Material::MooneyRivlin { w1, w2 } => vec![any("W1", w1), any("W2", w2)],
        Material::Exponential { c } => {
            let keys = ["C0", "C1", "C2", "C3"].into_iter();
            keys.zip(c).map(|(key, c)| any(key, c)).collect()
        }
    }
}

fn rcr(r: &mut Rcr) -> Vec<Parameter<'_>> {
    vec![
        not_negative("Rp", &mut r.proximal),
        not_negative("C", &mut r.capacity),
        not_negative("Rd", &mut r.distal),
    ]
}

/// R_a, C_a, R_am, C_im, R_v under the keys that they have in a type of coronary.
fn coronary<'a>(v: &'a mut Coronary, keys: [&'static str; 5]) -> [Parameter<'a>; 5] {
    [
        not_negative(keys[0], &mut v.arterial),
        not_negative(keys[1], &mut v.arterial_capacity),
        not_negative(keys[2], &mut v.micro),
        positive(keys[3], &mut v.muscle_capacity),
        not_negative(keys[4], &mut v.venous),
    ]
}

fn chamber(chamber: &mut Chamber) -> Vec<Parameter<'_>> {
    let impedance = not_negative("Impedance", &mut chamber.inertance);
    match &mut chamber.law {
        ChamberLaw::Linear(law) => match chamber.listed {
            true => vec![
                not_negative("Emax", &mut law.active_elastance),
                positive("Epass", &mut law.rest_elastance),
                any("Vrest", &mut law.rest_volume),
            ],
            false => vec![
                positive("Emax", &mut law.active_elastance),
                positive("Emin", &mut law.rest_elastance),
                any("Vrd", &mut law.rest_volume),
                any("Vrs", &mut law.active_volume),
                impedance,
            ],
        },
        ChamberLaw::Exponential(law) => {
            let mut all = exponential(law, ["Emax", "Kxp", "Kxv", "Vaso"]);
            all.push(impedance);
            all
        }
    }
}

/// E, K_p, K_v and V_0.
fn exponential<'a>(law: &'a mut Exponential, keys: [&'static str; 4]) -> Vec<Parameter<'a>> {
    vec![
        positive(keys[0], &mut law.elastance),
        positive(keys[1], &mut law.passive_pressure),
        positive(keys[2], &mut law.passive_exponent),
        any(keys[3], &mut law.unstressed),
    ]
}

/// The 27 parameters of the closed loop's heart.
fn heart(h: &mut Heart) -> Vec<Parameter<'_>> {
    let [ra, rv, la, lv] = &mut h.chambers;
    let [atria, _] = &mut h.activations;
    let mut all = activation(atria);
    for (atrium, keys) in [
        (ra, ["Emax_ra", "Kxp_ra", "Kxv_ra", "Vaso_ra"]),
        (la, ["Emax_la", "Kxp_la", "Kxv_la", "Vaso_la"]),
    ] {
        if let ChamberLaw::Exponential(law) = atrium {
            all.extend(exponential(law, keys));
        }
    }
    // A ventricle has no elastance at rest.
    for (ventricle, keys) in [(rv, ["Erv_s", "Vrv_u"]), (lv, ["Elv_s", "Vlv_u"])] {
        if let ChamberLaw::Linear(law) = ventricle {
            let [elastance, volume] = keys;
            all.push(positive(elastance, &mut law.active_elastance));
            all.push(any(volume, &mut law.rest_volume));
        }
    }
    let resistances = ["Rra_v", "Rrv_a", "Rla_v", "Rlv_ao"].into_iter();
    all.extend(
        resistances
            .zip(&mut h.resistances)
            .map(|(key, r)| not_negative(key, r)),
    );
    let inertances = ["Lra_v", "Lrv_a", "Lla_v", "Llv_a"].into_iter();
    all.extend(
        inertances
            .zip(&mut h.inertances)
            .map(|(key, l)| positive(key, l)),
    );
    let [left, right] = &mut h.muscle_shares;
    all.extend([
        positive("Rpd", &mut h.lung_resistance),
        not_negative("Cp", &mut h.lung_capacity),
        not_negative("Cpa", &mut h.aorta_capacity),
        any("iml", left),
        any("imr", right),
    ]);
    all
}

/// The parameters of an activation function.
pub(super) fn activation(activation: &mut Activation) -> Vec<Parameter<'_>> {
    match activation {
        Activation::HalfCosine {
            t_active_s,
            t_twitch_s,
        } => vec![
            any("t_active", t_active_s),
            positive("t_twitch", t_twitch_s),
        ],
        Activation::PiecewiseCosine {
            contract_start_s,
            relax_start_s,
            contract_duration_s,
            relax_duration_s,
        } => vec![
            any("contract_start", contract_start_s),
            any("relax_start", relax_start_s),
            positive("contract_duration", contract_duration_s),
            positive("relax_duration", relax_duration_s),
        ],
        Activation::TwoHill {
            t_shift_s,
            tau_1_s,
            tau_2_s,
            m1,
            m2,
            scale: _,
        } => vec![
            any("t_shift", t_shift_s),
            positive("tau_1", tau_1_s),
            positive("tau_2", tau_2_s),
            positive("m1", m1),
            positive("m2", m2),
        ],
        Activation::DoubleTanh {
            systole_s,
            diastole_s,
            steepness_s,
        } => vec![
            any("tsys", systole_s),
            any("tdias", diastole_s),
            positive("steepness", steepness_s),
        ],
        Activation::WrappingCosine {
            length_share,
            end_divisor,
        } => vec![
            positive("Tsa", length_share),
            positive("tpwave", end_divisor),
        ],
        Activation::Fourier { .. } | Activation::RawFourier => Vec::new(),
    }
}

/// The settings of a run that a file may leave out.
pub(super) fn settings(settings: &mut Settings) -> Vec<Parameter<'_>> {
    let stepping = &mut settings.stepping;
    let all = [
        positive("absolute_tolerance", &mut stepping.absolute_tolerance),
        required(
            "maximum_nonlinear_iterations",
            Slot::Count(&mut stepping.most_iterations),
        ),
        required("rho_infty", Slot::Share(&mut stepping.rho_infty)),
        required("steady_initial", Slot::Flag(&mut settings.steady_initial)),
        required(
            "output_variable_based",
            Slot::Flag(&mut settings.variable_based),
        ),
        required("output_interval", Slot::Count(&mut settings.interval)),
        required("output_mean_only", Slot::Flag(&mut settings.mean_only)),
        required("output_derivative", Slot::Flag(&mut settings.derivative)),
        required("output_all_cycles", Slot::Flag(&mut settings.all_cycles)),
    ];
    all.map(Parameter::optional).into()
}
