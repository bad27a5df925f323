// What the first visit weighs and how soon the body is seen.
import { assert, seen, settled, visit } from "./lib.mjs";

const MOST = 2.5e6;
const MOST_BODY = 600e3;

await visit({ serviceWorkers: "block" }, async (page) => {
  await page.goto(process.argv[2]);
  await settled(page);
  const files = await page.evaluate(() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).map((e) => [new URL(e.name).pathname, e.transferSize]));
  const total = files.reduce((sum, [, size]) => sum + size, 0);
  const body = files.filter(([name]) => name.endsWith(".glb")).reduce((sum, [, size]) => sum + size, 0);
  seen(`first visit ${(total / 1e6).toFixed(2)} MB over the wire, of which the body ${(body / 1e3).toFixed(0)} kB`);
  for (const [name, size] of files.sort((a, b) => b[1] - a[1]).slice(0, 6)) seen(`  ${(size / 1e3).toFixed(0)} kB ${name}`);
  assert.ok(body > 0 && total < MOST && body < MOST_BODY);
  const first = await page.evaluate(() => performance.getEntriesByName("tongren:body")[0].startTime);
  seen(`the body was drawn after ${(first / 1000).toFixed(2)} s`);
});
