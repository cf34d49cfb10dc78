/**
 * The verdicts of `VALIDATION.md` for the page, as an esbuild plugin, and the data files for tests.
 */
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";

const LAB = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Files of the tours with their contents. */
export async function tourFiles(folder = join(LAB, "tours")) {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".toml")).sort();
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      try {
        return { file, path, tour: parse(await readFile(path, "utf8")) };
      } catch (error) {
        throw new Error(`${file}: ${error.message}`);
      }
    }),
  );
}

/** The terms of the glossary. */
export async function glossary() {
  return parse(await readFile(join(LAB, "glossary.toml"), "utf8")).term;
}

/** Rows of a text like `VALIDATION.md`: id to value (null if not measurable) and verdict. */
export function verdicts(markdown) {
  const found = {};
  for (const line of markdown.split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim().replaceAll("**", ""));
    if (!/^([A-Z]{2}\d{2,}(-[A-Z]+)?|INV-[A-Z0-9-]+)$/.test(cells[1] ?? "")) continue;
    const at = cells.findIndex((cell) => /(^|, )(in band|out of band)$/.test(cell));
    if (at > 0) {
      const role = cells[1].startsWith("INV-") ? "invariant" : cells[at].includes(",") ? cells[at].split(",")[0] : "predicted";
      found[cells[1]] = [Number(cells[at - 2]), cells[at].endsWith("in band"), role];
    } else {
      const role = cells.find((cell) => /^(predicted|calibrated|input|definition|out of scope|not counted)$/.test(cell));
      if (role) found[cells[1]] = [null, false, role];
    }
  }
  return found;
}

/** The plugin: `virtual:verdicts` of the rows in `VALIDATION.md`. */
export const validation = {
  name: "validation",
  setup(build) {
    const file = join(LAB, "../VALIDATION.md");
    build.onResolve({ filter: /^virtual:verdicts$/ }, ({ path }) => ({ path, namespace: "validation" }));
    build.onLoad({ filter: /.*/, namespace: "validation" }, async () => ({
      contents: JSON.stringify(verdicts(await readFile(file, "utf8"))),
      loader: "json",
      watchFiles: [file],
    }));
  },
};
