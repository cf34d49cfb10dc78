/**
 * Opens the page in headless Chromium as a reader would: `secondheart lab` serves it, and whatever
 * the page complains of or asks from elsewhere is a fault.
 *
 * `SECONDHEART` names the program (default: the release build), `CHROMIUM` the browser.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
/** The program under test. */
export const PROGRAM =
  process.env.SECONDHEART ?? join(HERE, "../../../target/release/secondheart");
/** How long the page may take to show a body on a slow machine, ms. */
const PATIENCE_MS = 60_000;

/** Starts `secondheart lab`; gives its address and a way to end it. */
export async function serve() {
  assert.ok(existsSync(PROGRAM), `${PROGRAM} is missing: cargo build --release`);
  const child = spawn(PROGRAM, ["lab", "--no-open", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const address = /^The lab: (http:\S+)$/.exec(line)?.[1];
  assert.ok(address, line);
  const stop = async () => {
    const ended = once(child, "exit");
    child.kill("SIGINT");
    const [code] = await ended;
    assert.equal(code, 0, "Ctrl-C ends the server without an error");
  };
  return { address, stop };
}

/** Starts the browser. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** A server and a browser for the tests of a file, ended after them. */
export function site() {
  const own = {};
  before(async () => {
    own.server = await serve();
    own.browser = await launch();
    own.folder = await mkdtemp(join(tmpdir(), "secondheart-lab-"));
  });
  after(async () => {
    await own.browser?.close();
    await own.server?.stop();
    if (own.folder) await rm(own.folder, { recursive: true });
  });
  return own;
}

/**
 * Opens the page and waits for the body. `faults` gathers what went wrong; `close` fails on any.
 *
 * Options: `width`, `height`, `touch`, `theme`, `url` (instead of the server's), `before` (a script
 * that runs before the page's own), `clock` (the page's clock can be put on), `wait` (false: do not wait for the body).
 */
export async function visit(own, options = {}) {
  const { width = 1280, height = 800, touch = false, theme = "light", wait = true } = options;
  const context = await own.browser.newContext({
    viewport: { width, height },
    hasTouch: touch,
    isMobile: touch,
    colorScheme: theme,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const url = options.url ?? own.server.address;
  const faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  context.on("request", (request) => {
    const home = url.startsWith("file:") ? url : new URL(url).origin;
    const asked = request.url();
    if (!/^(data|blob):/.test(asked) && !asked.startsWith(home)) {
      faults.push(`a request to ${asked}`);
    }
  });
  context.on("requestfailed", (request) =>
    faults.push(`${request.url()}: ${request.failure()?.errorText}`),
  );
  context.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.url()}: ${response.status()}`);
  });
  if (options.clock) await page.clock.install();
  if (options.before) await page.addInitScript(options.before);
  await page.goto(url);
  if (wait) await ready(page);
  const close = async () => {
    await context.close();
    assert.deepEqual(faults, []);
  };
  return { page, context, faults, close };
}

/** Waits until a body stands in the page. */
export async function ready(page) {
  await page.waitForFunction(() => window.lab?.store.ready.value === true, undefined, {
    timeout: PATIENCE_MS,
  });
}

/** Keeps every worker of the page in `workers`, so that a test can break one; for `before`. */
export const KEEP_WORKERS = `{
  const Own = Worker;
  globalThis.workers = [];
  globalThis.Worker = class extends Own {
    constructor(...given) { super(...given); globalThis.workers.push(this); }
  };
}`;

/** Fails unless the body goes on. */
export async function livesOn(page) {
  const began = await time(page);
  await page.waitForFunction(
    (began) => window.lab.store.bodies.value[0].time_s > began + 0.2,
    began,
    { timeout: PATIENCE_MS },
  );
}

/** Address of the page exported to one file, on the disk. */
export function exported(own) {
  const file = join(own.folder, "lab.html");
  execFileSync(PROGRAM, ["lab", "--export", file]);
  return pathToFileURL(file).href;
}

/** Calls an action of `src/state/actions.ts`. */
export function act(page, name, ...given) {
  return page.evaluate(([name, given]) => window.lab.actions[name](...given), [name, given]);
}

/** The present value of a signal of `src/state/store.ts`. */
export function stored(page, name) {
  return page.evaluate((name) => structuredClone(window.lab.store[name].value), name);
}

/** Simulated time of a body, seconds. */
export async function time(page, body = 0) {
  return (await stored(page, "bodies"))[body].time_s;
}

/** Goes on by simulated seconds, as fast as the engine can, and pauses. */
export function goOn(page, seconds) {
  return act(page, "runFor", seconds, { pace: 1e9, thenPause: true });
}

/** Least, greatest and mean of a trace over the last simulated seconds. */
export async function lately(page, name, seconds, body = 0) {
  const now = await time(page, body);
  return act(page, "readTrace", name, now - seconds, now, body);
}

/** The pixels of the figure, as a text that can be compared. */
export function figure(page) {
  return page.locator("canvas[data-body='0']").screenshot().then((png) => png.toString("base64"));
}

/** Signal of the pressure in the vein on the back of the foot. */
export const FOOT_VEIN = "leg.left.foot.dorsal_vein.pressure_mmhg";
