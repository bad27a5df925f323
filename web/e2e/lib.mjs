// What every browser test needs: a browser, a page whose network is watched, and words to say what was seen.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

export { assert };
export const ORIGIN = process.argv[2] ?? "http://127.0.0.1:8000";
const SOFTWARE = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };
const PATIENCE_MS = 60_000;

/** Say what was seen; tests/web prints it. */
export const seen = (text) => console.log(`seen: ${text}`);

function watch(context, troubles) {
  context.on("request", (request) => {
    const url = new URL(request.url());
    const isHere = ["data:", "blob:"].includes(url.protocol) || url.origin === new URL(ORIGIN).origin;
    if (!isHere) troubles.push(`asked another place: ${url.href}`);
  });
  context.on("weberror", (error) => troubles.push(`script error: ${error.error().message}`));
  context.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) troubles.push(`policy: ${message.text()}`);
  });
}

/** Run `steps(page, context)` in a fresh browser; fails on any request elsewhere, script error, or breach of the policy. */
export async function visit(options, steps) {
  const { args = [], ...rest } = options;
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: [...SOFTWARE, ...args] });
  const troubles = [];
  try {
    const context = await browser.newContext({ viewport: WIDE, locale: "en-GB", ...rest });
    context.setDefaultTimeout(PATIENCE_MS);
    watch(context, troubles);
    await steps(await context.newPage(), context);
  } finally {
    await browser.close();
  }
  assert.deepEqual(troubles, [], "what must not happen");
}

/** Wait until the body stands there with its points. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const at = document.querySelector("canvas")?.dataset.settled;
    return at && at !== "skin";
  });
}

/** Wait until nothing moves on the canvas: what was asked for may begin a moment later. */
export async function resting(page) {
  await page.waitForTimeout(300);
  await page.waitForFunction(() => document.querySelector("canvas")?.dataset.rests === "yes");
}

/** Wait until a part of the page holds all of some texts (a card's words may come after its heading). */
export async function holds(page, words, part = "main") {
  await page.waitForFunction(([where, all]) => all.every((word) => document.querySelector(where)?.innerText.includes(word)), [part, words]).catch(async (error) => {
    const text = await page.locator(part).innerText();
    assert.fail(`${words.filter((word) => !text.includes(word)).join(" | ")}: not in ${part}: ${text.slice(0, 2000)} (${error.message})`);
  });
}

/** The place of a point on the body, as the server told the page's address. */
export async function place(page, key, site) {
  return page.evaluate(async ([body, code]) => {
    const points = await (await fetch(`/api/bodies/${body}/points`)).json();
    return points.position[points.codes.indexOf(code)];
  }, [key, site]);
}

/** Which pixels differ between two pictures, as a part of all. */
export async function changed(page, before, after) {
  return page.evaluate(async (pair) => {
    const [a, b] = await Promise.all(pair.map(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      return pen.getImageData(0, 0, bitmap.width, bitmap.height).data;
    }));
    let n = 0;
    for (let i = 0; i < a.length; i += 4) n += Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]) > 40;
    return n / (a.length / 4);
  }, [before.toString("base64"), after.toString("base64")]);
}

export const picture = (page) => page.locator(".canvas-box").screenshot();
