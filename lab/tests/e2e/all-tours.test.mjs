/** All tours in the browser to their end, and the search that opens them. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { site, visit } from "./harness.mjs";
import { playTour } from "./play-tour.mjs";

const own = site();
test("every tour measures what it asked for, and the score can be saved", async () => {
  const { page, close } = await visit(own);
  await page.locator(".places button", { hasText: "Tours" }).click();
  const ids = await page.locator("[data-tour]").evaluateAll((all) => all.map((one) => one.dataset.tour));
  assert.ok(ids.length >= 31);
  let predictions = 0;
  for (const id of ids) {
    predictions += await playTour(page, id);
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
  // The next stop of the keyboard is in the answer, once it stands there.
  await page.locator(".ask-card button.act").first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".tour h2").waitFor();
  await close();
});
