/**
 * The vessels of the side view: where they run, how wide they are drawn, which signals they show.
 *
 * A point is [segment, place along the segment 0 to 1, cm towards the front at a stature of 176 cm].
 * Names and places follow crates/body/data/circuit/*.toml; depths are estimates from textbooks of anatomy.
 * The lying volume is that of the circuit's files, shared among the lines that a vessel is drawn as.
 */

export type SegmentName = "trunk" | "head" | "thigh" | "shank" | "foot";
export type Point = readonly [SegmentName, number, number];

export interface VesselDrawing {
  /** Name within a leg, or whole name for the trunk. */
  vessel: string;
  label: string;
  kind: "vein" | "artery";
  /** Connection whose flow the marks follow, normally in the drawn direction. */
  flow: string;
  /** Width at the lying volume, cm on the body. */
  width_cm: number;
  lying_ml: number;
  /** Number of lines among which the vessel is shared. */
  lines: number;
  /** Shown on the far leg too. */
  far: boolean;
  /** Whether the connection has a valve worth drawing at the end of this line. */
  valve: boolean;
  points: readonly Point[];
}

const vein = (
  vessel: string,
  label: string,
  flow: string,
  width_cm: number,
  lying_ml: number,
  points: readonly Point[],
  more: Partial<VesselDrawing> = {},
): VesselDrawing => ({
  vessel, label, kind: "vein", flow, width_cm, lying_ml, lines: 1, far: true, valve: true, points, ...more,
});

const artery = (
  vessel: string,
  label: string,
  flow: string,
  width_cm: number,
  lying_ml: number,
  points: readonly Point[],
): VesselDrawing => ({
  vessel, label, kind: "artery", flow, width_cm, lying_ml, lines: 1, far: false, valve: false, points,
});

