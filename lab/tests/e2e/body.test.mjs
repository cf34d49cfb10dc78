/** What the body does in the page is what it does in people: the pump, a broken valve, two bodies. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { act, FOOT_VEIN, goOn, lately, site, stored, time, visit } from "./harness.mjs";

const own = site();

/** Rises on tiptoe by the button for twelve seconds; the lowest pressure in the last two of them. */
async function tiptoes(page) {
  await page.getByRole("button", { name: "Tiptoe", exact: true }).click();
  await page.waitForFunction(() => window.lab.store.state.value.activity.pattern === "tiptoe");
  await goOn(page, 12);
  return lately(page, FOOT_VEIN, 2);
}

test("tiptoes lower the pressure in the foot vein by more than half within twelve seconds", async () => {
  const { page, close } = await visit(own);
  await goOn(page, 5);
  const standing = (await lately(page, FOOT_VEIN, 3)).mean;
  assert.ok(standing > 70, `standing: ${standing} mmHg`);
  const { least } = await tiptoes(page);
  assert.ok(least < standing / 2, `from ${standing} to ${least} mmHg`);
  await close();
});

test("broken valves raise it", async () => {
  const healthy = await visit(own);
  const low = (await tiptoes(healthy.page)).mean;
  await healthy.close();
  const broken = await visit(own);
  await act(broken.page, "act", { conditions: ["deep-vein-incompetence"] });
  const high = (await tiptoes(broken.page)).mean;
  await broken.close();
  assert.ok(high > low + 15, `${low} mmHg in health, ${high} with broken valves`);
});

