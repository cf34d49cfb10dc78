/**
 * Takes the pictures of the page for README.md: docs/pictures/lab.png and docs/pictures/lab.webp.
 *
 *     node lab/tests/pictures.mjs
 *
 * Needs Chromium, and ffmpeg to join the animation (`apt-get install ffmpeg`). The simulation is
 * held between pictures, so that they follow each other evenly on any machine.
 */

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { act, goOn, launch, serve, visit } from "./e2e/harness.mjs";

const PICTURES = join(dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
const PER_SECOND = 10;
/** Largest animation, bytes: a README must open at once. */
const LARGEST = 1_500_000;

/** What happens in the animation: how long, and what is done at its beginning. */
const STORY = [
  [1.5, undefined],
  [7, { activity: "tiptoe" }],
  [1, { activity: "rest" }],
  [4, { posture: "supine", ramp: "3 s" }],
];

/** Takes the message about the last act away, which covers the body. */
async function quiet(page) {
  await page.evaluate(() => (window.lab.store.message.value = null));
  await page.waitForTimeout(100);
}

async function animate(page, folder) {
  let number = 0;
  for (const [seconds, phase] of STORY) {
    if (phase) await act(page, "act", phase);
    await quiet(page);
    for (let frame = 0; frame < seconds * PER_SECOND; frame += 1) {
      await goOn(page, 1 / PER_SECOND);
      const path = join(folder, `${String(number).padStart(4, "0")}.png`);
      await page.screenshot({ path });
      number += 1;
    }
  }
}

/** Joins the pictures, ever coarser until they are small enough. */
async function join_(folder, target) {
  for (const quality of [70, 55, 40, 25]) {
    execFileSync("ffmpeg", [
      ...["-loglevel", "error", "-y", "-framerate", String(PER_SECOND)],
      ...["-i", join(folder, "%04d.png"), "-vf", "scale=960:-1:flags=lanczos"],
      ...["-c:v", "libwebp_anim", "-quality", String(quality), "-compression_level", "6"],
      ...["-loop", "0", target],
    ]);
    const { size } = await stat(target);
    console.log(`${target}: ${size} bytes at quality ${quality}`);
    if (size <= LARGEST) return;
  }
  throw new Error(`${target} is larger than ${LARGEST} bytes`);
}

/** Makes a picture smaller without changing it, where the tool for it is there. */
function squeeze(file) {
  try {
    execFileSync("optipng", ["-quiet", "-o5", file]);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    console.warn(`${file} was not made smaller: optipng is missing`);
  }
}

const own = { server: await serve(), browser: await launch() };
const folder = await mkdtemp(join(tmpdir(), "secondheart-pictures-"));
try {
  const { page, context } = await visit(own, { width: 1440, height: 900 });
  await act(page, "act", { activity: "tiptoe" });
  await goOn(page, 10);
  // A little in real time, for what is not renewed at every step.
  await act(page, "runFor", 2.4, { pace: 1, thenPause: true });
  await quiet(page);
  const still = join(PICTURES, "lab.png");
  await page.screenshot({ path: still });
  squeeze(still);
  console.log(`${still}: ${(await stat(still)).size} bytes`);
  await context.close();

  const moving = await visit(own, { width: 1200, height: 750 });
  await act(moving.page, "pause");
  await animate(moving.page, folder);
  await join_(folder, join(PICTURES, "lab.webp"));
  await moving.context.close();
} finally {
  await rm(folder, { recursive: true });
  await own.browser.close();
  await own.server.stop();
}
