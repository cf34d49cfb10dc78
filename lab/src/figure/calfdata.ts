/**
 * The magnified calf, a section along the left lower leg seen from the inner side. Points are in a frame
 * 100 wide and 150 high: x to the back, y down; the knee is at 12 and the ankle at 122, so that one cm of
 * the leg is 2.55 units. Names follow crates/body/data/circuit/leg_veins.toml.
 */

export type XY = readonly (readonly [number, number])[];

/** Units for one cm: knee to ankle is 43.3 cm. */
export const UNITS_PER_CM = 2.55;
export const FRAME_HIGH = 150;

export const SKIN: XY = [[33, -8], [31, 4], [29, 12], [29.5, 20], [30.5, 40], [31.5, 65], [33, 90], [34, 108], [32, 118], [25, 126], [14, 132], [7, 137], [6, 143], [14, 145.5], [34, 144], [46, 145.5], [56, 145], [60.5, 139], [59, 130], [53.5, 121], [54, 110], [58, 92], [67, 72], [74, 52], [75.5, 36], [71, 22], [66, 10], [65.5, -8]];
export const TIBIA: XY = [[33.5, 13], [39, 10.5], [47, 12.5], [46, 20], [41.4, 28], [40.6, 60], [40.2, 95], [41, 116], [38.5, 120], [36, 114], [35.2, 90], [34.2, 60], [33.2, 30], [32.4, 19]];
export const FEMUR: XY = [[36, -10], [35, 0], [34, 7], [40, 9], [49, 8.5], [50.5, 2], [47.6, -4], [47, -10]];
export const HEEL: XY = [[38, 122], [45, 121], [52, 124], [57, 133], [56, 140], [48, 138.5], [40, 134], [22, 137], [20, 133], [31, 126]];
export const TENDON: XY = [[58.5, 82], [61, 84], [56, 104], [55.2, 120], [57, 131], [54.6, 131], [52.8, 120], [53.8, 104]];
export const SOLEUS: XY = [[51, 21], [55, 21], [60, 34], [62.4, 52], [61.6, 70], [58, 86], [54.4, 99], [52.6, 100.5], [50.2, 88], [48.8, 66], [48.6, 44], [49.2, 30]];
export const GASTROCNEMIUS: XY = [[59.6, 3], [63.8, 6], [68.2, 20], [72, 36], [71.4, 52], [67.4, 66], [63, 77], [61.6, 76], [62.6, 64], [63.2, 50], [62.2, 34], [59.8, 20], [58.2, 9]];

/** Middle of each belly, from which it swells. */
export const SOLEUS_AT = { x: 50.2, y: 58, reach: 46 } as const;
export const GASTROCNEMIUS_AT = { x: 62, y: 42, reach: 40 } as const;

export interface CalfLine {
  vessel: string;
  flow: string;
  label: string;
  /** Width at the lying volume, units. */
  wide: number;
  lying_ml: number;
  lines: number;
  points: XY;
  /** Shares of the line at which valves are drawn. */
  valves: readonly number[];
  /** Muscle with which the line moves. */
  within?: "soleus" | "gastrocnemius";
}

const line = (vessel: string, flow: string, label: string, wide: number, lying_ml: number, points: XY, valves: readonly number[], more: Partial<CalfLine> = {}): CalfLine => ({ vessel, flow, label, wide, lying_ml, lines: 1, points, valves, ...more });

