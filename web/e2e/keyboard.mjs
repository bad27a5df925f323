// A person who uses no mouse: skips to the text, searches, chooses, turns the body, plays the film, changes the body, walks a meridian.
import { assert, changed, picture, resting, seen, settled, visit } from "./lib.mjs";

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName || "");

async function tabTo(page, test, most = 60) {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate(test)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`not reached by Tab: ${test}`);
}

await visit({}, async (page) => {
  await page.goto(process.argv[2]);
  await settled(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "panel");

  await page.keyboard.press("/");
  await page.keyboard.type("zusanli");
  await page.getByRole("option", { name: /ST36/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Zúsānlǐ" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  seen("search by keys; the new heading has the focus");

  await tabTo(page, () => document.activeElement?.id === "watch");
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "How the point is found" }).waitFor();
  await tabTo(page, () => document.activeElement?.getAttribute("aria-label") === "Close the film", 90);
  await page.keyboard.press("Enter");

  await tabTo(page, () => document.activeElement?.tagName === "CANVAS", 90);
  await resting(page);
  const before = await picture(page);
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("-");
  await resting(page);
  assert.ok((await changed(page, before, await picture(page))) > 0.01, "arrow keys turn the body");
  seen("the body turns by arrow keys");

  await tabTo(page, () => document.activeElement?.id === "body-button", 90);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.closest("#body-card"));
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), "body-button");
  seen("the body's card opens and closes by keys, the focus comes back");

  await page.goto(`${process.argv[2]}/meridian/LU`);
  await settled(page);
  await tabTo(page, () => document.activeElement?.getAttribute("aria-label") === "Next point", 90);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => new URL(location.href).searchParams.get("at") === "LU1");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => new URL(location.href).searchParams.get("at") === "LU2");
  seen("a walk along a meridian by keys");
});
