/** Plays a tour of the open list to its evidence, by mouse or by finger. */

import assert from "node:assert/strict";

/** How long a run may take when it is skipped, ms. */
const PATIENCE_MS = 60_000;

/** Waits until the screen has another heading. */
async function next(page, before) {
  await page.waitForFunction((before) => document.querySelector(".tour h2")?.textContent !== before, before);
  // The focus moves to the new heading; only then a key is meant for the new screen.
  await page.waitForFunction(() => document.activeElement?.tagName === "H2");
}

/** Gives the count of predictions; `press` is "click" or "tap". Fails on an outcome that was not measured. */
export async function playTour(page, id, press = "click") {
  let predictions = 0;
  let outcomes = 0;
  await page.locator(`[data-tour="${id}"]`)[press]();
  for (;;) {
    const step = (await page.locator(".tour-step").first().getAttribute("class")).split(" ")[1];
    const title = await page.locator(".tour h2").innerText();
    if (step === "evidence") break;
    if (step === "predict")
      for (const question of await page.locator(".tour-question").all()) {
        const slider = question.locator('input[type="range"]');
        if (await slider.count()) await slider.press("ArrowRight");
        else await question.locator("input").first()[press]();
        predictions += 1;
      }
    if (step === "do") await page.locator(".tour-run button")[press]();
    if (step === "setup" || step === "do") await page.locator(".tour-over").waitFor({ timeout: PATIENCE_MS });
    if (step === "compare")
      for (const outcome of await page.locator(".tour-outcome").allInnerTexts()) {
        assert.doesNotMatch(outcome, /not measured|none of these/, `${id}: ${outcome}`);
        outcomes += 1;
      }
    // A slider that was hardly moved from its middle is no answer.
    if (step === "compare") assert.equal(await page.locator('.tour-outcome[data-right="true"] .tour-line').count(), 0, id);
    await page.locator(".tour-buttons .act")[press]();
    await next(page, title);
  }
  assert.ok(outcomes >= predictions && predictions > 0, `${id}: ${outcomes} outcomes, ${predictions} predictions`);
  return predictions;
}
