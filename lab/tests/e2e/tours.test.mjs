/** A tour can be done by the keyboard alone, by finger, and in the page in one file. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { act, exported, goOn, site, stored, time, visit } from "./harness.mjs";
import { playTour } from "./play-tour.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const own = site();

/** Presses Tab until the focus is on what a selector finds; text narrows it. */
async function tabTo(page, selector, text = "") {
  for (let pressed = 0; pressed < 200; pressed += 1) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate(
      ([selector, text]) => {
        const focused = document.activeElement;
        return focused?.matches(selector) === true && (focused.textContent ?? "").includes(text);
      },
      [selector, text],
    );
    if (there) return;
  }
  assert.fail(`Tab does not reach ${selector} ${text}`);
}

/** What the screen of the tour asks for now. */
function screen(page) {
  return page.evaluate(() => {
    const tour = document.querySelector(".tour");
    const forward = tour?.querySelector(".tour-buttons .act");
    return {
      step: tour?.querySelector("header small")?.textContent ?? "",
      asks: tour?.querySelector('.tour-question[data-answered="false"]') !== null,
      runs: tour?.querySelector(".tour-run .link") !== null,
      ready: forward?.getAttribute("aria-disabled") !== "true",
      last: forward?.textContent === "All tours",
      trouble: tour?.querySelector(".tour-trouble")?.textContent ?? "",
      outcomes: tour?.querySelectorAll(".tour-outcome").length ?? 0,
    };
  });
}

test("a tour is done by keyboard alone, with a prediction and its outcome", async () => {
  const { page, close } = await visit(own);
  await tabTo(page, "nav button", "Tours");
  await page.keyboard.press("Enter");
  await tabTo(page, "button[data-tour]");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".tour");
  let asked = 0;
  let outcomes = 0;
  let now = await screen(page);
  for (let screens = 0; !now.last; screens += 1) {
    assert.ok(screens < 40, "the tour ends");
    if (now.asks) {
      await tabTo(page, '.tour-question[data-answered="false"] input');
      // Space chooses an option, an arrow moves a slider.
      const isSlider = await page.evaluate(() => document.activeElement?.type === "range");
      await page.keyboard.press(isSlider ? "ArrowRight" : "Space");
      asked += 1;
    }
    if (!now.ready) {
      // What is under way can be skipped, or ends by itself.
      if (now.runs) {
        await tabTo(page, ".tour-run .link");
        await page.keyboard.press("Enter");
      }
      await page.waitForSelector(".tour-buttons .act:not([aria-disabled='true'])", { timeout: 90_000 });
    }
    await tabTo(page, ".tour-buttons .act");
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      (step) => document.querySelector(".tour header small")?.textContent !== step,
      now.step,
      { timeout: 10_000 },
    );
    // The heading of the next screen takes the focus; from there the reader goes on.
    await page.waitForFunction(() => document.activeElement?.closest(".tour h2, .tour h3"));
    now = await screen(page);
    assert.equal(now.trouble, "");
    outcomes += now.outcomes;
  }
  assert.ok(asked > 0, "it asks for a prediction");
  assert.ok(outcomes > 0, "it shows what came out");
  await tabTo(page, ".tour-buttons .act", "All tours");
  await page.keyboard.press("Enter");
  await page.waitForSelector("button[data-tour]");
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.match(kept, /c\d\d-/, "the score stays on the machine");
  await close();
});

test("a number is guessed by keyboard, and stands beside model and people", async () => {
  const { page, close } = await visit(own);
  await page.locator(".places button", { hasText: "Tours" }).click();
  await page.locator('[data-tour="c01-calf-pump"]').click();
  const forward = page.locator(".tour-buttons .act");
  await page.locator(".tour-over").waitFor({ timeout: 60_000 });
  await forward.click();
  const slider = page.locator('.tour-guess input[type="range"]');
  const field = page.locator('.tour-guess input[type="number"]');
  assert.equal(await field.inputValue(), "", "no answer is suggested");
  await forward.press("Enter");
  assert.match(await page.locator(".tour-hint").innerText(), /Set a number/);
  await tabTo(page, '.tour-guess input[type="range"]');
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  assert.equal(await field.inputValue(), "1", "the slider fills the field");
  await field.fill("999");
  await page.waitForFunction(() => document.querySelector(".tour-guess")?.dataset.answered === "false");
  await field.fill("30");
  assert.equal(await slider.inputValue(), "30", "the field moves the slider");
  await forward.click();
  await page.locator(".tour-expected", { hasText: "30\u00a0mmHg" }).waitFor();
  await page.locator(".tour-run button").click();
  await page.locator(".tour-over").waitFor({ timeout: 60_000 });
  await forward.click();
  const outcome = page.locator(".tour-outcome");
  await outcome.locator(".tour-line rect").waitFor();
  assert.equal(await outcome.getAttribute("data-right"), "true");
  assert.match(await outcome.innerText(), /30\u00a0mmHg ✓ right[^]*within 12 mmHg[^]*29\u00a0mmHg[^]*People[^]*10 to 30 mmHg/);
  assert.equal(await outcome.locator(".tour-line .you, .tour-line circle").count(), 2);
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(".tour"));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  await close();
});
/** Of one body, and of two side by side. */
const TWO = ["c01-calf-pump", "c06-valves"];

for (const [name, options] of [
  ["by finger at 390 px", async () => ({ width: 390, height: 844, touch: true })],
  ["in the page in one file", async () => ({ url: exported(own) })],
]) {
  test(`tours are done ${name}`, async () => {
    const given = await options();
    const press = given.touch ? "tap" : "click";
    const { page, close } = await visit(own, given);
    await page.locator(given.touch ? ".tabs button" : ".places button", { hasText: "Tours" })[press]();
    let predictions = 0;
    for (const id of TWO) {
      predictions += await playTour(page, id, press);
      const { wide, screen } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        screen: window.innerWidth,
      }));
      assert.ok(wide <= screen, `${id} is ${wide} px wide`);
      await page.locator(".tour header .link")[press]();
    }
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem("secondheart.predictions") ?? "[]").length);
    assert.equal(kept, predictions, "the score stays on the machine");
    await close();
  });
}

test("a tour gives the reader's own body back", async () => {
  const { page, close } = await visit(own);
  await act(page, "act", { conditions: ["deep-vein-incompetence"] });
  await act(page, "act", { posture: "supine", ramp: "1 s" });
  await goOn(page, 5);
  const at_s = await time(page);
  await act(page, "showPlace", "tours");
  await page.locator("[data-tour]").first().click();
  await page.getByRole("button", { name: "Continue" }).waitFor();
  await page.waitForFunction(() => !window.lab.store.state.value.named.some(({ word }) => word === "deep-vein-incompetence"));
  await page.getByRole("button", { name: "All tours" }).click();
  // A second tour, begun at once, does not take the first one's body for the reader's.
  await page.locator("[data-tour]").nth(1).click();
  await page.waitForTimeout(1500);
  await page.getByRole("button", { name: "All tours" }).click();
  await page.getByRole("button", { name: "Back to your body" }).click();
  await page.getByText("Your body is as it was before the tour").waitFor({ timeout: 30_000 });
  const { named, posture } = await stored(page, "state");
  assert.deepEqual([named.map(({ word }) => word), posture.words], [["deep-vein-incompetence"], "supine"]);
  assert.ok(Math.abs((await time(page)) - at_s) < 0.1);
  await close();
});
