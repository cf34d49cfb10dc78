/** Builds the development page and takes pictures of clips. Usage: node shots.mjs CLIPS_DIR OUT_DIR [name...] */
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { readFileSync, mkdirSync } from "node:fs";

const [clips, out, ...only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const { outputFiles } = await build({ entryPoints: [new URL("dev.ts", import.meta.url).pathname], bundle: true, write: false, format: "iife", target: "es2022" });
const css = readFileSync(new URL("../src/style/tokens.css", import.meta.url), "utf8");
const STAND = { trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, gravity_g: 1, weight_bearing: 1, words: "standing" };
const LIE = { ...STAND, trunk_deg: 0, weight_bearing: 0, words: "lying flat" };
const rest = { pattern: "rest", words: "" };
const act = (pattern, words) => ({ pattern, words });
const P = {
  standing: ["standing", STAND, rest, 10, 40],
  tiptoe: ["tiptoe", STAND, act("tiptoe", "tiptoes"), 2, 60 ],
  squeeze: ["tiptoe", STAND, act("tiptoe", "tiptoes"), 20, 210],
  refill: ["tiptoe", STAND, rest, 260, 300],
  walk0: ["walk", STAND, act("walk", "walking at 3 km/h"), 0, 20],
  walk1: ["walk", STAND, act("walk", "walking at 3 km/h"), 0, 28],
  walk2: ["walk", STAND, act("walk", "walking at 3 km/h"), 0, 36],
  walk3: ["walk", STAND, act("walk", "walking at 3 km/h"), 0, 44],
  run0: ["run", STAND, act("run", "running at 10 km/h"), 0, 20],
  run1: ["run", STAND, act("run", "running at 10 km/h"), 0, 24],
  run2: ["run", STAND, act("run", "running at 10 km/h"), 0, 29],
  run3: ["run", STAND, act("run", "running at 10 km/h"), 0, 33],
  cycle0: ["cycle", { ...STAND, trunk_deg: 80, hip_deg: 50, knee_deg: 50, weight_bearing: 0 }, act("cycle", "cycling"), 0, 20],
  cycle1: ["cycle", { ...STAND, trunk_deg: 80, hip_deg: 50, knee_deg: 50, weight_bearing: 0 }, act("cycle", "cycling"), 0, 32],
  cyclelying: ["cycle", { ...STAND, trunk_deg: 0, hip_deg: 50, knee_deg: 50, weight_bearing: 0 }, act("cycle", "cycling"), 0, 32],
  lying: ["lying", LIE, rest, 0, 40],
  raise: ["leg-raise", { ...LIE, hip_deg: 45 }, rest, 0, 40],
  tilt: ["tilt-60", { ...LIE, trunk_deg: 60 }, rest, 0, 40],
  sit: ["sit", { ...STAND, hip_deg: 90, knee_deg: 90, weight_bearing: 0.1 }, rest, 0, 40],
  squat: ["squat", { ...STAND, trunk_deg: 65, hip_deg: 100, knee_deg: 150, ankle_deg: -25 }, rest, 0, 40],
  varicose: ["varicose", STAND, rest, 0, 330, { named: [{ sort: "condition", word: "varicose-veins", words: "" }] }],
  varicosestep: ["varicose", STAND, act("tiptoe", "tiptoes"), 0, 193, {}],
  stocking: ["stocking", STAND, act("tiptoe", "tiptoes"), 0, 210, { named: [{ sort: "intervention", word: "stocking-class-2", words: "" }] }],
  narrow: ["narrow", STAND, act("walk", "walking at 3 km/h"), 0, 20, { named: [{ sort: "condition", word: "femoral-artery-occlusion", words: "" }], set: { "leg.left.iliac_inflow.open_fraction": 0.2 } }],
  recline: ["tilt-60", { ...LIE, trunk_deg: 45, hip_deg: 45 }, rest, 0, 40],
  headdown: ["lying", { ...LIE, trunk_deg: -20 }, rest, 0, 40],
  legbent: ["lying", { ...LIE, hip_deg: 60, knee_deg: 80 }, rest, 0, 40],
  tilting: ["standing", { ...STAND, trunk_deg: 75 }, rest, 0, 40],
  sitrecline: ["sit", { ...STAND, trunk_deg: 55, hip_deg: 60, knee_deg: 70, weight_bearing: 0.1 }, rest, 0, 40],
  halfsquat: ["squat", { ...STAND, trunk_deg: 78, hip_deg: 50, knee_deg: 75, ankle_deg: -12 }, rest, 0, 40],
  risesit: ["sit", { ...STAND, trunk_deg: 45, hip_deg: 45, knee_deg: 45, weight_bearing: 0.1 }, rest, 0, 40],
  deep: ["deep", STAND, act("tiptoe", "tiptoes"), 0, 215],
  water: ["standing", STAND, rest, 10, 40, { named: [{ sort: "intervention", word: "immersion-diaphragm", words: "" }] }],
};
// An optional crop: name@x,y,w,h
const sizes = { body: [700, 800], calf: [460, 620], heart: [460, 440] };
const list = only.length ? only : Object.keys(P);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1000, height: 1000 }, deviceScaleFactor: 2 });
page.on("pageerror", (e) => console.log("ERROR", e.message));
page.on("console", (m) => console.log("console", m.text()));
await page.setContent(`<!doctype html><style>${css}</style><body></body>`);
await page.addScriptTag({ content: outputFiles[0].text });
for (const item of list) {
  // name[:view[:dark|light[:WxH[:row[:pace]]]]]
  const [name, view = "body", theme = "light", size, row, pace = "1"] = item.split(":");
  const [clipName, posture, activity, from, to, more = {}] = P[name] ?? [name, STAND, rest, 0, 0];
  const clip = JSON.parse(readFileSync(`${clips}/clip-${clipName}.json`, "utf8"));
  await page.emulateMedia({ colorScheme: theme === "dark" ? "dark" : "light" });
  const [width, height] = size ? size.split("x").map(Number) : sizes[view];
  const last = row ? Number(row) : to;
  const text = await page.evaluate(([c, s, a, b, pc]) => window.show(c, s, a, b, pc), [clip, { view, width, height, ratio: 2, dark: theme === "dark", posture, activity, ...more }, Math.min(from, last), last, Number(pace)]);
  const file = `${out}/${item.replaceAll(":", "-")}.png`;
  await page.locator("canvas").screenshot({ path: file });
  console.log(file, text);
}
if (process.env.BENCH) {
  const clip = JSON.parse(readFileSync(`${clips}/clip-walk.json`, "utf8"));
  for (const view of ["body", "calf", "heart"]) {
    const t = await page.evaluate(([c, s]) => window.bench(c, s, 400), [clip, { view, width: 460, height: 620, ratio: 2, dark: false, posture: STAND, activity: act("walk", "walking at 3 km/h") }]);
    console.log("bench", view, "median", t[200].toFixed(2), "p95", t[380].toFixed(2), "max", t[399].toFixed(2));
  }
}
await browser.close();
