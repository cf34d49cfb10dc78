/** The claims of the page say what `secondheart explain` says, and what their questions run can be run. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "smol-toml";
import { tourFiles } from "../src/tours/plugin.mjs";
import { load } from "./load.mjs";

const ROOT = new URL("../../", import.meta.url);
const LEVELS = ["patient", "student", "clinician"];
const program =
  process.env.SECONDHEART ??
  [new URL("target/release/secondheart", ROOT), new URL("target/debug/secondheart", ROOT)]
    .map((url) => url.pathname)
    .find((path) => existsSync(path));
const skip = program ? false : "no program is built";

const read = (name) => JSON.parse(readFileSync(new URL(`../built/${name}`, import.meta.url), "utf8"));
const claims = read("claims.json");
const lists = read("lists.json");
const { acts } = await load("src/tours/claims.ts");
const plain = (text) => text.replaceAll(/\s+/g, " ").trim();

test("every claim is explained to three readers, and has a tour", async () => {
  const known = parse(readFileSync(new URL("evidence/claims.toml", ROOT), "utf8")).claim.map(({ id }) => id);
  assert.deepEqual(claims.map(({ id }) => id), known);
  const tours = (await tourFiles()).flatMap(({ tour }) => tour.claims);
  for (const claim of claims) {
    assert.ok(tours.includes(claim.id), `${claim.id} has no tour`);
    assert.ok(claim.next.length > 0, claim.id);
    for (const level of LEVELS) {
      const { words, sections } = claim[level];
      const headings = sections.map(([heading]) => heading);
      assert.ok(words.length > 50, `${claim.id} ${level}`);
      for (const heading of ["What the run showed", "What people showed", "What it is worth", "Limits"])
        assert.ok(headings.includes(heading), `${claim.id} ${level}: ${heading}`);
    }
  }
});

/** Claims whose runs take seconds: one shown, one contradicted. */
for (const [id, levels] of [["C4", LEVELS], ["C15", ["clinician"]]])
  test(`the page says of ${id} what the command says`, { skip }, () => {
    const claim = claims.find((one) => one.id === id);
    for (const level of levels) {
      const { words, sections } = claim[level];
      const said = [
        `${id}: ${claim.text}`,
        words,
        ...sections.flatMap(([heading, items]) => [heading, ...items.flatMap(([text, notes]) => [text, ...notes])]),
        "Ask next",
        ...claim.next.flat(),
        "For education and research; not a medical device.",
      ];
      const told = execFileSync(program, ["explain", id, "--audience", level], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      assert.equal(plain(said.join(" ")), plain(told));
    }
  });

test("a question runs what its command runs", () => {
  const of = (command) => acts(`secondheart ${command}`, lists);
  assert.deepEqual(of("explain C7"), [{ claim: "C7" }]);
  const [run] = of("run tiptoe-minute");
  assert.deepEqual([run.protocol.name, run.protocol.text], ["tiptoe-minute", undefined]);
  const sides = of("compare walk --without pump --without valves --phase walking");
  assert.deepEqual(sides.map(({ words }) => words), ["as it is", "without pump", "without valves"]);
  assert.deepEqual(parse(sides[2].protocol.text).without, ["valves"]);
  const [angle] = of("run leg-raise --phase legs_raised.hip='20 deg'");
  assert.deepEqual(JSON.parse(JSON.stringify(parse(angle.protocol.text).phase)), [{ name: "legs_raised", posture: { hip: "20 deg" } }]);
  assert.deepEqual(of("shares walk --of cardiac_output_l_per_min"), []);
  assert.deepEqual(of("run no-such-scenario"), []);
});

test("every question that the page can answer runs a scenario that the program reads", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "claims-"));
  const commands = claims.flatMap(({ next }) => next.map(([, command]) => command));
  const files = [];
  for (const command of new Set(commands)) {
    const found = acts(command, lists);
    assert.equal(found.length > 0, !/^secondheart (shares|conditions) /.test(command), command);
    for (const act of found)
      if (act.protocol?.text) {
        files.push(join(folder, `${files.length}.toml`));
        writeFileSync(files.at(-1), act.protocol.text);
      }
  }
  assert.ok(files.length > 20);
  execFileSync(program, ["check", ...files], { stdio: ["ignore", "ignore", "inherit"] });
  rmSync(folder, { recursive: true });
});

test("an address names a claim", async () => {
  const { claimIn } = await load("src/tours/address.ts");
  assert.deepEqual(["#explain=C17", "#explain=c17", "#explain=C99", "#tour=C17", ""].map(claimIn), ["C17", "C17", undefined, undefined, undefined]);
});
