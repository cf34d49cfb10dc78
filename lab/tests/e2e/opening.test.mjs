/** The page opens: a body moves in it, on any screen, from a server and from a file. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { act, exported, figure, PROGRAM, site, time, visit } from "./harness.mjs";

const own = site();
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

test("a body stands in the page and moves", async () => {
  const { page, close } = await visit(own);
  const [first, began] = [await figure(page), await time(page)];
  await page.waitForFunction((began) => window.lab.store.bodies.value[0].time_s > began + 0.7, began);
  assert.notEqual(await figure(page), first);
  await close();
});

test("nothing moves that the simulation does not move", async () => {
  const { page, close } = await visit(own);
  await page.getByRole("button", { name: "Pause" }).click();
  // What was under way when the button was pressed comes to its end.
  await page.waitForTimeout(1500);
  const [first, began] = [await figure(page), await time(page)];
  await page.waitForTimeout(700);
  assert.equal(await time(page), began);
  assert.equal(await figure(page), first);
  await close();
});

for (const [name, size] of [
  ["a telephone, by touch", { width: 390, height: 844, touch: true }],
  ["a wide screen", { width: 1600, height: 900 }],
]) {
  test(`the page fits ${name}, and a body rises on tiptoe there`, async () => {
    const { page, close } = await visit(own, size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= size.width, `the page is ${wide} px wide`);
    const button = page.getByRole("button", { name: "Tiptoe", exact: true });
    await (size.touch ? button.tap() : button.click());
    await page.waitForFunction(
      () => window.lab.store.state.value.activity.pattern === "tiptoe",
      undefined,
      { timeout: 5000 },
    );
    await close();
  });
}

test("paper is printed in light colours from the dark theme too", async () => {
  const { page, close } = await visit(own, { theme: "dark" });
  /** Waits until much, or hardly any, of the picture has the light colour of skin. */
  const skin = (light) =>
    page.waitForFunction((light) => {
      const canvas = document.querySelector("canvas[data-body]");
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i] > 230 && data[i + 2] > 200 && data[i + 2] < 235) count += 1;
      return light ? count > 1000 : count < 300;
    }, light, { timeout: 10_000 });
  await skin(false);
  await page.emulateMedia({ media: "print" });
  await skin(true);
  await page.emulateMedia({ media: "screen" });
  await skin(false);
  await close();
});

test("what can be touched on a telephone is large enough for a finger", async () => {
  const { page, close } = await visit(own, { width: 390, height: 844, touch: true });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, summary")]
      .filter((element) => element.checkVisibility())
      .map((element) => [element, element.getBoundingClientRect()])
      // Where the box is small, its label may be what is touched.
      .filter(([element, box]) => box.width > 0 && Math.min(box.width, box.height) < 24 && !element.closest("label"))
      .map(([element]) => element.outerHTML.slice(0, 120)),
  );
  assert.deepEqual(small, []);
  await close();
});

test("a question mark explains the colours of the figure, and the focus comes back", async () => {
  const { page, close } = await visit(own, {});
  await page.focus(".figure-key");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] .figure-marks");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForFunction(() => document.activeElement.matches(".figure-key"), undefined, { timeout: 5000 });
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open] .figure-marks");
  await close();
});

test("the numbers hold their place when the ranges of people come and go", async () => {
  const { page, close } = await visit(own, {});
  const place = () => page.evaluate(() => Math.round(document.querySelector(".numbers td.number").getBoundingClientRect().right));
  await page.waitForSelector(".numbers td .band");
  const before = await place();
  await act(page, "act", { activity: "tiptoe" });
  await page.waitForSelector(".numbers td .band", { state: "detached" });
  assert.equal(await place(), before);
  await close();
});

test("what people have stays in view beside two bodies on a telephone", async () => {
  const { page, close } = await visit(own, { width: 390, height: 844, touch: true });
  await act(page, "compareWith", { title: "with a stocking", phase: { interventions: ["stocking-class-2"] } });
  await act(page, "showPlace", "numbers");
  await page.waitForFunction(() => /across its wall/.test(document.querySelector("tr.outside")?.textContent ?? ""));
  // Ranges hold once both bodies have rested.
  await act(page, "setPace", 60);
  await page.waitForSelector(".numbers td .band", { timeout: 20_000 });
  // Nothing beyond the screen, and no words over those of the next cell.
  const cut = await page.evaluate(
    () =>
      [...document.querySelectorAll(".numbers tr:not(.sources) :is(td, th)")].filter((cell) => {
        const words = document.createRange();
        words.selectNodeContents(cell);
        const [inside, box] = [words.getBoundingClientRect(), cell.getBoundingClientRect()];
        return inside.width > 0 && (inside.right > Math.min(box.right, innerWidth) + 1 || inside.left < box.left - 1);
      }).length,
  );
  assert.equal(cut, 0);
  await close();
});

for (const theme of ["light", "dark"]) {
  for (const width of [390, 1280]) {
    test(`axe-core finds no serious violation, ${theme}, ${width} px`, async () => {
      const { page, close } = await visit(own, { width, theme });
      // The policy of the page keeps foreign scripts out; this one comes through the browser itself.
      await page.evaluate(await readFile(AXE, "utf8"));
      const places = ["controls", "traces", "numbers", "tours", "protocols", "ask"];
      for (const place of places) {
        await act(page, "showPlace", place);
        await page.waitForTimeout(100);
        const { violations } = await page.evaluate(() => window.axe.run());
        const serious = violations
          .filter(({ impact }) => ["serious", "critical"].includes(impact))
          .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
        assert.deepEqual(serious, [], place);
      }
      await close();
    });
  }
}

test("the page in one file opens from a disk", async () => {
  const { page, close } = await visit(own, { url: exported(own) });
  const began = await time(page);
  await page.waitForFunction((began) => window.lab.store.bodies.value[0].time_s > began + 0.5, began);
  await close();
});

test("the page works below any path of a web host", async () => {
  const { createServer } = await import("node:http");
  const folder = join(own.folder, "host");
  execFileSync(PROGRAM, ["lab", "--export", folder]);
  const types = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm" };
  const host = createServer(async (request, response) => {
    const name = /^\/some\/where\/(.*)/.exec(new URL(request.url, "http://host").pathname)?.[1] ?? "none";
    const bytes = await readFile(join(folder, name || "index.html")).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, {
      "content-type": types[(name || "index.html").split(".").at(-1)] ?? "application/octet-stream",
    });
    response.end(bytes);
  });
  await new Promise((listening) => host.listen(0, "127.0.0.1", listening));
  const { close } = await visit(own, { url: `http://127.0.0.1:${host.address().port}/some/where/` });
  await close();
  host.closeAllConnections();
  host.close();
});
