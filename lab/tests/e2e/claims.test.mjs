/** The claims explained: by address, from the tours, by search, and what their questions run. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { exported, site, visit } from "./harness.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const own = site();

test("an address opens a claim, for the reader chosen once", async () => {
  const { page, close } = await visit(own, { url: `${own.server.address}#explain=C17` });
  await page.locator(".claim h2", { hasText: "C17" }).waitFor();
  await page.locator(".claim h3", { hasText: "What people showed" }).waitFor();
  assert.match(await page.locator(".claim").innerText(), /State, from the rows alone/);
  await page.getByLabel("patient").check();
  await page.locator(".claim", { hasText: "The simulated body" }).waitFor();
  assert.doesNotMatch(await page.locator(".claim").innerText(), /State, from the rows alone/);
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(".claim"));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  await page.getByRole("button", { name: "All tours and claims" }).click();
  await page.locator("summary", { hasText: "31 claims" }).click();
  await page.locator('[data-claim="C4"]').click();
  await page.locator(".claim h2", { hasText: "C4" }).waitFor();
  assert.ok(await page.getByLabel("patient").isChecked());
  await close();
});

test("the search finds a claim, and its question runs a protocol that the page writes", async () => {
  const { page, close } = await visit(own);
  await page.locator(".places button", { hasText: "Ask" }).click();
  await page.keyboard.type("C4");
  await page.locator('.ask [role="option"]', { hasText: "C4:" }).first().click();
  await page.getByRole("button", { name: "Explain it" }).click();
  await page.locator(".claim h2", { hasText: "C4" }).waitFor();
  await page.getByRole("button", { name: "Explain C19" }).click();
  await page.locator(".claim h2", { hasText: "C19" }).waitFor();
  await page.evaluate(() => (location.hash = "explain=C17"));
  await page.locator(".claim h2", { hasText: "C17" }).waitFor();
  await page.getByRole("button", { name: "Run: with femoral-artery-occlusion", exact: true }).first().click();
  await page.locator(".protocol-title", { hasText: "with femoral-artery-occlusion" }).waitFor();
  await page.locator(".results").waitFor({ timeout: 120_000 });
  await close();
});

test("a page in one file explains too", async () => {
  const { page, close } = await visit(own, { url: exported(own), width: 390, height: 844, touch: true });
  await page.evaluate(() => (location.hash = "explain=C6"));
  await page.locator(".claim h3", { hasText: "What it is worth" }).waitFor();
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: window.innerWidth }));
  assert.ok(wide <= screen, `the page is ${wide} px wide`);
  await close();
});
