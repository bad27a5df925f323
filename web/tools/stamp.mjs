// Write BUILD.json beside the built page: the hash of the source it was made from, and what each file weighs.
// tests/web/test_built.py works the same hash out and fails when the page is older than its source.
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

const web = new URL("..", import.meta.url).pathname;
const page = join(web, "..", "tongren", "server", "page");
const SOURCES = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "public", "src", "tools"];

function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

function sourceHash() {
  const names = SOURCES.flatMap((name) => filesUnder(join(web, name))).map((path) => relative(web, path).split(sep).join("/"));
  const hash = createHash("sha256");
  for (const name of names.sort()) {
    hash.update(name + "\0");
    hash.update(readFileSync(join(web, name)));
    hash.update("\0");
  }
  return hash.digest("hex");
}

// The browser takes a new service worker when its bytes differ: the hash of the source makes them differ.
appendFileSync(join(page, "sw.js"), `// ${sourceHash()}\n`);

const files = {};
for (const path of filesUnder(page).sort()) {
  const name = relative(page, path).split(sep).join("/");
  if (name !== "BUILD.json") files[name] = gzipSync(readFileSync(path), { level: 9 }).length;
}
const total = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
writeFileSync(join(page, "BUILD.json"), JSON.stringify({ source_sha256: sourceHash(), gzip_bytes: files, gzip_total: total }, null, 2) + "\n");
console.log(`built page: ${(total / 1024).toFixed(0)} kB compressed in ${Object.keys(files).length} files`);
