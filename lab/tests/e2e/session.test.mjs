/** What was done in the page can be kept: as a file that the program repeats bit for bit, as a link. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { act, FOOT_VEIN, goOn, PROGRAM, site, stored, time, visit } from "./harness.mjs";

const own = site();
/** Rows a second of the table that the program writes. */
const RATE_HZ = 64;

/** Goes on by single steps of the engine for some seconds; gives the time and value after each. */
function steps(page, signal, seconds) {
  return page.evaluate(
    async ([signal, seconds]) => {
      const { session, store } = window.lab;
      await session.ask("watch", { body: 0, frame: [signal], traces: [] });
      const until_s = store.bodies.value[0].time_s + seconds;
      const found = [];
      let now_s = 0;
      while (now_s < until_s) {
        const to_s = now_s === 0 ? 0 : now_s + 1e-9;
        const { json, payload } = await session.ask("advance", { to_s: [to_s] });
        now_s = json.time_s[0];
        found.push([now_s, new Float64Array(payload)[0]]);
      }
      return found;
    },
    [signal, seconds],
  );
}

test("`secondheart run` repeats an exported session bit for bit", async () => {
  const { page, close } = await visit(own);
  await act(page, "pause");
  await goOn(page, 2);
  await act(page, "act", { activity: "tiptoe" });
  await goOn(page, 4);
  await act(page, "act", { activity: "rest", posture: { trunk: "20 deg" }, ramp: "2 s" });
  await act(page, "act", { conditions: ["deep-vein-incompetence"] });
  await goOn(page, 3);
  await act(page, "act", { posture: "standing", ramp: "3 s" });
  const seen = await steps(page, FOOT_VEIN, 5);
  const text = await act(page, "sessionText", "A session of a test");
  await close();

  const file = join(own.folder, "session.toml");
  const out = join(own.folder, "session");
  await writeFile(file, text);
  const given = ["--format", "csv", "--rate", String(RATE_HZ), "--record", FOOT_VEIN, "--quiet"];
  execFileSync(PROGRAM, ["run", file, "--out", out, ...given]);
  const [head, ...rows] = (await readFile(join(out, "waveforms.csv"), "utf8")).trim().split("\n");
  const column = head.split(",").findIndex((name) => name.startsWith(FOOT_VEIN));
  let compared = 0;
  let step = 1;
  for (const row of rows) {
    const cells = row.split(",");
    const at_s = Number(cells[0]);
    if (at_s < seen[0][0]) continue;
    while (step < seen.length && seen[step][0] + 1e-9 < at_s) step += 1;
    if (step === seen.length) break;
    // As the program reads a table between two steps.
    const [[from_s, from], [to_s, to]] = [seen[step - 1], seen[step]];
    const share = Math.min(Math.max((at_s - from_s) / (to_s - from_s), 0), 1);
    assert.equal(from + share * (to - from), Number(cells[column]), `at ${at_s} s`);
    compared += 1;
  }
  assert.ok(compared > 4 * RATE_HZ, `${compared} rows compared`);
});

test("two bodies are saved as two files, each as it is", async () => {
  const { page, close } = await visit(own);
  await act(page, "act", { activity: "tiptoe" });
  await act(page, "compareWith", { title: "without reflexes", phase: { set: { "reflex.vagal.drive": 0 } } });
  await goOn(page, 2);
  await act(page, "showPlace", "protocols");
  const texts = [];
  for (const name of ["Save body A, as it was", "Save body B, without reflexes"]) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    texts.push([file.suggestedFilename(), await readFile(await file.path(), "utf8")]);
  }
  await close();
  assert.deepEqual(texts.map(([name]) => name), ["session-a.toml", "session-b.toml"]);
  assert.match(texts[0][1], /body A, as it was/);
  assert.match(texts[1][1], /body B, without reflexes/);
  assert.doesNotMatch(texts[0][1], /reflex\.vagal/);
  assert.match(texts[1][1], /reflex\.vagal\.drive" = 0/);
  for (const [name, text] of texts) {
    await writeFile(join(own.folder, name), text);
    execFileSync(PROGRAM, ["check", join(own.folder, name)], { stdio: "ignore" });
  }
});

test("a link in the address of an open page is opened, with what was in sight, and can be undone", async () => {
  const { page, close } = await visit(own);
  await act(page, "pause");
  await act(page, "act", { posture: "supine", ramp: "1 s" });
  await goOn(page, 4);
  await act(page, "showView", "calf");
  await act(page, "showWindow", 60);
  await act(page, "chooseTraces", [FOOT_VEIN]);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => (window.copied = text) } });
  });
  await act(page, "showPlace", "protocols");
  await page.getByText(/opens on this computer only/).waitFor();
  await page.getByRole("button", { name: "Copy a link" }).click();
  const link = await page.waitForFunction(() => window.copied).then((handle) => handle.jsonValue());
  await act(page, "open", { start: "standing" });
  await act(page, "showView", "heart");
  await act(page, "showWindow", 10);
  await act(page, "chooseTraces", ["aorta.ascending.pressure_mmhg"]);
  await page.evaluate((link) => (location.hash = new URL(link).hash), link);
  await page.getByText("The link is open").waitFor();
  assert.equal((await stored(page, "state")).posture.words, "supine");
  assert.deepEqual(
    [await stored(page, "view"), await stored(page, "window_s"), await stored(page, "traces")],
    ["calf", 60, [FOOT_VEIN]],
  );
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Everything is as it was before").waitFor();
  assert.equal((await stored(page, "state")).posture.words, "standing");
  assert.deepEqual([await stored(page, "view"), await stored(page, "window_s")], ["heart", 10]);
  await close();
});

test("a shared link restores the state", async () => {
  const first = await visit(own);
  await first.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await act(first.page, "pause");
  await goOn(first.page, 2);
  await act(first.page, "act", { posture: { trunk: "60 deg" }, ramp: "2 s" });
  await goOn(first.page, 3);
  await act(first.page, "act", { conditions: ["femoral-artery-stenosis-left"] });
  await goOn(first.page, 1);
  await act(first.page, "showPlace", "protocols");
  await first.page.locator(".side").getByRole("button", { name: /link/i }).first().click();
  await first.page.waitForTimeout(500);
  const link = await first.page.evaluate(async () => {
    const shown = [...document.querySelectorAll(".side input, .side textarea")].map((e) => e.value);
    const copied = await navigator.clipboard.readText().catch(() => "");
    return [location.href, copied, ...shown].find((text) => text.startsWith("http") && text.includes("#"));
  });
  assert.ok(link, "there is a link");
  const state = await stored(first.page, "state");
  const at_s = await time(first.page);
  await first.close();

  const second = await visit(own, { url: link });
  await second.page.waitForFunction(
    (at_s) => window.lab.store.bodies.value[0].time_s >= at_s - 0.02,
    at_s,
    { timeout: 30_000 },
  );
  const restored = await stored(second.page, "state");
  for (const key of ["subject", "posture", "activity", "named", "set"]) {
    assert.deepEqual(restored[key], state[key], key);
  }
  await second.close();
});
