/** Bundles a TypeScript module as the page does, and imports it. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { plugins } from "../build.mjs";

const LAB = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The exports of modules of the page, named from the folder of the page: `src/theme.ts`; together they share their state. */
export async function load(...paths) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: LAB,
    stdin: { contents: paths.map((path) => `export * from "./${path}";`).join("\n"), resolveDir: LAB },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { __DEV__: "false" },
    loader: { ".css": "empty" },
    plugins,
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${source}`);
}
