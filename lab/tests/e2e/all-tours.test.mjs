/** All tours in the browser to their end, and the search that opens them. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { site, visit } from "./harness.mjs";

const own = site();
/** How long a run may take when it is skipped, ms. */
const PATIENCE_MS = 60_000;

const kind = (page) => page.locator(".tour-step").first().getAttribute("class");
const heading = (page) => page.locator(".tour h2").innerText();

/** Waits until the screen has another heading. */
async function next(page, before) {
  await page.waitForFunction((before) => document.querySelector(".tour h2")?.textContent !== before, before);
  // The focus moves to the new heading; only then a key is meant for the new screen.
  await page.waitForFunction(() => document.activeElement?.tagName === "H2");
}

test("every tour measures what it asked for, and the score can be saved", async () => {
  const { page, close } = await visit(own);
  await page.locator(".places button", { hasText: "Tours" }).click();
  const ids = await page.locator("[data-tour]").evaluateAll((all) => all.map((one) => one.dataset.tour));
  assert.ok(ids.length >= 20);
  let predictions = 0;
  for (const id of ids) {
    await page.locator(`[data-tour="${id}"]`).click();
    for (;;) {
      const step = (await kind(page)).split(" ")[1];
      const title = await heading(page);
      if (step === "evidence") break;
      if (step === "predict")
        for (const question of await page.locator(".tour-question").all()) {
          const slider = question.locator('input[type="range"]');
          if (await slider.count()) await slider.press("ArrowRight");
          else await question.locator("input").first().check();
          predictions += 1;
        }
      if (step === "do") await page.locator(".tour-run button").click();
      if (step === "setup" || step === "do") await page.locator(".tour-over").waitFor({ timeout: PATIENCE_MS });
      if (step === "compare")
        for (const outcome of await page.locator(".tour-outcome").allInnerTexts())
          assert.doesNotMatch(outcome, /not measured|none of these/, `${id}: ${outcome}`);
      // A slider that was hardly moved from its middle is no answer.
      if (step === "compare") assert.equal(await page.locator('.tour-outcome[data-right="true"] .tour-line').count(), 0, id);
      await page.locator(".tour-buttons .act").click();
      await next(page, title);
    }
    await page.locator(".tour header .link").click();
  }
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByText("Save as CSV").click()]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines[0], "date,tour,question,prediction,outcome,right");
  assert.equal(lines.length - 1, predictions);
  await close();
});

test("a question in plain words opens a tour by keyboard", async () => {
  const { page, close } = await visit(own);
  await page.locator(".places button", { hasText: "Ask" }).focus();
  await page.keyboard.press("Enter");
  await page.locator('.ask [role="combobox"]:focus').waitFor();
  await page.keyboard.type("swolen ankels");
  await page.locator('.ask [role="option"]', { hasText: "swelling" }).waitFor();
  await page.keyboard.press("ArrowDown");
  const active = page.locator('.ask [role="option"][aria-selected="true"]');
  await active.waitFor();
  assert.match(await active.innerText(), /swelling/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".tour h2").waitFor();
  await close();
});
