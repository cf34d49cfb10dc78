/** The search finds what people ask for in their own words, and the score is exported as a table. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "smol-toml";
import { glossary, tourFiles } from "../src/tours/plugin.mjs";
import { load } from "./load.mjs";

const { finder } = await load("src/ask/find.ts");
const ROOT = new URL("../../", import.meta.url);
const terms = await glossary();
const tours = (await tourFiles()).map(({ tour }) => tour);
const answers = [
  ...terms.map(({ word, also, text }) => ({ id: `word:${word}`, sort: "word", title: word, also: also.join(". "), text })),
  ...tours.map(({ id, title, question }) => ({ id: `tour:${id}`, sort: "tour", title, also: question, text: question })),
];
const { find } = finder(answers);

test("plain words find the term that is meant", () => {
  const meant = {
    "swollen ankles": "swelling",
    "swolen ankels": "swelling",
    varicose: "varicose veins",
    "blood pressure drops when I stand up": "orthostatic hypotension",
    dizzy: "orthostatic hypotension",
    "Why do veins have valves?": "valve of a vein",
    "blod clot": "thrombosis",
    "flight socks": "compression stocking",
    "how much the heart pumps": "cardiac output",
  };
  for (const [words, word] of Object.entries(meant)) {
    const places = find(words).map(({ id }) => id);
    assert.ok(places.slice(0, 2).includes(`word:${word}`), `${words}: ${places}`);
  }
});

test("questions in words are answered first by a story, a condition or a term", async () => {
  const lists = JSON.parse(await readFile(new URL("../built/lists.json", import.meta.url), "utf8"));
  const { answers: gather, finder: find } = await load("src/ask/answers.ts", "src/ask/find.ts");
  const whole = find(gather(lists));
  const expected = {
    "long flight": "tour:c25-sitting",
    "why do my ankles swell on a plane": "tour:c25-sitting",
    "sitting all day": "tour:c25-sitting",
    "exercises on a plane": "tour:c26-chair-exercise",
    "how do veins work": "tour:c01-calf-pump|word:vein",
    "is walking good for my circulation": "tour:c01-calf-pump",
    "why are the legs called a second heart": "tour:c01-calf-pump|word:second heart",
    "pain in calf when walking": "word:claudication",
    "my calf hurts when I walk": "word:claudication",
    "swollen ankles": "word:swelling",
    "varicose veins": "word:varicose veins|condition:varicose-veins",
    "why do veins have valves": "word:valve of a vein",
    "blood clot": "word:thrombosis",
    "why am I dizzy when I stand up": "word:orthostatic hypotension",
    "do compression stockings work": "tour:c27-stocking|word:compression stocking",
    "how high should I raise my legs": "tour:c14-how-high",
    "should I raise a swollen leg": "tour:c28-swollen-leg",
    "what does a stent do": "word:stent|tour:c17-open-line",
    "weak heart": "word:heart failure|condition:heart-failure",
    "narrowed arteries in the legs": "tour:c17-open-line|word:peripheral artery disease",
    "standing for a long time": "tour:c05-standing-still",
    "losing blood": "word:haemorrhage|condition:bleeding",
  };
  const wrong = Object.entries(expected).flatMap(([words, first]) => {
    const ids = whole.find(words).map(({ id }) => id);
    return first.split("|").includes(ids[0]) ? [] : [`${words}: ${ids.slice(0, 4).join(", ")}`];
  });
  assert.deepEqual(wrong, []);
});

test("nonsense finds nothing", () => {
  assert.deepEqual(find("qqxzzq"), []);
});

test("the glossary holds sixty terms or more, each once, and what they run exists", async () => {
  assert.ok(terms.length >= 60, `${terms.length}`);
  assert.equal(new Set(terms.map(({ word }) => word)).size, terms.length);
  for (const { word, also, text, run } of terms) {
    assert.ok(also.length > 0 && text.length > 20, word);
    if (run?.tour) assert.ok(tours.some(({ id }) => id === run.tour), `${word}: ${run.tour}`);
    if (run?.scenario) await readFile(new URL(`scenarios/${run.scenario}.toml`, ROOT), "utf8");
    for (const name of [...(run?.phase?.conditions ?? []), ...(run?.phase?.interventions ?? [])])
      assert.ok(await named(name), `${word}: ${name}`);
  }
});

/** Whether a condition or intervention has a file. */
async function named(name) {
  for (const folder of ["condition", "intervention"]) {
    try {
      parse(await readFile(new URL(`crates/body/data/${folder}/${name}.toml`, ROOT), "utf8"));
      return true;
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return false;
}

test("the score is a table that other programs read", async () => {
  const { csv } = await load("src/tours/score.ts");
  const entry = {
    date: "2026-11-28T08:00:00.000Z",
    tour: "c01-calf-pump",
    question: 'He says "up", or down?',
    prediction: "falls",
    outcome: "rises (+1 mmHg)",
    right: false,
  };
  assert.equal(
    csv([entry]),
    'date,tour,question,prediction,outcome,right\r\n2026-11-28T08:00:00.000Z,c01-calf-pump,"He says ""up"", or down?",falls,rises (+1 mmHg),no\r\n',
  );
});

test("a prediction is judged by the number of the run", async () => {
  const { answer, number, told } = await load("src/tours/measure.ts");
  const measure = { of: "a", window: [0, 1], label: "", unit: "mL", as: "percent", from: "b" };
  assert.equal(number(measure, 90, 100).toFixed(6), "-10.000000");
  assert.equal(told(measure, -10), "−10\u00a0%");
  const step = { kind: "predict", measure, same: 5 };
  assert.deepEqual([-6, -4, 4, 6, NaN].map((value) => answer(step, value)), [
    "falls", "stays about the same", "stays about the same", "rises", "not measured",
  ]);
  const choice = [{ label: "high", from: 5 }, { label: "low", below: 5 }];
  assert.equal(answer({ kind: "predict", measure, choice }, 5), "high");
});

test("a guessed number is right within what was said, by the number that is shown", async () => {
  const { isRight, options, predicted } = await load("src/tours/measure.ts");
  const measure = { of: "a", window: [0, 1], label: "", unit: "mmHg" };
  const step = { kind: "predict", measure, guess: { low: 0, high: 120, step: 1, within: 10 } };
  assert.deepEqual(options(step), []);
  assert.equal(predicted(step, "45"), "45\u00a0mmHg");
  // 29.4 is shown as 29, so that 39 is ten away.
  assert.deepEqual(["18", "19", "39", "40", ""].map((said) => isRight(step, said, 29.4)), [false, true, true, false, false]);
  assert.equal(isRight(step, "0", NaN), false);
});

test("a loss is told as a positive share", async () => {
  const { number, told } = await load("src/tours/measure.ts");
  const measure = { of: "a", window: [0, 1], label: "", unit: "mL", as: "loss", from: "b" };
  assert.equal(told(measure, number(measure, 83, 100)), "17\u00a0%");
});
