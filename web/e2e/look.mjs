// Take pictures of an address at some widths: node e2e/look.mjs ORIGIN OUT_PREFIX PATH [WIDTHxHEIGHT …] (for people who look)
import { chromium } from "playwright-core";
const [origin, out, path, ...sizes] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });
for (const size of sizes.length ? sizes : ["1440x900", "360x740"]) {
  const [width, height] = size.split("x").map(Number);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: process.env.SCHEME ?? "light", serviceWorkers: "block" });
  const page = await context.newPage();
  page.on("console", (m) => console.log(size, m.type(), m.text()));
  page.on("pageerror", (e) => console.log(size, "pageerror", e.message));
  const t0 = Date.now();
  await page.goto(origin + path);
  await page.waitForSelector("canvas[data-settled]", { timeout: 20000 }).catch((e) => console.log(e.message));
  console.log(size, "settled", Date.now() - t0, "ms");
  if (process.env.DO) await eval(`(async () => { ${process.env.DO} })()`);
  await page.waitForTimeout(Number(process.env.WAIT ?? 1500));
  await page.screenshot({ path: `${out}_${width}.png` });
  await context.close();
}
await browser.close();
