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