/** Names without `leg.SIDE.`. */
export const LEG_VESSELS: readonly VesselDrawing[] = [
  artery("common_femoral_artery", "common femoral artery", "femoral_inflow", 0.75, 3.84, [["trunk", 0.02, 3.2], ["thigh", 0.06, 3], ["thigh", 0.12, 2.5]]),
  artery("superficial_femoral_artery", "superficial femoral artery", "superficial_femoral_inflow", 0.65, 11.2, [["thigh", 0.12, 2.5], ["thigh", 0.3, 1.2], ["thigh", 0.55, -0.4], ["thigh", 0.82, -1.3]]),
  artery("popliteal_artery", "popliteal artery", "popliteal_inflow", 0.6, 6, [["thigh", 0.82, -1.3], ["thigh", 0.96, -1.7], ["shank", 0.06, -1.3], ["shank", 0.14, -0.5]]),
  artery("tibial_artery", "arteries of the lower leg", "tibial_inflow", 0.5, 6.7, [["shank", 0.14, -0.5], ["shank", 0.35, 0.2], ["shank", 0.7, 0.3], ["shank", 1, 0.3]]),
  artery("foot.artery", "artery of the foot", "foot.inflow", 0.45, 9, [["shank", 0.98, 0.3], ["foot", 0.37, -2], ["foot", 0.52, -3.4], ["foot", 0.68, -4.3]]),

  vein("thigh.muscle_vein", "muscle veins of the thigh", "thigh.muscle_outlet", 0.85, 110, [["thigh", 0.78, -3.9], ["thigh", 0.55, -3.6], ["thigh", 0.3, -1.6], ["thigh", 0.12, 2.4], ["thigh", 0.06, 4.2]]),
  vein("calf.anterior_vein", "muscle veins at the front of the shin", "calf.anterior_outlet", 0.42, 12, [["shank", 0.7, 1.7], ["shank", 0.45, 2.4], ["shank", 0.28, 1.6], ["shank", 0.18, -1]], { far: false, valve: false }),
  vein("foot.plantar_vein", "plantar veins", "foot.plantar_outlet", 0.8, 15, [["foot", 0.78, -5.2], ["foot", 0.56, -5.1], ["foot", 0.36, -4.6], ["foot", 0.24, -2], ["shank", 0.95, -1.2]], { valve: false }),
  vein("calf.tibial_lower_vein", "deep veins of the lower leg, lower half", "calf.tibial_lower_outlet", 0.7, 5, [["shank", 0.97, -1.3], ["shank", 0.75, -1.1], ["shank", 0.5, -1.2]]),
  vein("calf.soleal_vein", "soleal vein", "calf.soleal_outlet", 0.75, 28, [["shank", 0.72, -2.7], ["shank", 0.55, -3], ["shank", 0.4, -2.9], ["shank", 0.27, -1.9]], { lines: 2 }),
  vein("calf.soleal_vein", "soleal vein", "calf.soleal_outlet", 0.75, 28, [["shank", 0.64, -3.9], ["shank", 0.48, -4.3], ["shank", 0.33, -3.9], ["shank", 0.23, -2.2]], { lines: 2, far: false }),
  vein("calf.gastrocnemius_vein", "gastrocnemius vein", "calf.gastrocnemius_outlet", 0.8, 16, [["shank", 0.45, -6.1], ["shank", 0.3, -6.1], ["shank", 0.15, -5.4], ["shank", 0.02, -3.7]]),
  vein("calf.tibial_upper_vein", "deep veins of the lower leg, upper half", "calf.tibial_upper_outlet", 0.9, 8, [["shank", 0.5, -1.2], ["shank", 0.28, -1.4], ["shank", 0.1, -2.3], ["shank", 0.02, -2.8]]),
  vein("popliteal_vein", "popliteal vein", "popliteal_outlet", 1.05, 8.5, [["shank", 0.03, -2.8], ["thigh", 0.97, -3.1], ["thigh", 0.86, -2.5], ["thigh", 0.76, -1.7]]),
  vein("femoral_vein", "femoral vein", "femoral_outlet", 1.1, 15.5, [["thigh", 0.76, -1.7], ["thigh", 0.5, 0.8], ["thigh", 0.25, 3], ["thigh", 0.07, 4.4]]),
  vein("common_femoral_vein", "common femoral vein", "common_femoral_outlet", 1.25, 4.2, [["thigh", 0.08, 4.4], ["thigh", 0.02, 4.7], ["trunk", 0.05, 4.4]]),

  vein("calf.small_saphenous_vein", "small saphenous vein", "calf.small_saphenous_outlet", 0.55, 6, [["shank", 0.99, -2.9], ["shank", 0.84, -3], ["shank", 0.62, -4.8], ["shank", 0.4, -6.8], ["shank", 0.2, -6.6], ["shank", 0.04, -4.3]]),
  vein("foot.dorsal_vein", "veins of the back of the foot", "foot.dorsal_outlet", 0.6, 8, [["foot", 0.76, -4.6], ["foot", 0.66, -3.1], ["foot", 0.5, -0.9], ["foot", 0.4, 1.2], ["shank", 0.94, 2.5]]),
  vein("calf.saphenous_lower_vein", "great saphenous vein, lower half of the lower leg", "calf.saphenous_lower_outlet", 0.65, 7, [["shank", 0.95, 2.5], ["shank", 0.72, 2.9], ["shank", 0.5, 3.3]]),
  vein("calf.saphenous_upper_vein", "great saphenous vein, upper half of the lower leg", "calf.saphenous_upper_outlet", 0.65, 6, [["shank", 0.5, 3.3], ["shank", 0.28, 3], ["shank", 0.1, 0.6], ["thigh", 0.98, -0.2], ["thigh", 0.84, 1.8]]),
  vein("thigh.saphenous_vein", "great saphenous vein in the thigh", "thigh.saphenous_outlet", 0.7, 10, [["thigh", 0.84, 1.8], ["thigh", 0.6, 5], ["thigh", 0.3, 6.9], ["thigh", 0.12, 6.6], ["thigh", 0.06, 5]]),

  vein("calf.perforator_lower", "lower perforators", "calf.perforator_lower", 0.38, 1, [["shank", 0.82, 2.7], ["shank", 0.79, 1], ["shank", 0.78, -1]], { far: false, valve: false }),
  vein("calf.perforator_soleal", "perforator to the soleus", "calf.perforator_soleal", 0.3, 0.6, [["shank", 0.62, 3.1], ["shank", 0.59, 0.5], ["shank", 0.58, -2.8]], { far: false, valve: false }),
  vein("calf.perforator_upper", "upper perforators", "calf.perforator_upper", 0.38, 1, [["shank", 0.37, 3.1], ["shank", 0.34, 1], ["shank", 0.33, -1.2]], { far: false, valve: false }),
  vein("calf.perforator_small_saphenous", "perforators of the small saphenous vein", "calf.perforator_small_saphenous", 0.34, 0.8, [["shank", 0.48, -6.5], ["shank", 0.45, -6.2]], { far: false, valve: false }),
  vein("thigh.perforator", "perforators of the thigh", "thigh.perforator", 0.36, 0.8, [["thigh", 0.64, 4.6], ["thigh", 0.61, 2.4], ["thigh", 0.6, -0.1]], { far: false, valve: false }),
];

