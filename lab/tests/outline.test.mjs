// The figure's shapes: outlines, what lies inside them, the sails of the heart, sleeves around the calf.
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

const out = await build({
  stdin: {
    contents: `
      export { BUILDS } from "./build";
      export { FAR_ILIAC_VEIN, LEG_VESSELS, TRUNK_VESSELS } from "./vessels";
      export { addSails } from "./valves";
      export { Motion } from "./motion";
      export { Figure } from "./index";
    `,
    resolveDir: new URL("../src/figure", import.meta.url).pathname,
    loader: "ts",
  },
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
});
globalThis.document = { documentElement: {} };
globalThis.getComputedStyle = () => ({ getPropertyValue: () => "#336699" });
const { BUILDS, FAR_ILIAC_VEIN, LEG_VESSELS, TRUNK_VESSELS, addSails, Motion, Figure } = await import(
  `data:text/javascript;base64,${Buffer.from(out.outputFiles[0].text).toString("base64")}`
);

/** Lengths of the bones at the drawn stature, cm. */
const LONG = { trunk: 0.288 * 176, thigh: 0.245 * 176, shank: 0.246 * 176, foot: 0.152 * 176 };

const inside = (ring, x, y) => {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = ring[i];
    const [c, d] = ring[j];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) odd = !odd;
  }
  return odd;
};

test("the vessels of leg and trunk lie within the skin of a man and of a woman", () => {
  for (const [who, shapes] of Object.entries(BUILDS))
    for (const vessel of [...LEG_VESSELS, ...TRUNK_VESSELS, FAR_ILIAC_VEIN])
      for (const [segment, along, off] of vessel.points) {
        if (segment === "head") continue;
        const a = (segment === "foot" ? along - 0.25 : along) * LONG[segment];
        for (const side of [-0.5, 0.5]) assert.ok(inside(shapes[segment], a, off + side * vessel.width_cm), `${who}: ${vessel.label} at ${segment} ${along}`);
      }
});

test("the far leg's veins reach the vena cava", () => {
  const far = FAR_ILIAC_VEIN.points;
  const leg = LEG_VESSELS.find(({ vessel }) => vessel === "common_femoral_vein").points.at(-1);
  const cava = TRUNK_VESSELS.find(({ vessel }) => vessel === "cava.abdominal").points[0];
  assert.deepEqual(far[0], leg);
  assert.equal(far.at(-1)[0], cava[0]);
  assert.ok(Math.hypot((far.at(-1)[1] - cava[1]) * LONG.trunk, far.at(-1)[2] - cava[2]) < 1);
});

test("shut sails meet, open ones hang apart", () => {
  const gap = (opening) => {
    const tips = [];
    addSails({ moveTo() {}, quadraticCurveTo() {}, lineTo: (x, y) => tips.push([x, y]) }, 0, 0, 0, 1, 10, opening);
    assert.ok(tips.every(([, y]) => y > 5), "the edges lie on the side of the ventricle");
    return Math.abs(tips[0][0] - tips[1][0]);
  };
  assert.ok(gap(0) < 1);
  assert.ok(gap(0.5) > 5 && gap(0.5) < gap(1));
  assert.ok(gap(1) > 13);
  assert.ok(gap(Number.NaN) < 1);
});

const state = (more = {}) => ({
  time_s: 0,
  subject: { name: "reference-man", line: "reference man, male, 30 years", stature_cm: 176 },
  posture: { trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, gravity_g: 1, weight_bearing: 1, words: "standing" },
  moving_until_s: 0,
  activity: { pattern: "rest", words: "" },
  named: [],
  set: {},
  phases: [],
  earliest_s: 0,
  ...more,
});
const frame = (values = {}) => ({ time_s: 0, get: (s) => values[s] ?? (s.endsWith("volume_ml") ? 20 : s.startsWith("posture") ? Number.NaN : 1) });

/** What is done with the canvas in one drawing. */
function drawn(view, more, values) {
  const log = [];
  const kept = { globalAlpha: 1 };
  const ctx = new Proxy({}, {
    get: (_, name) => (name in kept ? kept[name] : name === "measureText" ? () => ({ width: 50 }) : (...a) => void log.push([name, ...a])),
    set: (_, name, value) => {
      kept[name] = value;
      return true;
    },
  });
  const figure = new Figure({ getContext: () => ctx, style: {} }, view);
  figure.resize(400, 600, 1);
  figure.draw({ state: state(more), frame: frame(values) }, 0, 0);
  return log;
}

test("a woman has an outline of her own", () => {
  const as = (line) => JSON.stringify(drawn("body", { subject: { name: "p", line, stature_cm: 176 } }));
  assert.equal(as("a person, male, 40 years"), as("another person, male, 41 years"));
  assert.notEqual(as("a person, male, 40 years"), as("a person, female, 40 years"));
});

test("a straight knee that a helper bends keeps its heel on the table", () => {
  const lying = state({ posture: { ...state().posture, trunk_deg: 0, weight_bearing: 0 }, activity: { pattern: "passive-knee", words: "" } });
  const motion = new Motion();
  const heel = (phase) => {
    motion.update(lying, frame({ "gait.phase_fraction": phase }), 1);
    const { foot } = motion.pose.near;
    return { y: foot.y, knee: motion.pose.near.shank.y };
  };
  const [straight, bent] = [heel(0), heel(0.5)];
  assert.ok(bent.knee > straight.knee + 15, "the knee rises");
  assert.ok(Math.abs(bent.y - straight.y) < 1, "the ankle slides along the table");
});

test("the calf shows what is worn and what is blocked", () => {
  const worn = (word, values) => drawn("calf", { named: [{ sort: "intervention", word, words: "" }] }, values);
  const plain = drawn("calf").length;
  assert.ok(worn("stocking-class-2").length > plain);
  assert.equal(worn("stockings-off").length, plain);
  const loose = Object.fromEntries(["knee", "calf", "ankle", "foot"].map((part) => [`leg.left.sleeve.${part}.pressure_mmhg`, 0]));
  assert.equal(worn("stocking-class-2", loose).length, plain, "a stocking shows where it presses");
  assert.ok(drawn("calf", { named: [{ sort: "condition", word: "deep-vein-occlusion", words: "" }] }).length > plain);
});
