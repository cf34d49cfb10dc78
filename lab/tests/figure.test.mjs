// The figure: poses, gait, standpipe, marks of the blood, names of signals, dragging.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { build } from "esbuild";
import { parse } from "smol-toml";

/** Bundles a module of the figure and loads it. */
async function load(source) {
  const out = await build({
    stdin: { contents: source, resolveDir: new URL("../src/figure", import.meta.url).pathname, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  return import(`data:text/javascript;base64,${Buffer.from(out.outputFiles[0].text).toString("base64")}`);
}

globalThis.document = { documentElement: {} };
globalThis.getComputedStyle = () => ({ getPropertyValue: () => "#336699" });

const { Figure, figureSignals, solve, emptyPose, pedalPitch, GAITS, periodic, columnHeight, ColumnMean, Heel, Shape, Tube, Leak, worn, lesions } = await load(`
  export { Figure, figureSignals } from "./index";
  export { solve, emptyPose } from "./skeleton";
  export { GAITS, periodic, pedalPitch } from "./gait";
  export { columnHeight, ColumnMean } from "./standpipe";
  export { Heel } from "./heel";
  export { Shape } from "./shape";
  export { Tube } from "./tube";
  export { Leak } from "./valves";
  export { worn } from "./dress";
  export { lesions } from "./lesions";
`);

const H = 176;
const joints = (hip_deg = 0, knee_deg = 0, ankle_deg = 0) => ({ hip_deg, knee_deg, ankle_deg });
const input = (more) => ({ stature_cm: H, trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, weight_bearing: 0, swing: 0, gait: "none", phase: 0, works: "both", grip: 0, near: joints(), far: joints(), ...more });
const posed = (p) => {
  const pose = emptyPose();
  const both = joints(p.hip_deg, p.knee_deg, p.ankle_deg);
  solve(input({ near: both, far: both, ...p }), pose);
  return pose;
};
const end = (b) => ({ x: b.x + b.dx * b.length, y: b.y + b.dy * b.length });
const sine = (deg) => Math.sin((deg * Math.PI) / 180);
const between = (a, b) => {
  const d = a.dx * b.dx + a.dy * b.dy;
  return (Math.acos(Math.min(1, Math.max(-1, d))) * 180) / Math.PI;
};
const sole = (l, size = 1) => {
  const { foot: f, toes: t } = l;
  return Math.min(f.y - f.dy * 6.2 * size - f.ny * 6.9 * size, f.y + f.dy * 12.6 * size - f.ny * 6.9 * size, t.y + t.dy * 7.2 * size - t.ny * 1.2 * size);
};

test("bones stand at the heights of the model's skeleton", () => {
  for (const p of [
    { trunk_deg: 0, hip_deg: 45, knee_deg: 0, ankle_deg: 0 },
    { trunk_deg: 60, hip_deg: 0, knee_deg: 0, ankle_deg: 0 },
    { trunk_deg: 50, hip_deg: 70, knee_deg: 45, ankle_deg: 20 },
  ]) {
    const pose = posed(p);
    const thigh = p.trunk_deg - p.hip_deg;
    const shank = thigh + p.knee_deg;
    const hip = pose.trunk.y;
    assert.ok(Math.abs(end(pose.trunk).y - hip - 0.288 * H * sine(p.trunk_deg)) < 1e-6);
    const ankle = -(0.245 * sine(thigh) + 0.246 * sine(shank)) * H;
    assert.ok(Math.abs(end(pose.near.shank).y - hip - ankle) < 1e-6);
    assert.ok(Math.abs(pose.near.foot.dy + sine(shank - 90 + p.ankle_deg)) < 1e-6, "the foot points as in the model");
  }
});

test("standing, sitting and squatting feet are on the floor, and the standing hip at its height", () => {
  const standing = posed({ trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, weight_bearing: 1 });
  assert.ok(Math.abs(standing.trunk.y - 0.53 * H) < 1);
  assert.ok(Math.abs(sole(standing.near)) < 0.1);
  assert.ok(Math.abs(sole(posed({ trunk_deg: 90, hip_deg: 90, knee_deg: 90, ankle_deg: 0, weight_bearing: 0.1 }).near)) < 0.1);
  const squat = posed({ trunk_deg: 65, hip_deg: 100, knee_deg: 150, ankle_deg: -25, weight_bearing: 1 });
  assert.ok(Math.abs(sole(squat.near)) < 0.1);
  assert.ok(squat.trunk.dx < 0, "a squatting trunk leans forward, to the left");
  assert.ok(end(squat.near.thigh).y > squat.trunk.y, "knees above the hips");
});

test("rising and lying down moves the hip without a jump", () => {
  let last;
  for (let trunk = 0; trunk <= 90; trunk += 0.5) {
    const y = posed({ trunk_deg: trunk, hip_deg: trunk, knee_deg: trunk, ankle_deg: 0, weight_bearing: 0.1 }).trunk.y;
    if (last !== undefined) assert.ok(Math.abs(y - last) < 3, `at ${trunk}`);
    last = y;
  }
});

test("a curve of the gait passes its points and closes", () => {
  for (const gait of Object.values(GAITS))
    for (const key of ["hip", "knee", "ankle"]) {
      for (const [f, deg] of gait[key]) assert.ok(Math.abs(periodic(gait[key], f) - deg) < 1e-9);
      assert.ok(Math.abs(periodic(gait[key], 0.9999999) - periodic(gait[key], 0)) < 1e-3);
    }
});

test("a crank bends knees as far as measured", () => {
  let least = 180;
  let most = 0;
  for (let phase = 0; phase < 1; phase += 0.02) {
    const pose = posed({ trunk_deg: 80, hip_deg: 50, knee_deg: 50, ankle_deg: 0, gait: "cycle", swing: 1, phase });
    const knee = between(pose.near.thigh, pose.near.shank);
    least = Math.min(least, knee);
    most = Math.max(most, knee);
    assert.ok(sole(pose.near) > 0, "pedals clear the floor");
  }
  assert.ok(least > 28 && least < 45, `${least}`);
  assert.ok(most > 105 && most < 116, `${most}`);
  assert.ok(pedalPitch(0.75) > pedalPitch(0.25), "the heel rises in the up-stroke");
});

test("a column of blood balances the pressure", () => {
  assert.ok(Math.abs(columnHeight(90, 1) - 115.4) < 0.1);
  assert.ok(Math.abs(columnHeight(90, 0.5) - 230.9) < 0.1);
  assert.equal(columnHeight(10, 0), Infinity);
  assert.ok(columnHeight(-10, 1) < 0);
});

/** A context that writes down what is done with it. */
function recorder() {
  const log = [];
  const values = { globalAlpha: 1 };
  const ctx = new Proxy(
    {},
    {
      get: (_, name) => (name in values ? values[name] : name === "measureText" ? () => ({ width: 50 }) : (...a) => log.push([name, ...a])),
      set: (_, name, value) => {
        values[name] = value;
        log.push([name, value]);
        return true;
      },
    },
  );
  return { ctx, log };
}

const offsetAfter = (flow, pace = 1, dt = 0.02) => {
  const tube = new Tube("vein", 2);
  tube.width_px = 8;
  tube.lay(new Float32Array([0, 0, 0, 100]));
  tube.advance(10, flow, 10, dt, pace);
  const { ctx, log } = recorder();
  ctx.globalAlpha = 1;
  tube.paintBlood(ctx, { c: { paper: "#fff" }, vein: () => "#00f" });
  return log.find(([name]) => name === "lineDashOffset")?.[1];
};

test("marks move with the flow over the cross-section, and back with a backward flow", () => {
  // 10 mL in 10 cm is 1 cm2: 5 mL/s is 5 cm/s, 1 px in 0.02 s at 10 px/cm.
  assert.ok(Math.abs(offsetAfter(5) + 1) < 1e-6);
  assert.ok(Math.abs(offsetAfter(-5) - 1) < 1e-6);
});

test("paused, or too fast to follow, a streak with arrows replaces the marks", () => {
  assert.equal(offsetAfter(5, 0, 0), undefined);
  const tube = new Tube("vein", 2);
  tube.width_px = 8;
  tube.lay(new Float32Array([0, 0, 0, 100]));
  for (let i = 0; i < 40; i++) tube.advance(10, 50, 10, 0.5, 30);
  const { ctx, log } = recorder();
  tube.addArrows(ctx);
  assert.ok(log.length > 0);
  // Downwards on the screen: the tip is below the arrow's other corners.
  assert.ok(log[0][2] > log[1][2]);
});

test("a vessel is painted with few points, none of them seen to be missing", () => {
  const tube = new Tube("vein", 5);
  tube.lay(new Float32Array([0, 0, 6, 30, 9, 70, 4, 110, 5, 140]));
  const { ctx, log } = recorder();
  tube.paintWall(ctx, { veinEdge: "#00f" });
  const drawn = log.filter(([name]) => name === "moveTo" || name === "lineTo").map(([, x, y]) => [x, y]);
  assert.ok(drawn.length < 0.8 * tube.n, `${drawn.length} of ${tube.n}`);
  const away = (x, y) =>
    Math.min(
      ...drawn.slice(1).map(([x1, y1], at) => {
        const [x0, y0] = drawn[at];
        const [dx, dy] = [x1 - x0, y1 - y0];
        const share = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
        return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
      }),
    );
  for (let at = 0; at < tube.n; at++) assert.ok(away(tube.xy[2 * at], tube.xy[2 * at + 1]) < 0.3);
});

test("a shape is widened on all its sides, whichever way its bone is turned", () => {
  const square = [[0, 10], [20, 10], [20, -10], [0, -10]];
  for (const [nx, ny] of [[1, 0], [-1, 0]]) {
    const shape = new Shape(square);
    shape.place({ x: 0, y: 0, dx: 0, dy: 1, nx, ny, length: 20 }, 1, { scale: 1, ox: 0, oy: 0 });
    const spread = (wider_px) => {
      const { ctx, log } = recorder();
      shape.add(ctx, wider_px);
      const ends = log.filter(([name]) => name === "bezierCurveTo").map((call) => call.slice(-2));
      return [0, 1].map((axis) => Math.max(...ends.map((end) => end[axis])) - Math.min(...ends.map((end) => end[axis])));
    };
    const [narrow, wide] = [spread(0), spread(2)];
    for (const axis of [0, 1]) assert.ok(wide[axis] - narrow[axis] > 2, `${narrow} to ${wide}`);
  }
});

test("a lasting backward flow is a leak, the closing of a valve is not", () => {
  const leak = new Leak();
  leak.advance(-8, 0.05);
  assert.equal(leak.strength, 0);
  for (let i = 0; i < 20; i++) leak.advance(-25, 0.05);
  assert.ok(leak.strength > 0.5);
  leak.advance(5, 0.05);
  assert.equal(leak.strength, 0);
});

const circuit = {};
for (const file of ["leg_arteries", "leg_veins", "leg_collaterals", "trunk"]) {
  const walk = (table, name) => {
    for (const [key, value] of Object.entries(table)) {
      if (value === null || typeof value !== "object" || Array.isArray(value)) continue;
      const full = name ? `${name}.${key}` : key;
      if ("wall" in value || "from" in value) circuit[full.replace(".SIDE.", ".left.")] = value;
      walk(value, full);
    }
  };
  walk(parse(readFileSync(new URL(`../../crates/body/data/circuit/${file}.toml`, import.meta.url), "utf8")), "");
}

test("the vessels and connections that the figure reads are the body's", () => {
  const names = figureSignals();
  assert.equal(new Set(names).size, names.length);
  for (const name of names) {
    const element = name.replace(".right.", ".left.").replace(/\.[a-z_]+$/, "");
    if (/^(posture|gait|heart|respiration)|sleeve|\.(soleus|gastrocnemius|anterior|thigh)$/.test(element)) continue;
    assert.ok(circuit[element], name);
    if (name.endsWith("opening_fraction")) assert.ok(circuit[element].valves, `${name} has a valve`);
    if (name.endsWith("volume_ml")) assert.ok(circuit[element].wall, `${name} is a vessel`);
  }
});

const state = (more = {}) => ({
  time_s: 0,
  subject: { name: "reference-man", line: "", stature_cm: H },
  posture: { trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, gravity_g: 1, weight_bearing: 1, words: "standing" },
  moving_until_s: 0,
  activity: { pattern: "rest", words: "" },
  named: [],
  set: {},
  phases: [],
  earliest_s: 0,
  ...more,
});
const frame = (values = {}) => ({ time_s: 0, get: (s) => values[s] ?? (s.endsWith("volume_ml") ? 20 : s.endsWith("flow_ml_per_s") ? 1 : s.startsWith("posture") ? Number.NaN : 10) });
function figure(view) {
  const { ctx, log } = recorder();
  const f = new Figure({ getContext: () => ctx, style: {} }, view);
  f.resize(400, 600, 1);
  return { f, log };
}

test("nothing moves while the simulation rests", () => {
  for (const view of ["body", "calf", "heart"]) {
    const { f, log } = figure(view);
    const body = { state: state(), frame: frame() };
    f.draw(body, 0.02, 1);
    for (let i = 0; i < 3; i++) f.draw(body, 0, 0);
    log.length = 0;
    f.draw(body, 0, 0);
    const first = JSON.stringify(log);
    log.length = 0;
    f.draw(body, 0, 0);
    assert.equal(JSON.stringify(log), first, view);
    assert.ok(log.length > 300);
    assert.ok(!first.includes("null"), `${view} draws no NaN`);
  }
});

test("missing signals are survived", () => {
  for (const view of ["body", "calf", "heart"]) {
    const { f, log } = figure(view);
    f.draw({ state: state(), frame: { time_s: 0, get: () => Number.NaN } }, 0.02, 1);
    const coordinates = log.filter(([name]) => name === "moveTo" || name === "lineTo");
    assert.ok(coordinates.length > 50);
    assert.ok(coordinates.every(([, x, y]) => Number.isFinite(x) && Number.isFinite(y)), view);
  }
});

test("a part that is dragged asks for a posture within the limits", () => {
  const { f } = figure("body");
  f.draw({ state: state(), frame: frame() }, 0.02, 1);
  const { trunk_deg, hip_deg } = f.dragged("trunk", 390, 330);
  assert.ok(trunk_deg < 60 && trunk_deg >= 0, "a standing body is laid down");
  assert.equal(hip_deg, 0);
  assert.equal(f.dragged("trunk", 399, 599).trunk_deg, 0, "it stops flat when pulled to the floor");
  assert.equal(f.dragged("trunk", 0, 599).trunk_deg, 0);
  for (const [x, y] of [[0, 0], [400, 0], [0, 600], [400, 600]]) {
    assert.ok(f.dragged("thigh", x, y).hip_deg >= -30 && f.dragged("thigh", x, y).hip_deg <= 140);
    assert.ok(f.dragged("shank", x, y).knee_deg >= 0 && f.dragged("shank", x, y).knee_deg <= 160);
    assert.ok(f.dragged("foot", x, y).ankle_deg >= -40 && f.dragged("foot", x, y).ankle_deg <= 90);
  }
  assert.ok(f.dragged("thigh", 0, 330).hip_deg > 60, "a thigh pulled forward bends the hip");
  let parts = new Set();
  for (let y = 0; y < 600; y += 4) for (let x = 0; x < 400; x += 4) parts.add(f.hit(x, y).part);
  for (const part of ["trunk", "thigh", "shank", "foot"]) assert.ok(parts.has(part), part);
});

test("a lying trunk sits up over resting legs, and the table tilts the whole body", () => {
  const { f } = figure("body");
  f.draw({ state: state({ posture: { ...state().posture, trunk_deg: 0, weight_bearing: 0 } }), frame: frame() }, 0.02, 1);
  const up = f.dragged("trunk", 200, 0);
  assert.ok(up.trunk_deg > 30);
  assert.equal(up.hip_deg, up.trunk_deg);
  assert.deepEqual(Object.keys(f.dragged("table", 200, 0)), ["trunk_deg"]);
});

test("a body that is still tipping when it is let down ends flat, with straight hips", () => {
  const { f } = figure("body");
  f.draw({ state: state({ posture: { ...state().posture, trunk_deg: 5, weight_bearing: 0 } }), frame: frame() }, 0.02, 1);
  assert.deepEqual(f.dragged("trunk", 399, 599), { trunk_deg: 0, hip_deg: 0, knee_deg: 0 });
});

test("what is worn and what is blocked is read from the state", () => {
  const named = (word) => state({ named: [{ sort: "condition", word, words: "" }] });
  assert.equal(worn(named("stocking-class-2"), "left"), "stocking");
  assert.equal(worn(named("stocking-class-2-right"), "left"), "none");
  assert.equal(worn(named("pneumatic-compression"), "left"), "cuff");
  assert.equal(lesions(named("femoral-artery-occlusion"))[0].open, 0);
  assert.equal(lesions(state({ set: { "leg.left.tibial_inflow.open_fraction": 0.3 } }))[0].flow, "leg.left.tibial_inflow.flow_ml_per_s");
  assert.equal(lesions(state()).length, 0);
});

test("the words for screen readers say posture and act, then pressure, squeeze and valves", async () => {
  const { describeState, describeNow } = await load(`export * from "./describe";`);
  const worn = [{ sort: "intervention", word: "stocking-class-2", words: "stockings of class 2" }];
  const said = describeState(state({ named: worn }));
  for (const word of ["standing", "stockings of class 2"]) assert.ok(said.includes(word), said);
  const now = describeNow(frame({ "leg.left.foot.dorsal_vein.pressure_mmhg": 90, "leg.left.soleus.pressure_mmhg": 170, "posture.gravity_g": 1, "leg.left.popliteal_outlet.opening_fraction": 0 }));
  for (const word of ["115 cm", "squeezes with 170", "4 of 5 valves"]) assert.ok(now.includes(word), now);
});

test("labels of the calf never overlap, and the muscles keep theirs", async () => {
  const { labelsThatFit } = await load(`export { labelsThatFit } from "./calf";`);
  for (const font of [3, 5, 8, 12, 20]) {
    const shown = labelsThatFit(font);
    for (const side of ["left", "right"]) {
      const rows = shown.filter((label) => label.side === side).sort((a, b) => a.y - b.y);
      for (let i = 1; i < rows.length; i++) {
        const before = rows[i - 1];
        assert.ok(before.y + (before.lines === 2 ? 1.85 : 0.65) * font <= rows[i].y - 0.65 * font, `${font} ${rows[i].text}`);
      }
    }
    assert.ok(shown.some(({ text }) => text === "soleus"));
  }
  assert.ok(labelsThatFit(3).length > labelsThatFit(12).length);
});

test("the mean of the column is told only while it swings, and anew after a jump in time", () => {
  const mean = new ColumnMean();
  for (let t = 0; t < 20; t += 0.1) assert.ok(Number.isNaN(mean.take(120, t)), "a column that stands has no mean");
  let last = Number.NaN;
  for (let t = 20; t < 60; t += 0.1) last = mean.take(t % 1 < 0.5 ? 60 : 160, t);
  assert.ok(Math.abs(last - 110) < 10, `mean ${last}`);
  assert.ok(Number.isNaN(mean.take(120, 5)), "taken back");
});

test("on tiptoe the heel of the magnified calf rises by the ankle's own angle, and the toes stay", () => {
  const heel = new Heel();
  heel.lift(false, 1, 0);
  assert.deepEqual([heel.x(55, 145), heel.y(55, 145), heel.y(45, 60)], [55, 145, 60], "at rest nothing moves");
  heel.lift(true, 1, 10);
  // Heels rise by some 7 cm at the ankle's 34 degrees; one cm is 2.55 units.
  assert.ok(145 - heel.y(55, 145) > 15 && 145 - heel.y(55, 145) < 30, `heel ${heel.y(55, 145)}`);
  assert.equal(heel.y(6, 143), 143);
  assert.ok(heel.y(45, 60) < 50, "the leg rises with the ankle");
  assert.equal(heel.x(45, 60), 45);
  heel.lift(true, 0, 0.1);
  assert.equal(heel.y(55, 145), 145, "a calf that does not press lifts nothing");
});
