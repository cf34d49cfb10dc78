/** The body is taken by its trunk, the table by its edge: by finger and by mouse. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { act, site, stored, visit } from "./harness.mjs";

const own = site();

/** Points of the figure that can be grabbed, every 4 px, as the pointer shows them. */
function grabs(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector("canvas[data-body='0']");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const found = [];
    for (let y = top + 4; y < top + height; y += 4)
      for (let x = left + 4; x < left + width; x += 4) {
        canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, pointerType: "mouse" }));
        if (canvas.style.cursor === "grab") found.push([x, y]);
      }
    return found;
  });
}

const least = (points, axis) => Math.min(...points.map((point) => point[axis]));
const most = (points, axis) => Math.max(...points.map((point) => point[axis]));
const middle = (numbers) => (Math.min(...numbers) + Math.max(...numbers)) / 2;

/** The middle of an upright body at a share of its height from above. */
function level(points, share) {
  const rows = [...new Set(points.map(([, y]) => y))].sort((a, b) => a - b);
  const y = rows[Math.round(share * (rows.length - 1))];
  return [middle(points.filter((point) => point[1] === y).map(([x]) => x)), y];
}

/** A finger or a mouse that presses, moves and lets go. */
async function pointer({ page, context }, touch) {
  if (!touch)
    return {
      down: async (x, y) => {
        await page.mouse.move(x, y);
        await page.mouse.down();
      },
      move: (x, y) => page.mouse.move(x, y),
      up: () => page.mouse.up(),
    };
  const tools = await context.newCDPSession(page);
  const send = (type, touchPoints) => tools.send("Input.dispatchTouchEvent", { type, touchPoints });
  return {
    down: (x, y) => send("touchStart", [{ x, y }]),
    move: (x, y) => send("touchMove", [{ x, y }]),
    up: () => send("touchEnd", []),
  };
}

/** Drags along points in a straight line between each two. */
async function drag(page, hand, [[x, y], ...on]) {
  await hand.down(x, y);
  for (const [to_x, to_y] of on) {
    for (let step = 1; step <= 20; step += 1) {
      await hand.move(x + ((to_x - x) * step) / 20, y + ((to_y - y) * step) / 20);
      await page.waitForTimeout(60);
    }
    [x, y] = [to_x, to_y];
  }
  await hand.up();
}

const takes = (page, words) =>
  page.waitForFunction((words) => window.lab.store.state.value.posture.words === words, words, { timeout: 10_000 });

/** Waits until the movement has ended and the figure has followed. */
async function settled(page) {
  await page.waitForFunction(() => {
    const { state, time_s } = window.lab.store.bodies.value[0];
    return time_s > state.moving_until_s + 1.5;
  });
}

for (const [name, size] of [
  ["a finger at 390 px", { width: 390, height: 844, touch: true }],
  ["a mouse at 1,600 px", { width: 1600, height: 1000 }],
]) {
  test(`${name} lays the body down by its trunk and raises it by the table's edge`, async () => {
    const visited = await visit(own, size);
    const { page, close } = visited;
    const hand = await pointer(visited, size.touch);
    const upright = await grabs(page);
    const [chest, hip] = [level(upright, 0.25), level(upright, 0.5)];
    const length = hip[1] - chest[1];

    // A press without a movement does nothing.
    const before = await stored(page, "state");
    await hand.down(...chest);
    await hand.up();
    await page.waitForTimeout(700);
    const { posture, phases } = await stored(page, "state");
    assert.deepEqual([posture, phases.length], [before.posture, before.phases.length]);

    // Below the hip: it stops flat.
    await drag(page, hand, [chest, [hip[0] + length, hip[1] + 0.2 * length]]);
    await takes(page, "supine");
    await settled(page);
    const lying = await grabs(page);
    assert.ok(most(lying, 0) - least(lying, 0) > most(lying, 1) - least(lying, 1), "it is seen to lie");

    const right = most(lying, 0);
    const edge = [right - 4, middle(lying.filter(([x]) => x === right).map(([, y]) => y))];
    const span = right - least(lying, 0);
    // Straight up first, as a page is scrolled.
    await drag(page, hand, [edge, [edge[0], edge[1] - 0.3 * span], [right - 0.55 * span, edge[1] - 0.5 * span]]);
    await takes(page, "standing");
    assert.equal(await page.evaluate(() => window.scrollY), 0, "the page is not scrolled");
    await close();
  });

  test(`${name} is told why a drag is refused, and the offer makes it possible`, async () => {
    const visited = await visit(own, size);
    const { page, close } = visited;
    const hand = await pointer(visited, size.touch);
    const upright = await grabs(page);
    const [chest, hip] = [level(upright, 0.25), level(upright, 0.5)];
    await act(page, "act", { activity: "tiptoe" });
    await drag(page, hand, [chest, [hip[0] + hip[1] - chest[1], hip[1] - 2]]);
    const refused = page.locator(".told.refused");
    await refused.filter({ hasText: "Rising on tiptoe does not go with this: stop it first" }).waitFor({ timeout: 5000 });
    const { posture, activity } = await stored(page, "state");
    assert.deepEqual([posture.words, activity.pattern], ["standing", "tiptoe"]);
    const offer = refused.getByRole("button", { name: "Stop (tiptoe at 60 /min) first" });
    await (size.touch ? offer.tap() : offer.click());
    await takes(page, "supine");
    assert.equal((await stored(page, "state")).activity.pattern, "rest");
    await close();
  });
}
