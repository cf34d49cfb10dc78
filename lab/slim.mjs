/**
 * Copies the sources of the engine without the texts that the page never shows: where a parameter of
 * the body comes from; of rows of the evidence the reasons, notes, quotations, and in whom and how it
 * was measured; and why a row is missed. As sent, the engine is 65 kB smaller for it.
 *
 *     node lab/slim.mjs FOLDER
 *
 * A file that is the same as before is not written again, so that it is not compiled again.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const out = process.argv[2];
if (!out) throw new Error("usage: node lab/slim.mjs FOLDER");

/** What the engine is compiled from. */
const PARTS = ["Cargo.toml", "Cargo.lock", "crates", "evidence", "scenarios", "subjects"];

const CONDITION = /^crates\/body\/data\/(condition|intervention|knockout)\//;

/** A text keeps the word that says its kind, as in "estimate: ..", and says where the whole of it stands. */
const short = (text) => (/^[a-z]+: /.exec(text)?.[0] ?? "") + "see secondheart parameters";

/** The text of a file, without what the page does not show. */
function slim(path, text) {
  if (/^crates\/body\/data\/.*\.toml$/.test(path) && !CONDITION.test(path)) {
    return text
      .replaceAll(/^#.*\n/gm, "")
      .replaceAll(/\b(source|calibrated|range) = "([^"]*)"/g, (_, key, told) => `${key} = "${short(told)}"`);
  }
  if (/^evidence\/\d.*\.toml$/.test(path)) {
    return text
      .replaceAll(/^#.*\n/gm, "")
      .replaceAll(/^(spread_note|quote|url) = "[^"]*"\n/gm, "")
      .replaceAll(/^(role_reason|conflict_note|population|protocol) = "[^"]*"$/gm, '$1 = "-"');
  }
  if (path === "evidence/claims.toml") return text.replaceAll(/^text = .*$/gm, 'text = "-"').replaceAll(/^#.*\n/gm, "");
  // A file without any table holds no misses.
  if (path === "evidence/misses.toml") return "";
  return text;
}

function copy(from, kept) {
  if (statSync(from).isDirectory()) {
    for (const name of readdirSync(from)) copy(join(from, name), kept);
    return;
  }
  const to = join(out, from);
  kept.add(to);
  const content = from.endsWith(".toml") ? Buffer.from(slim(from, readFileSync(from, "utf8"))) : readFileSync(from);
  try {
    if (readFileSync(to).equals(content)) return;
  } catch {
    mkdirSync(dirname(to), { recursive: true });
  }
  writeFileSync(to, content);
}

/** Removes what is no longer among the sources. */
function sweep(folder, kept) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) sweep(path, kept);
    else if (!kept.has(path)) rmSync(path);
  }
}

const kept = new Set();
for (const part of PARTS) copy(part, kept);
sweep(out, kept);
process.stdout.write(`${relative(process.cwd(), out) || out}: ${kept.size} files\n`);