test("two bodies side by side differ in the one thing", async () => {
  const { page, close } = await visit(own);
  await goOn(page, 3);
  await page.getByRole("button", { name: "Compare…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /valves/ }).first().click();
  await page.waitForFunction(
    () => Object.keys(window.lab.store.bodies.value[1]?.state.set ?? {}).length > 0,
    undefined,
    { timeout: 10_000 },
  );
  const [first, second] = await stored(page, "bodies");
  for (const key of ["subject", "posture", "activity", "named"]) {
    assert.deepEqual(first.state[key], second.state[key], key);
  }
  assert.ok(Object.keys(second.state.set).every((path) => path.startsWith("valve.")));
  assert.deepEqual(first.state.set, {});
  await tiptoes(page);
  // Each ends the step that it is in; a step is at most 12.5 ms.
  assert.ok(Math.abs((await time(page, 0)) - (await time(page, 1))) <= 0.0125, "they are in step");
  const [healthy, broken] = [await lately(page, FOOT_VEIN, 2, 0), await lately(page, FOOT_VEIN, 2, 1)];
  assert.ok(broken.mean > healthy.mean + 10, `${healthy.mean} and ${broken.mean} mmHg`);
  assert.equal(await page.locator("canvas[data-body]").count(), 2);
  await page.getByRole("button", { name: "One body" }).click();
  await page.waitForFunction(() => window.lab.store.bodies.value[1] === null);
  await close();
});

test("a body that lay and stood again can be taken back, and branches off", async () => {
  const { page, close } = await visit(own);
  await goOn(page, 10);
  const fork_s = await time(page);
  await goOn(page, 5);
  const usual = await lately(page, FOOT_VEIN, 1);
  await act(page, "backTo", fork_s);
  await goOn(page, (await time(page)) < fork_s ? fork_s + 5 - (await time(page)) : 5);
  assert.deepEqual(await lately(page, FOOT_VEIN, 1), usual, "the same once more");
  await act(page, "backTo", fork_s);
  await act(page, "act", { posture: "supine", ramp: "2 s" });
  await goOn(page, 5);
  assert.ok((await lately(page, FOOT_VEIN, 1)).mean < usual.mean - 30, "lying it is low");
  await close();
});

test("the time line goes back, stands still there, and gives back what it took", async () => {
  const { page, close } = await visit(own);
  await act(page, "compareWith", { title: "lying", phase: { posture: "supine", ramp: "2 s" } });
  await goOn(page, 30);
  const end_s = await time(page);
  const line = page.getByRole("slider", { name: /Time line/ });
  await line.scrollIntoViewIfNeeded();
  const box = await line.boundingBox();
  await page.mouse.move(box.x + box.width - 8, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  const told = page.locator(".sought");
  assert.match(await told.innerText(), /^Back to 0:1\d$/);
  assert.ok(await told.evaluate((b) => {
    const { left, top, right, bottom } = b.getBoundingClientRect();
    return [[left + 3, top + 3], [right - 3, bottom - 3]].every(([x, y]) => document.elementFromPoint(x, y) === b);
  }), "nothing cuts the time off");
  await act(page, "play");
  await page.mouse.up();
  await page.getByText(/Back at 0:1\d; what happened later is forgotten/).waitFor();
  assert.equal(await stored(page, "playing"), false);
  assert.ok((await time(page)) < end_s - 5);
  assert.ok(Math.abs((await time(page)) - (await time(page, 1))) < 0.1, "both bodies");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Everything is as it was before").waitFor();
  assert.ok((await time(page)) >= end_s - 0.1 && (await time(page, 1)) >= end_s - 0.1);
  await close();
});

test("what was refused is no longer told once it is possible, or after going back", async () => {
  const { page, close } = await visit(own);
  await goOn(page, 5);
  const refused = page.locator(".told.refused");
  for (const mend of [() => act(page, "act", { posture: "standing", ramp: "1 s" }), () => act(page, "backTo", 2)]) {
    await act(page, "act", { posture: "supine", ramp: "1 s" });
    await goOn(page, 2);
    await page.getByRole("button", { name: "Tiptoe", exact: true }).click();
    await refused.waitFor();
    await mend();
    await refused.waitFor({ state: "detached", timeout: 3000 });
  }
  await close();
});

test("a body without valves is compared with one that has them", async () => {
  const { page, close } = await visit(own);
  await page.getByRole("button", { name: "Valves", exact: true }).click();
  await page.waitForFunction(() => window.lab.store.state.value.set["valve.deep.competence"] === 0);
  await page.getByRole("button", { name: "Compare…" }).click();
  await page.getByRole("button", { name: "with valves", exact: true }).click();
  await page.waitForFunction(() => window.lab.store.difference.value?.title === "with valves");
  await page.getByText("The valves of the leg veins work again").waitFor();
  const [a, b] = await stored(page, "bodies");
  // A value as in health is not listed.
  assert.deepEqual([a.state.set["valve.deep.competence"], b.state.set["valve.deep.competence"] ?? 1], [0, 1]);
  await close();
});

test("the keys read the traces off from the newest value on", async () => {
  const { page, close } = await visit(own);
  await goOn(page, 3);
  await page.waitForTimeout(300);
  const now_s = await time(page);
  const strips = page.getByRole("group", { name: /^Traces/ });
  const told = page.locator("[data-read-off]");
  await strips.focus();
  for (const key of ["ArrowLeft", "End"]) {
    await strips.press(key);
    const [, minutes, seconds] = /^(\d+):([\d.]+):/.exec(await told.innerText());
    assert.ok(Math.abs(60 * Number(minutes) + Number(seconds) - now_s) < 0.3, `${key} at ${seconds}, the body at ${now_s}`);
    assert.doesNotMatch(await told.innerText(), / to  |–|NaN/);
  }
  await close();
});

test("before another person is chosen it is said that the body begins anew, and afterwards it did", async () => {
  const { page, close } = await visit(own);
  const person = page.getByRole("region", { name: "Person" });
  assert.match(await person.innerText(), /begins anew/);
  const choice = person.locator("select");
  await goOn(page, 5);
  await choice.selectOption("reference-woman");
  await page.locator(".told", { hasText: "begins anew with reference woman" }).waitFor();
  assert.ok((await time(page)) < 5, "time begins at zero");
  await page.locator(".told button", { hasText: "Undo" }).waitFor();
  await close();
});

test("the slider of the speed changes how fast the body walks", async () => {
  const { page, close } = await visit(own);
  await page.getByRole("button", { name: "Walk", exact: true }).click();
  const speed = page.getByLabel("Speed", { exact: true });
  await speed.waitFor();
  await speed.fill("6");
  await page.waitForFunction(() => window.lab.store.state.value.activity.speed_km_per_h === 6, undefined, {
    timeout: 5000,
  });
  assert.equal(await page.locator(".told.refused").count(), 0);
  await close();
});

test("a manoeuvre done by hand is read by the plethysmograph", async () => {
  const { page, close } = await visit(own);
  const press = async (name) => {
    await page.getByRole("button", { name, exact: true }).click();
    await page.waitForFunction((name) => document.querySelector(`button[aria-pressed=true][data-value=${name}]`), {
      "Legs up": "legs-raised",
      Stand: "standing",
      Tiptoe: "tiptoe",
      Rest: "rest",
    }[name]);
  };
  await page.getByRole("tab", { name: "Plethysmograph" }).click();
  await press("Legs up");
  await goOn(page, 120);
  await press("Stand");
  await goOn(page, 100);
  const read = page.getByRole("button", { name: "Read what was done by hand" });
  await read.waitFor({ timeout: 5000 });
  await press("Tiptoe");
  await goOn(page, 12);
  await press("Rest");
  await goOn(page, 20);
  await read.click();
  const panel = page.getByRole("tabpanel").locator("table");
  await panel.waitFor({ timeout: 5000 });
  const rows = (await panel.innerText()).split("\n").filter((line) => /^(VV|EV|RV)\b/.test(line));
  assert.equal(rows.length, 3);
  const [vv, ev, rv] = rows.map((row) => Number(/([\d.]+)\s*mL/.exec(row.replace(/\t/g, " "))?.[1]));
  assert.ok(vv > 60 && ev > 0.2 * vv && rv < 0.7 * vv, `VV ${vv}, EV ${ev}, RV ${rv} mL`);
  await close();
});

test("what the body does is said at once to those who do not see it, and numbers can be read as they are now", async () => {
  const { page, close } = await visit(own);
  const [doing, numbers] = [page.locator("[data-words] p").first(), page.locator("[data-words] p").last()];
  await numbers.filter({ hasText: /\d+ mmHg at the foot/ }).waitFor({ state: "attached", timeout: 15_000 });
  const soon = (words) => doing.filter({ hasText: words }).waitFor({ state: "attached", timeout: 1500 });
  await page.getByRole("button", { name: "Tiptoe", exact: true }).click();
  await soon("standing, tiptoe");
  await page.getByRole("button", { name: "Rest", exact: true }).click();
  await soon("standing, at rest");
  await act(page, "act", { interventions: ["stocking-class-2"] });
  await soon("tocking");
  await page.getByRole("button", { name: "Lie", exact: true }).click();
  await soon("supine");
  assert.equal(await numbers.evaluate((p) => p.closest("[aria-live], [role=status]")), null, "no number speaks by itself");
  await page.getByRole("button", { name: "Stand", exact: true }).click();
  await goOn(page, 3);
  const pressure = () => page.evaluate((name) => Math.round(window.lab.session.frames[0].get(`${name}`)), FOOT_VEIN);
  // Paused in the middle of tiptoes, where the pressure changes with every step.
  await act(page, "play");
  await act(page, "act", { activity: "tiptoe" });
  for (let i = 0; i < 4; i++) {
    await page.waitForTimeout(430);
    await act(page, "pause");
    await page.waitForTimeout(400);
    assert.match(await numbers.innerText(), new RegExp(`\\(${await pressure()} mmHg at the foot\\)`));
    await act(page, "play");
  }
  await close();
});
