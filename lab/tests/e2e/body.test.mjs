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

test("what the body does is said at once to those who do not see it, numbers now and then", async () => {
  const { page, close } = await visit(own);
  const [doing, numbers] = [page.locator("[data-words] p").first(), page.locator("[data-words] p").last()];
  await numbers.filter({ hasText: /\d+ mmHg at the foot/ }).waitFor({ state: "attached", timeout: 15_000 });
  const said = await numbers.innerText();
  const soon = (words) => doing.filter({ hasText: words }).waitFor({ state: "attached", timeout: 1500 });
  await page.getByRole("button", { name: "Tiptoe", exact: true }).click();
  await soon("standing, tiptoe");
  await page.getByRole("button", { name: "Rest", exact: true }).click();
  await soon("standing, at rest");
  await act(page, "act", { interventions: ["stocking-class-2"] });
  await soon("tocking");
  await page.getByRole("button", { name: "Lie", exact: true }).click();
  await soon("supine");
  assert.equal(await numbers.innerText(), said, "no number is read out with every change");
  await close();
});
