// How soon the body is seen and how fast it turns: node e2e/speed.mjs ORIGIN [WIDTHxHEIGHT]
import { chromium } from "playwright-core";
const [origin, size = "1024x768"] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });
const firsts = [];
for (let i = 0; i < 3; i++) {
  const context = await browser.newContext({ viewport: { width, height }, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => performance.getEntriesByName("tongren:body").length > 0, null, { timeout: 30000 });
  const first = await page.evaluate(() => performance.getEntriesByName("tongren:body")[0].startTime);
  const paint = await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(performance.now())))));
  firsts.push([Math.round(first), Math.round(paint)]);
  if (i === 2) {
    await page.waitForSelector("canvas[data-settled]", { timeout: 30000 });
    await page.waitForTimeout(1500);
    const box = await page.locator("canvas").boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 100, y);
    await page.mouse.down();
    const frames = page.evaluate(() => new Promise((go) => {
      let n = 0;
      const t0 = performance.now();
      const step = () => { n += 1; const t = performance.now() - t0; if (t < 4000) requestAnimationFrame(step); else go(n / t * 1000); };
      requestAnimationFrame(step);
    }));
    for (let k = 0; k < 200; k++) { await page.mouse.move(box.x + 100 + (k % 100) * 4, y + (k % 7)); await page.waitForTimeout(16); }
    console.log("frames a second while turning:", (await frames).toFixed(1));
    await page.mouse.up();
  }
  await context.close();
}
console.log("first picture of the body, ms [drawn, on screen]:", JSON.stringify(firsts));
await browser.close();
