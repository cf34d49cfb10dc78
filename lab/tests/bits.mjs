/**
 * The engine in WebAssembly gives the bits of the native one.
 *
 *     node lab/tests/bits.mjs ANSWERS FOLDER
 *
 * ANSWERS are the answers of the native engine to the requests of `bits.jsonl`, one after the other
 * (`crates/web/examples/answers.rs`); FOLDER has `secondheart.wasm` and `starts.bin`.
 */

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

/** The engine of a folder, as a function from the bytes of a request to those of the answer. */
export async function engine(folder) {
  const wasm = await readFile(join(folder, "secondheart.wasm"));
  let told = "";
  const host = {
    now: () => 0,
    progress: () => {},
    fault: (address, length) => {
      told = Buffer.from(exports.memory.buffer, address, length).toString();
    },
  };
  const { exports } = (await WebAssembly.instantiate(wasm, { host })).instance;
  const call = (request) => {
    const address = exports.input(request.length);
    new Uint8Array(exports.memory.buffer, address, request.length).set(request);
    let length;
    try {
      length = exports.call();
    } catch (error) {
      throw new Error(told || error.message);
    }
    return Buffer.from(exports.memory.buffer, exports.output(), length);
  };
  const starts = await readFile(join(folder, "starts.bin"));
  const words = Buffer.from('{"do":"starts"}');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(words.length);
  const { json } = parts(call(Buffer.concat([length, words, starts])));
  if (json.error) throw new Error(json.error.message);
  return (request) => Buffer.from(call(request));
}

/** JSON and payload of an answer. */
export function parts(answer) {
  const length = answer.readUInt32LE(0);
  const json = JSON.parse(answer.subarray(4, 4 + length).toString());
  return { json, payload: answer.subarray((4 + length + 7) & ~7) };
}

/** Requests of the test, one a line. */
export async function requests() {
  const text = await readFile(join(HERE, "bits.jsonl"), "utf8");
  return text.split("\n").filter((line) => line !== "");
}

/** Where the answer in WebAssembly differs from the native one, in words, or nothing. */
export function difference(native, answer) {
  if (native.equals(answer)) return undefined;
  let a;
  const b = parts(answer);
  try {
    a = parts(native);
  } catch {
    return `the native answer is of another length than ${b.payload.length} bytes of payload`;
  }
  const [x, y] = [JSON.stringify(a.json), JSON.stringify(b.json)];
  if (x !== y) {
    let at = 0;
    while (x[at] === y[at]) at += 1;
    return `the JSON differs at ${at}: …${x.slice(Math.max(0, at - 60), at + 60)} and …${y.slice(Math.max(0, at - 60), at + 60)}`;
  }
  if (a.payload.length !== b.payload.length) {
    return `payloads of ${a.payload.length} and ${b.payload.length} bytes`;
  }
  let at = 0;
  while (a.payload[at] === b.payload[at]) at += 1;
  const value = Math.floor(at / 8);
  const read = (payload) =>
    payload.length >= 8 * (value + 1) ? payload.readDoubleLE(8 * value) : payload[at];
  return `value ${value} of the payload is ${read(a.payload)} and ${read(b.payload)}`;
}

async function main([file, folder]) {
  if (!folder) throw new Error("usage: node lab/tests/bits.mjs ANSWERS FOLDER");
  const native = await readFile(file);
  const call = await engine(folder);
  const lines = await requests();
  let at = 0;
  for (const [index, line] of lines.entries()) {
    const answer = call(Buffer.from(line));
    const expected = native.subarray(at, at + answer.length);
    at += answer.length;
    // A request that is refused compares nothing.
    const { error } = parts(answer).json;
    const differs = error?.message ?? difference(expected, answer);
    if (differs) {
      // After an answer of another length, no other can be found.
      throw new Error(`request ${index + 1}, ${line.slice(0, 100)}: ${differs}`);
    }
  }
  if (at !== native.length) throw new Error(`${file} has answers to more than ${lines.length} requests`);
  console.log(`${lines.length} answers, ${at} bytes: the same`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch((error) => {
    console.error(`bits.mjs: ${error.message}`);
    process.exit(1);
  });
}
