/** Files that a reader drops into the page: checked with place and word, never fatal. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { act, livesOn, site, visit } from "./harness.mjs";

const own = site();

const MISTAKEN = '[[phase]]\nname = "rest"\nduration = "3 minuts"\n';
const SHORT = '[[phase]]\nname = "quiet-standing"\nduration = "5 min"\nposture = "standing"\n';

/** Drops a file of that text, or of so many bytes, onto the protocols of the page. */
async function drop(page, name, contents) {
  await act(page, "showPlace", "protocols");
  const data = await page.evaluateHandle(
    ([name, contents]) => {
      const data = new DataTransfer();
      const parts = typeof contents === "number" ? [new Uint8Array(contents)] : [contents];
      data.items.add(new File(parts, name));
      return data;
    },
    [name, contents],
  );
  const target = page.locator(".side > *").first();
  for (const type of ["dragenter", "dragover", "drop"]) {
    await target.dispatchEvent(type, { dataTransfer: data });
  }
}

test("a dropped scenario with a mistake shows its place and the nearest word", async () => {
  const { page, close } = await visit(own);
  await drop(page, "mine.toml", MISTAKEN);
  const told = page.locator(".side");
  await told.getByText('unknown unit "minuts"').first().waitFor({ timeout: 10_000 });
  const text = await told.innerText();
  assert.match(text, /minutes/, "the nearest word");
  assert.match(text, /line 3, column 15/i, "the place");
  assert.match(text, /duration = "3 minuts"/, "the line itself");
  await livesOn(page);
  await close();
});

test("a dropped scenario runs with progress, to a report and downloads", async () => {
  const { page, close } = await visit(own);
  await drop(page, "short.toml", SHORT);
  await page.locator(".side").getByRole("button", { name: /^Run/ }).first().click();
  await page.waitForFunction(
    () => {
      const bar = document.querySelector(".side progress, .side [role=progressbar]");
      const share = bar?.value ?? Number(bar?.getAttribute("aria-valuenow"));
      return share > 0;
    },
    undefined,
    { polling: 20, timeout: 30_000 },
  );
  const button = page.locator(".side").getByRole("button", { name: /report/i }).first();
  await button.waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  assert.match(await readFile(await file.path(), "utf8"), /<html[^]*quiet-standing/);
  await livesOn(page);
  await close();
});

test("a dropped file of 100 MB is told, and the page goes on", async () => {
  const { page, close } = await visit(own);
  await drop(page, "huge.toml", 100 * 2 ** 20);
  await page.locator(".side").getByText(/large|MB/).first().waitFor({ timeout: 20_000 });
  await livesOn(page);
  await close();
});