/** Pairs of ends of perforators: they take the state of the superficial vein that they come from. */
export const PERFORATOR_FROM: Readonly<Record<string, string>> = {
  "calf.perforator_lower": "calf.saphenous_lower_vein",
  "calf.perforator_soleal": "calf.saphenous_lower_vein",
  "calf.perforator_upper": "calf.saphenous_upper_vein",
  "calf.perforator_gastrocnemius": "calf.saphenous_upper_vein",
  "calf.perforator_small_saphenous": "calf.small_saphenous_vein",
  "thigh.perforator": "thigh.saphenous_vein",
  "foot.perforator": "foot.plantar_vein",
};

/** The far leg's way to the vena cava, behind the near one. */
export const FAR_ILIAC_VEIN: VesselDrawing = vein("iliac_vein", "iliac vein", "iliac_outlet", 1.4, 20.5, [["trunk", 0.05, 4.4], ["trunk", 0.13, 0.6], ["trunk", 0.25, -0.7]], { valve: false });

/** Whole names; `leg.SIDE.` stands for the near leg. */
export const TRUNK_VESSELS: readonly VesselDrawing[] = [
  artery("aorta.abdominal", "abdominal aorta", "aorta.thoracic_to_abdominal", 1.35, 25, [["trunk", 0.47, -3.8], ["trunk", 0.36, -3.3], ["trunk", 0.24, -2.4]]),
  artery("leg.left.iliac_artery", "iliac artery", "leg.left.iliac_inflow", 0.9, 9.5, [["trunk", 0.24, -2.4], ["trunk", 0.15, -0.2], ["trunk", 0.02, 3.2]]),
  artery("aorta.thoracic", "thoracic aorta", "aorta.arch_to_thoracic", 1.5, 55, [["trunk", 0.815, -1.8], ["trunk", 0.77, -3.9], ["trunk", 0.62, -4.4], ["trunk", 0.47, -3.8]]),
  artery("head.artery", "arteries to the head", "head.inflow", 0.7, 22, [["trunk", 0.85, 0.4], ["head", 0.02, -0.2], ["head", 0.22, 0.6], ["head", 0.38, 0.8]]),
  vein("leg.left.iliac_vein", "iliac vein", "leg.left.iliac_outlet", 1.4, 20.5, [["trunk", 0.04, 4.4], ["trunk", 0.14, 1.8], ["trunk", 0.24, -0.4]], { valve: false }),
  vein("cava.abdominal", "inferior vena cava in the abdomen", "cava.abdominal_outlet", 1.9, 96, [["trunk", 0.24, -0.4], ["trunk", 0.36, -1], ["trunk", 0.5, -0.4]], { valve: false }),
  vein("cava.hepatic", "inferior vena cava behind the liver", "cava.hepatic_outlet", 1.9, 34, [["trunk", 0.5, -0.4], ["trunk", 0.55, -0.1], ["trunk", 0.6, 0.6]], { valve: false }),
  vein("head.jugular_vein", "jugular vein", "head.jugular_outlet", 1, 120, [["head", 0.42, -1.6], ["head", 0.24, -1.4], ["head", 0.06, -1.9], ["trunk", 0.87, -0.9]], { valve: false }),
  vein("cava.superior", "superior vena cava", "cava.superior_outlet", 1.7, 28, [["trunk", 0.88, -1], ["trunk", 0.78, -0.7], ["trunk", 0.67, 0.6]], { valve: false }),
];

/** Drawn before the heart, from which they rise. */
export const ROOT_VESSELS: readonly VesselDrawing[] = [
  artery("aorta.arch", "arch of the aorta", "aorta.ascending_to_arch", 1.6, 76, [["trunk", 0.68, 3.1], ["trunk", 0.76, 3.3], ["trunk", 0.835, 1.6], ["trunk", 0.83, -0.8], ["trunk", 0.79, -3]]),
];
