/**
 * Measures the page in headless Chromium and prints the table of benches/README.md.
 *
 *     node lab/tests/bench.mjs [SECONDS]
 *
 * SECONDS is how long memory is watched (default 600). Nothing is judged: times depend on the
 * machine. Serves lab/built by the release build of `secondheart`.
 */

import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { act, launch, serve, stored, visit } from "./e2e/harness.mjs";

const BUILT = join(dirname(fileURLToPath(import.meta.url)), "../built");
const FILES = ["index.html", "lab.js", "lab.css", "worker.js", "secondheart.wasm", "starts.bin", "lists.json", "claims.json"];
/** How often the page is loaded, and how often a control is pressed. */
const LOADS = 9;
const PRESSES = 20;
/** How long the work of frames is recorded, and how far the engine runs freely, seconds. */
const TRACED_S = 15;
const RUN_S = 600;

const quantile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
};
const median = (values) => quantile(values, 0.5);

/** Time until a body that has moved is drawn, ms, each in a browser context without a cache. */
async function firstPicture(own) {
  const script = `{
    const look = () => {
      const body = globalThis.lab?.store.bodies.value[0];
      if (globalThis.lab?.store.ready.value && body?.time_s > 0.03) {
        // The next picture has been drawn when this is called.
        requestAnimationFrame(() => (globalThis.movedAt = performance.now()));
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }`;
  const times = [];
  for (let load = 0; load < LOADS; load += 1) {
    const { page, context } = await visit(own, { before: script });
    times.push(await page.waitForFunction(() => globalThis.movedAt).then((at) => at.jsonValue()));
    await context.close();
  }
  return times;
}

/** Time from a press to the first picture of the body after what was pressed holds, ms. */
async function control(page) {
  const times = [];
  for (let press = 0; press < PRESSES; press += 1) {
    const [name, pattern] = press % 2 ? ["Rest", "rest"] : ["Tiptoe", "tiptoe"];
    const button = page.getByRole("button", { name, exact: true });
    const took = page.evaluate(
      (pattern) =>
        new Promise((done) => {
          let pressed = 0;
          addEventListener("click", () => (pressed = performance.now()), { capture: true, once: true });
          const look = () => {
            if (pressed > 0 && lab.store.state.value.activity.pattern === pattern) {
              requestAnimationFrame(() => done(performance.now() - pressed));
            } else requestAnimationFrame(look);
          };
          look();
        }),
      pattern,
    );
    await button.click();
    times.push(await took);
    await page.waitForTimeout(400);
  }
  return times;
}

/** Simulated over real time of one request to the engine, with what the page watches. */
async function speed(page) {
  await act(page, "pause");
  await act(page, "act", { activity: "walk" });
  const took_ms = await page.evaluate(async (run_s) => {
    const { session, store } = window.lab;
    const from_s = store.bodies.value[0].time_s;
    const began = performance.now();
    await session.ask("advance", { to_s: [from_s + run_s] });
    return performance.now() - began;
  }, RUN_S);
  return RUN_S / (took_ms / 1000);
}

/**
 * Work of the page's main thread between pictures, ms of its processor time: script, style, layout
 * and paint.
 */
async function frames(own, page) {
  await own.browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
  });
  await page.waitForTimeout(TRACED_S * 1000);
  const trace = JSON.parse(await own.browser.stopTracing());
  const events = trace.traceEvents;
  const pictures = events.filter(({ name }) => name === "FireAnimationFrame");
  const threads = new Map();
  for (const { pid, tid } of pictures) {
    threads.set(`${pid} ${tid}`, (threads.get(`${pid} ${tid}`) ?? 0) + 1);
  }
  const [main] = [...threads].sort((a, b) => b[1] - a[1])[0];
  const own_ = (event) => `${event.pid} ${event.tid}` === main;
  const starts = pictures.filter(own_).map(({ ts }) => ts).sort((a, b) => a - b);
  const work = starts.map(() => 0);
  // Both categories tell of each task, one within the other: it is counted once.
  const tasks = events.filter((event) => own_(event) && event.ph === "X" && event.name === "RunTask");
  let at = 0;
  for (const { ts, dur, tdur } of tasks.sort((a, b) => a.ts - b.ts)) {
    // A picture's own task begins before the call that draws it.
    while (at + 1 < starts.length && starts[at + 1] <= ts + dur) at += 1;
    work[at] += (tdur ?? dur) / 1000;
  }
  return work.slice(1, -1);
}

