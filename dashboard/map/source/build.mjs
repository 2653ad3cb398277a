// How is the map's script built? `npm ci && npm run build` here; see docs/map.md.
// It writes ../built/: one script named by its content, NOTICE, and a record of what it was made of.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { noticeOf } from "./notice.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "built");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const asText = {
  name: "import a file as text with ?text",
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /\?text$/ }, async ({ path, resolveDir, pluginData }) => {
      if (pluginData === "inner") return null;
      const found = await resolve(path.replace(/\?text$/, ""), { resolveDir, kind: "import-statement", pluginData: "inner" });
      return { path: found.path, namespace: "text" };
    });
    onLoad({ filter: /.*/, namespace: "text" }, ({ path }) => ({ contents: readFileSync(path, "utf8"), loader: "text" }));
  },
};

/** Return the hash of each file that the script is built from, by its name here. */
function sources() {
  const own = ["package.json", "package-lock.json", "build.mjs", "notice.mjs"];
  const code = readdirSync(join(here, "src")).map((name) => `src/${name}`);
  return Object.fromEntries([...own, ...code].sort().map((name) => [name, sha256(readFileSync(join(here, name)))]));
}

const result = await build({
  entryPoints: [join(here, "src", "index.js")],
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  minify: true,
  legalComments: "none",
  charset: "utf8",
  target: "es2022",
  plugins: [asText],
  write: false,
});
const script = result.outputFiles[0].contents;
const name = `map-${sha256(script).slice(0, 12)}.js`;
for (const old of existsSync(built) ? readdirSync(built) : []) {
  if (old.startsWith("map-")) rmSync(join(built, old));
}
const notice = noticeOf(here);
writeFileSync(join(built, name), script);
writeFileSync(join(built, "NOTICE"), notice);
const record = { script: name, bytes: script.length, sha256: sha256(script), notice_sha256: sha256(notice), sources: sources() };
writeFileSync(join(built, "record.json"), `${JSON.stringify(record, null, 2)}\n`);
console.log(`${name}: ${script.length} bytes`);
