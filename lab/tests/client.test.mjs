// The page's side of a worker: when its silence is told, and when not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

globalThis.document = { documentElement: {}, baseURI: "http://localhost/" };

/** An engine whose worker says only what the test lets it say; `heard` is what the page was told. */
async function silent(t, loaded = true) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { Engine } = await load("src/engine/client.ts");
  const worker = { postMessage() {}, terminate() {} };
  const engine = new Engine({ worker: () => worker, wasm: new ArrayBuffer(0), starts: new ArrayBuffer(0) });
  const heard = [];
  engine.onSilence = (silent_s) => heard.push(silent_s);
  engine.onDeath = (words) => heard.push(words);
  const says = (data) => worker.onmessage({ data });
  if (loaded) says({ kind: "loaded" });
  const wait = (seconds) => {
    for (let second = 0; second < seconds; second += 1) t.mock.timers.tick(1000);
  };
  return { engine, heard, says, wait };
}

test("a call that is not answered is told after five seconds, and ends the worker after thirty", async (t) => {
  const { engine, heard, wait } = await silent(t);
  const call = engine.call("advance", { to_s: [1] });
  wait(4);
  assert.deepEqual(heard, []);
  wait(2);
  assert.deepEqual(heard, [5]);
  wait(30);
  assert.deepEqual(heard, [5, "it no longer answered"]);
  await assert.rejects(call, { name: "WorkerEnded" });
});

test("an answer ends the silence, and nothing is told while nothing is asked", async (t) => {
  const { engine, heard, says, wait } = await silent(t);
  wait(100);
  const call = engine.call("state", { body: 0 });
  wait(6);
  says({ kind: "answers", answers: [{ id: 1, json: {}, payload: new ArrayBuffer(0) }] });
  await call;
  wait(100);
  assert.deepEqual(heard, [5, 0]);
  engine.end();
});

test("what takes long is not told early: loading, opening, and a run that says how far it is", async (t) => {
  const slow = await silent(t, false);
  const opened = slow.engine.call("open", { body: 0, setup: {} });
  slow.wait(19);
  slow.says({ kind: "loaded" });
  slow.wait(19);
  assert.deepEqual(slow.heard, []);
  const behind = slow.engine.call("state", { body: 0 });
  slow.says({ kind: "answers", answers: [{ id: 1, json: {}, payload: new ArrayBuffer(0) }] });
  await opened;
  slow.wait(4);
  assert.deepEqual(slow.heard, [], "the next one is counted anew");
  slow.says({ kind: "answers", answers: [{ id: 2, json: {}, payload: new ArrayBuffer(0) }] });
  await behind;
  const run = slow.engine.call("run", { format: "csv" });
  for (let told = 0; told < 10; told += 1) {
    slow.wait(15);
    slow.says({ kind: "progress", done_s: told, total_s: 10 });
  }
  assert.deepEqual(slow.heard, []);
  slow.engine.end();
  await assert.rejects(run, { name: "WorkerEnded" });
});
