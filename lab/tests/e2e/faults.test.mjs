/** What goes wrong around the page is told, nothing is lost, and the page goes on. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { act, goOn, KEEP_WORKERS, livesOn, serve, site, stored, time, visit } from "./harness.mjs";

const own = site();

/** The line in which the page tells something. */
const told = (page, words) => page.locator(".told").filter({ hasText: words });

/** What the worker says when its engine panics. */
function breakWorker(page, at = 0) {
  return page.evaluate(
    (at) => globalThis.workers[at].onmessage({ data: { kind: "dead", message: "broken by a test" } }),
    at,
  );
}

test("a browser without WebAssembly is told so", async () => {
  const { page, close } = await visit(own, { before: "delete globalThis.WebAssembly", wait: false });
  const told = page.getByRole("alert").filter({ hasText: "WebAssembly" });
  await told.waitFor({ timeout: 10_000 });
  await close();
});

test("a worker that dies is told, and the body goes on from where it was", async () => {
  const { page, close } = await visit(own, { before: KEEP_WORKERS });
  await act(page, "act", { activity: "tiptoe" });
  await page.waitForTimeout(1500);
  const before_s = await time(page);
  await breakWorker(page);
  await page.waitForFunction(() => globalThis.workers.length > 1);
  await told(page, "nothing is lost").waitFor({ timeout: 30_000 });
  assert.ok((await time(page)) >= before_s, "it is not set back");
  await livesOn(page);
  assert.equal((await stored(page, "state")).activity.pattern, "tiptoe");
  await close();
});

test("a body whose workers all die is kept until the reader starts it again", async () => {
  const { page, close } = await visit(own, { before: KEEP_WORKERS });
  await act(page, "act", { activity: "tiptoe" });
  // Each worker is broken before it answers.
  await page.evaluate(() => {
    for (let at = 0; at < 3; at += 1)
      globalThis.workers[at].onmessage({ data: { kind: "dead", message: "broken by a test" } });
  });
  await told(page, "broken by a test").getByRole("button", { name: "Start it again" }).click();
  await told(page, "nothing is lost").waitFor({ timeout: 30_000 });
  await livesOn(page);
  assert.equal((await stored(page, "state")).activity.pattern, "tiptoe");
  await close();
});

test("a worker that falls silent is told after some five seconds, and can be started again", async () => {
  const { page, close } = await visit(own, { before: KEEP_WORKERS });
  await act(page, "act", { activity: "tiptoe" });
  await livesOn(page);
  // Answers no longer reach the page.
  await page.evaluate(() => (globalThis.workers[0].onmessage = () => {}));
  const before_s = await time(page);
  const silent = told(page, /has not answered for 5 s/);
  const began_ms = Date.now();
  await silent.waitFor({ timeout: 12_000 });
  assert.ok(Date.now() - began_ms > 3500, "not at once");
  await silent.getByRole("button", { name: "Start it again" }).click();
  await told(page, "nothing is lost").waitFor({ timeout: 30_000 });
  assert.ok((await time(page)) >= before_s, "it is not set back");
  await livesOn(page);
  assert.equal((await stored(page, "state")).activity.pattern, "tiptoe");
  await close();
});

test("an hour in the background is told, and not simulated at once", async () => {
  const { page, context, close } = await visit(own, { clock: true });
  const tools = await context.newCDPSession(page);
  await act(page, "setPace", 60);
  await goOn(page, 30);
  await act(page, "act", { activity: "tiptoe" });
  await act(page, "play");
  await livesOn(page);
  const heap = async () => {
    await tools.send("HeapProfiler.collectGarbage");
    return (await tools.send("Runtime.getHeapUsage")).usedSize;
  };
  const [before_s, before_bytes] = [await time(page), await heap()];
  await page.clock.fastForward("01:00:00");
  await told(page, "The page was out of sight for 1 h 0 min").waitFor({ timeout: 10_000 });
  // It goes on at once: an hour in one go would keep the worker busy for minutes.
  const later_s = (await time(page)) + 5;
  await page.waitForFunction((s) => window.lab.store.bodies.value[0].time_s > s, later_s, { timeout: 5000 });
  await act(page, "pause");
  const gone_s = (await time(page)) - before_s;
  // Some seconds of this test, sixty-fold; the hour at this pace would be 216,000 s.
  assert.ok(gone_s >= 0 && gone_s < 1500, `${gone_s} s`);
  assert.equal((await stored(page, "state")).activity.pattern, "tiptoe");
  const more = (await heap()) - before_bytes;
  assert.ok(more < 20e6, `${more} bytes more`);
  await act(page, "play");
  await livesOn(page);
  await close();
});

test("absurd values are refused where they are written, and the body goes on", async () => {
  const { page, close } = await visit(own);
  await page.getByRole("button", { name: "More controls" }).click();
  const sheet = page.getByRole("dialog");
  const [path, value] = [sheet.getByLabel("Path of the parameter"), sheet.getByLabel("Value", { exact: true })];
  await path.fill("muscle.pressure_gain");
  for (const text of ["1,5", "NaN"]) {
    await value.fill(text);
    await sheet.getByText(`“${text}” is not a number`).waitFor({ timeout: 2000 });
  }
  for (const text of ["1e9", "-1"]) {
    await value.fill(text);
    await sheet.getByRole("button", { name: "Set", exact: true }).click();
    // Seen in the sheet, not below it.
    await sheet.locator(".told.refused", { hasText: "must be from 0 to 4" }).waitFor({ timeout: 5000 });
    await sheet.locator(".told").getByRole("button", { name: "Close" }).click();
  }
  await page.keyboard.press("Escape");
  // Sliders, as a broken extension or a test would set them.
  for (const slider of await page.locator("input[type=range]:visible").all())
    for (const text of ["", "NaN", "1e9", "-1"])
      await slider.evaluate((element, text) => {
        element.value = text;
        for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
      }, text);
  for (const time_s of [-5, 1e9]) await act(page, "backTo", time_s);
  await assert.rejects(act(page, "compareWith", { title: "absurd", phase: { set: { "no.such": 1 } } }), /no\.such/);
  assert.equal((await stored(page, "bodies"))[1], null, "no body that does not differ");
  assert.deepEqual((await stored(page, "state")).set, {});
  await act(page, "play");
  await livesOn(page);
  await close();
});

test("a page whose server has ended runs protocols, and survives the death of its worker", async () => {
  const server = await serve();
  const { page, close } = await visit(own, { before: KEEP_WORKERS, url: server.address });
  await server.stop();
  const { files } = await act(page, "runScenario", "supine-rest");
  assert.ok(files.length > 0, "a protocol runs");
  await breakWorker(page);
  await told(page, "nothing is lost").waitFor({ timeout: 30_000 });
  await livesOn(page);
  await close();
});

for (const [kind, before] of [
  ["full", "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"],
  [
    "forbidden",
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
  ],
  [
    "broken",
    "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new DOMException('no', 'InvalidStateError'); }",
  ],
]) {
  test(`a storage that is ${kind} is told once something would be kept, and the page goes on`, async () => {
    const { page, close } = await visit(own, { before });
    await act(page, "chooseLevel", "clinician");
    await told(page, "keeps nothing").waitFor({ timeout: 5000 });
    assert.equal(await stored(page, "level"), "clinician");
    await livesOn(page);
    await close();
  });
}