/** Memory of the page, MB: of its process, and of its script after garbage is collected. */
async function memory(own, page, seconds) {
  const session = await own.browser.newBrowserCDPSession();
  const cdp = await page.context().newCDPSession(page);
  const sample = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const sizes = [];
    for (const { type, id } of processInfo) {
      if (type !== "renderer") continue;
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      sizes.push(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    }
    return { process: Math.max(...sizes), script: usedSize / 2 ** 20 };
  };
  const samples = [];
  const every_s = Math.min(60, seconds / 5);
  // What is compiled and cached on the way to the steady state is not growth.
  await page.waitForTimeout(Math.min(30, seconds / 4) * 1000);
  samples.push(await sample());
  for (let passed = 0; passed < seconds; passed += every_s) {
    await page.waitForTimeout(every_s * 1000);
    samples.push(await sample());
  }
  return samples;
}

async function sent() {
  let bytes = 0;
  for (const name of FILES) {
    const raw = await readFile(join(BUILT, name));
    bytes += brotliCompressSync(raw, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
    }).length;
  }
  return bytes;
}

const watched_s = Number(process.argv[2] ?? 600);
if (!(watched_s > 0)) {
  console.error("usage: node lab/tests/bench.mjs [SECONDS]");
  process.exit(2);
}
const server = await serve();
const browser = await launch();
const own = { server, browser };
const rows = [];
const row = (what, goal, measured) => {
  rows.push([what, goal, measured]);
  console.error(`${what}: ${measured}`);
};

const loads = await firstPicture(own);
row("first moving picture", "1 s", `${(median(loads) / 1000).toFixed(2)} s (slowest of ${LOADS}: ${(Math.max(...loads) / 1000).toFixed(2)} s)`);

const { page } = await visit(own, { width: 1600, height: 900 });
const presses = await control(page);
row("control to visible effect", "50 ms", `${median(presses).toFixed(0)} ms (slowest of ${PRESSES}: ${Math.max(...presses).toFixed(0)} ms)`);

row("speed of one body, its traces kept", "500 x real time", `${(await speed(page)).toFixed(0)} x real time`);

const usual = await stored(page, "traces");
const more = [
  "leg.left.calf.soleal_vein.volume_ml",
  "heart.left_ventricle.volume_ml",
  "leg.left.foot.dorsal_vein.pressure_mmhg",
  "leg.left.soleus.pressure_mmhg",
  "leg.left.popliteal_outlet.flow_ml_per_s",
  "aorta.ascending.pressure_mmhg",
];
await act(page, "chooseTraces", [...new Set([...usual, ...more])].slice(0, 6));
await act(page, "compareWith", { title: "without valves", phase: { conditions: ["deep-vein-incompetence"] } });
await act(page, "act", { activity: "walk" });
await act(page, "setPace", 1);
await act(page, "play");
await page.waitForTimeout(3000);
const work = await frames(own, page);
row(
  "work per frame at x1, six traces, two bodies",
  "median 4 ms, none above 16",
  `median ${median(work).toFixed(1)} ms, 99 % below ${quantile(work, 0.99).toFixed(1)}, largest ${Math.max(...work).toFixed(1)} (${work.length} frames in ${TRACED_S} s)`,
);

const samples = await memory(own, page, watched_s);
const [first, last] = [samples[0], samples.at(-1)];
row(
  `memory over ${watched_s} s`,
  "flat",
  `process ${first.process.toFixed(0)} to ${last.process.toFixed(0)} MB, script ${first.script.toFixed(1)} to ${last.script.toFixed(1)} MB`,
);
row("bytes sent (brotli)", "1 MB", `${Math.round((await sent()) / 1000)} kB`);

await browser.close();
await server.stop();
console.log(`\n${cpus().length} cores of ${cpus()[0].model}; Chromium ${browser.version()}, headless\n`);
console.log("| what | goal | measured |\n|---|---|---|");
for (const cells of rows) console.log(`| ${cells.join(" | ")} |`);
