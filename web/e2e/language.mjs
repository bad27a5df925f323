// A person switches the language: the words of the page at once, the facts with them, and the choice is remembered.
import { assert, seen, settled, visit } from "./lib.mjs";

const EXPECT = [
  ["zh", "zh-Hans", "位置", /合谷/],
  ["ko", "ko", "자리", /합곡/],
  ["ja", "ja", "位置", /合谷|ごうこく/],
  ["es", "es", "Dónde está", /Hégǔ/],
];

await visit({}, async (page) => {
  await page.goto(`${process.argv[2]}/point/LI4`);
  await settled(page);
  let old = await page.locator(".where").first().innerText();
  for (const [code, tag, heading, name] of EXPECT) {
    if (!(await page.locator("#language").count())) await page.locator("#menu-button").click();
    await page.locator("#language").selectOption(code);
    await page.getByRole("heading", { level: 2, name: heading, exact: true }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), tag);
    await page.locator("main").filter({ hasText: name }).waitFor();
    await page.waitForFunction((words) => ![undefined, words].includes(document.querySelector(".where")?.innerText), old);
    old = await page.locator(".where").first().innerText();
    const left = await page.evaluate(() => document.body.innerText.match(/Where it is|Cautions|Watch how/g));
    assert.equal(left, null, "no English word of the page is left");
    seen(`${code}: ${old.slice(0, 60)}`);
  }
  await page.reload();
  await page.getByRole("heading", { level: 2, name: "Dónde está" }).waitFor();
  seen("the choice is remembered");
});