export const CALF_LINES: readonly CalfLine[] = [
  line("calf.gastrocnemius_vein", "calf.gastrocnemius_outlet", "gastrocnemius vein", 2.5, 16, [[65.4, 62], [67, 50], [66.8, 36], [64.4, 22], [60, 11], [56.5, 4]], [0.74], { within: "gastrocnemius" }),
  line("calf.soleal_vein", "calf.soleal_outlet", "soleal veins", 2.3, 28, [[54, 92], [55.6, 80], [55.4, 66], [52.6, 56], [48.6, 50]], [0.74], { within: "soleus", lines: 2 }),
  line("calf.soleal_vein", "calf.soleal_outlet", "soleal veins", 2.3, 28, [[58.4, 70], [58.6, 56], [57.4, 44], [54, 36], [49.4, 31]], [0.72], { within: "soleus", lines: 2 }),
  line("calf.tibial_lower_vein", "calf.tibial_lower_outlet", "deep veins", 3, 5, [[46, 119], [46.4, 104], [46, 86], [46, 68]], [0.3, 0.82]),
  line("calf.tibial_upper_vein", "calf.tibial_upper_outlet", "deep veins", 3.6, 8, [[46, 68], [46.2, 50], [47.6, 32], [52, 16], [54.4, 8]], [0.44, 0.84]),
  line("popliteal_vein", "popliteal_outlet", "popliteal vein", 4.4, 8.5, [[54.2, 9], [55.6, 2], [55.8, -4], [55.4, -10]], [0.6]),
  line("foot.plantar_vein", "foot.plantar_outlet", "plantar veins", 2.6, 15, [[16, 140.5], [28, 139.5], [38, 138], [44, 132], [45.8, 118]], [0.8]),
  line("calf.small_saphenous_vein", "calf.small_saphenous_outlet", "small saphenous vein", 2.4, 6, [[50.4, 119], [56.4, 108], [60.2, 94], [67.4, 76], [73, 58], [73.6, 40], [69.4, 24], [64, 12], [57.4, 5]], [0.3, 0.62, 0.9]),
  line("foot.dorsal_vein", "foot.dorsal_outlet", "veins of the back of the foot", 2.6, 8, [[12, 134], [21, 129.4], [30, 123.5], [35.6, 116], [36.4, 108]], [0.74]),
  line("calf.saphenous_lower_vein", "calf.saphenous_lower_outlet", "great saphenous vein", 2.8, 7, [[36.4, 109], [36, 96], [35.4, 82], [35, 68]], [0.72]),
  line("calf.saphenous_upper_vein", "calf.saphenous_upper_outlet", "great saphenous vein", 2.8, 6, [[35, 69], [34.4, 50], [34, 32], [36, 16], [37.6, 4], [36.6, -10]], [0.24, 0.88]),
];

/** Perforators go through the fascia, behind or before what they cross. */
export const PERFORATORS: readonly CalfLine[] = [
  line("calf.saphenous_lower_vein", "calf.perforator_lower", "perforators", 1.7, 0.7, [[36.4, 101], [40, 98], [44.6, 96]], [0.55]),
  line("calf.saphenous_lower_vein", "calf.perforator_soleal", "perforator to the soleus", 1.5, 0.6, [[35.4, 80], [41, 76.5], [48, 76], [54.4, 75]], [0.4]),
  line("calf.saphenous_upper_vein", "calf.perforator_upper", "perforators", 1.7, 0.7, [[34.4, 47], [39, 45], [45, 43.5]], [0.55]),
  line("calf.saphenous_upper_vein", "calf.perforator_gastrocnemius", "perforator to the gastrocnemius", 1.5, 0.6, [[34, 31], [42, 25], [54, 24], [64, 25.5]], [0.32]),
  line("calf.small_saphenous_vein", "calf.perforator_small_saphenous", "perforator of the small saphenous vein", 1.7, 0.7, [[73.2, 50], [70.6, 49], [67.6, 47]], [0.5]),
  line("foot.dorsal_vein", "foot.small_saphenous_inflow", "to the small saphenous vein", 1.7, 2.5, [[27, 125.5], [37, 127.5], [45, 125], [50.4, 118.5]], [0.7]),
  line("foot.plantar_vein", "foot.perforator", "perforator of the foot", 1.5, 0.6, [[27, 139], [24, 134], [22, 129.6]], [0.5]),
];

/** A label: text, how many lines it takes with its pressure, where it stands, what it points to. */
export interface Label {
  text: string;
  /** The lower, the more important. */
  rank: number;
  lines: 1 | 2;
  side: "left" | "right";
  y: number;
  to: readonly [number, number];
}

export const LABELS: readonly Label[] = [
  { text: "great saphenous\nvein", rank: 2, lines: 2, side: "left", y: 14, to: [36.2, 17] },
  { text: "shin bone", rank: 8, lines: 1, side: "left", y: 33, to: [38, 36] },
  { text: "perforators", rank: 4, lines: 1, side: "left", y: 52, to: [39, 45.5] },
  { text: "deep veins", rank: 3, lines: 1, side: "left", y: 86, to: [45.6, 88] },
  { text: "veins of\nthe foot", rank: 7, lines: 2, side: "left", y: 117, to: [24, 128] },
  { text: "popliteal vein", rank: 2, lines: 1, side: "right", y: -3, to: [56.5, -1] },
  { text: "gastrocnemius", rank: 1, lines: 2, side: "right", y: 16, to: [67.2, 18.5] },
  { text: "gastrocnemius\nvein", rank: 9, lines: 2, side: "right", y: 30, to: [66.6, 38] },
  { text: "small saphenous\nvein", rank: 5, lines: 2, side: "right", y: 49, to: [73.7, 52] },
  { text: "soleus", rank: 1, lines: 2, side: "right", y: 74, to: [58.6, 77] },
  { text: "soleal veins", rank: 6, lines: 1, side: "right", y: 87, to: [55.2, 83] },
  { text: "Achilles tendon", rank: 10, lines: 1, side: "right", y: 116, to: [55.4, 124] },
];
