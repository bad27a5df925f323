// A person taps a point on the body, at two zooms; what lies behind the body cannot be tapped until the skin is faded.
import { assert, resting, seen, settled, visit } from "./lib.mjs";

/** Where a site is on the screen: through the label that the page itself puts beside the chosen point. */
async function tapSomewhere(page, x, y) {
  const box = await page.locator("canvas").boundingBox();
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
}

await visit({}, async (page) => {
  await page.goto(process.argv[2]);
  await settled(page);
  // down the middle of the body's front there are points everywhere
  for (const y of [0.3, 0.35, 0.4, 0.45]) {
    await tapSomewhere(page, 0.5, y);
    await page.waitForTimeout(300);
    if (/\/point\//.test(page.url())) break;
  }
  assert.match(page.url(), /\/point\/(CV|KI)/, "the nearest point of the middle is chosen");
  seen(page.url());
  await resting(page);
  await page.locator(".label-strong").first().waitFor();
  assert.ok((await page.locator(".label-strong").count()) >= 1, "the chosen point carries its name");
  const overlaps = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".label")].map((e) => e.getBoundingClientRect());
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
  });
  assert.equal(overlaps, 0, "no name lies over another");
  seen(`${await page.locator(".label").count()} names, none over another`);

  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("link", { name: /Tongren, Start/ }).click();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await resting(page);
  await tapSomewhere(page, 0.5, 0.32);
  await page.waitForURL(/\/point\//);
  assert.match(page.url(), /\/point\/(GV|BL|EX)/, "from behind the points of the back are chosen");
  seen(page.url());
});
