/**
 * Builds the page into a folder: index.html, lab.js, lab.css and worker.js.
 *
 *     node build.mjs              to built/, as it is shipped
 *     node build.mjs --dev        to dev/, readable and with source maps, again at every change
 *     node build.mjs --out DIR    to another folder
 *
 * The same sources give the same bytes. The engine and the starts come from `build-engine` and
 * `build`.
 */

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { parse } from "smol-toml";
import { validation } from "./src/tours/plugin.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Module that holds every story of `tours/`, as `{ name, tour }` in the order of their names. */
const TOURS = "virtual:tours";

/** Reads TOML into the bundle as data, one file or all tours. */
const toml = {
  name: "toml",
  setup(build) {
    build.onLoad({ filter: /\.toml$/ }, async ({ path }) => ({
      contents: JSON.stringify(await readToml(path)),
      loader: "json",
      watchFiles: [path],
    }));
    build.onResolve({ filter: /^virtual:tours$/ }, () => ({ path: TOURS, namespace: "tours" }));
    build.onLoad({ filter: /.*/, namespace: "tours" }, async () => {
      const folder = join(HERE, "tours");
      const files = (await readdir(folder).catch(() => []))
        .filter((name) => name.endsWith(".toml"))
        .sort()
        .map((name) => join(folder, name));
      const tours = [];
      for (const file of files) {
        tours.push({ name: basename(file, ".toml"), tour: await readToml(file) });
      }
      return {
        contents: JSON.stringify(tours),
        loader: "json",
        watchFiles: files,
        watchDirs: [folder],
      };
    });
  },
};

async function readToml(file) {
  try {
    return parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
}

/** What the sources of the page need, in the page and in tests. */
export const plugins = [toml, validation];

/** What the page may do: its own files, its engine, nothing from elsewhere. */
function policy(script) {
  return [
    "default-src 'self'",
    // The hash lets the script stand inside the page, as in the export to one file.
    `script-src 'self' '${script}' 'wasm-unsafe-eval' blob:`,
    "worker-src 'self' blob:",
    "connect-src 'self' data: blob:",
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Word by which `secondheart lab --export` knows an older page again. */
const MARK = '<meta name="generator" content="secondheart lab">';
/** What the export to one file puts the contents in the place of. */
const STYLE = '<link rel="stylesheet" href="lab.css">';
const SCRIPT = '<script src="lab.js" defer></script>';

/** Writes index.html with the policy for the script beside it. */
async function writeIndex(out) {
  const script = await readFile(join(out, "lab.js"), "utf8");
  const style = await readFile(join(out, "lab.css"), "utf8");
  // In one file, these would end the element or hide its end.
  for (const [name, text] of Object.entries({ "lab.js": script, "lab.css": style })) {
    const found = /<\/(script|style)|<!--|\r/i.exec(text);
    if (found) throw new Error(`${name} contains ${JSON.stringify(found[0])}`);
  }
  const hash = `sha256-${createHash("sha256").update(script).digest("base64")}`;
  const template = await readFile(join(HERE, "src/index.html"), "utf8");
  const index = template
    .replaceAll(" />", ">")
    .replace("{policy}", policy(hash))
    .replace("</title>", `</title>${MARK}`);
  for (const part of [hash, MARK, STYLE, SCRIPT]) {
    if (!index.includes(part)) throw new Error(`src/index.html makes a page without ${part}`);
  }
  await writeFile(join(out, "index.html"), index);
}

function options(out, dev) {
  return {
    absWorkingDir: HERE,
    entryPoints: {
      lab: "src/entry.ts",
      worker: "src/engine/worker.ts",
    },
    outdir: out,
    bundle: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    minify: !dev,
    sourcemap: dev ? "inline" : false,
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { __DEV__: String(dev) },
    logLevel: "warning",
    plugins: [
      ...plugins,
      {
        name: "index",
        setup(build) {
          build.onEnd(async ({ errors }) => {
            if (errors.length === 0) await writeIndex(out);
          });
        },
      },
    ],
  };
}

/** Builds once. */
export async function buildPage(out) {
  await mkdir(out, { recursive: true });
  await esbuild.build(options(out, false));
}

async function develop(out) {
  await mkdir(out, { recursive: true });
  for (const name of ["secondheart.wasm", "starts.bin", "lists.json", "claims.json", "engine.json"]) {
    await cp(join(HERE, "built", name), join(out, name)).catch(() =>
      console.warn(`build.mjs: built/${name} is missing: run ./build first`),
    );
  }
  const context = await esbuild.context(options(out, true));
  await context.watch();
  const { port } = await context.serve({ servedir: out, host: "127.0.0.1" });
  console.log(`http://127.0.0.1:${port}/`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [option, folder] = process.argv.slice(2);
  if (option === "--dev") await develop(join(HERE, "dev"));
  else if (option === undefined) await buildPage(join(HERE, "built"));
  else if (option === "--out" && folder) await buildPage(folder);
  else {
    console.error("usage: node build.mjs [--dev | --out DIR]");
    process.exit(2);
  }
}
