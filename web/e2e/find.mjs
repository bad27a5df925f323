// A person finds a point by its Chinese name, reads its card, watches how it is found, and goes on to its neighbour.
import { assert, changed, holds, picture, PHONE, resting, seen, settled, visit, WIDE } from "./lib.mjs";

async function findAndWatch(page) {
  await page.goto(process.argv[2]);
  await settled(page);
  await page.getByRole("combobox").fill("足三里");
  await page.getByRole("option", { name: /ST36/ }).click();
  await page.getByRole("heading", { level: 1, name: "Zúsānlǐ" }).waitFor();
  assert.match(page.url(), /\/point\/ST36/);
  await page.waitForFunction(() => document.title === "Zúsānlǐ – Tongren 铜人");
  await holds(page, ["Where it is", "Cautions", "What it was used for", "tradition", "What trials found", "Needles belong in licensed hands"]);
  await resting(page);
  const before = await picture(page);
  await page.getByRole("button", { name: "Watch how it is found" }).click();
  const film = page.getByRole("group", { name: "How the point is found" });
  const marks = film.getByRole("button", { name: /^Step \d/ });
  await marks.first().waitFor();
  const count = await marks.count();
  assert.ok(count >= 3, "a film of several steps");
  const heard = new Set();
  for (let i = 0; i < 600; i++) {
    heard.add(await film.locator(".film-words").innerText());
    const isAtEnd = (await marks.last().getAttribute("aria-current")) === "step";
    if (isAtEnd && (await film.getByRole("button", { name: "Play" }).count())) break;
    await page.waitForTimeout(100);
  }
  assert.equal(await marks.last().getAttribute("aria-current"), "step", "it played to its end");
  assert.ok(heard.size >= count - 1, `each step says its sentence: ${[...heard].join(" | ")}`);
  assert.ok((await changed(page, before, await picture(page))) > 0.004, "something was drawn");
  seen(`${count} steps: ${[...heard].join(" | ")}`);
  await film.getByRole("button", { name: "Step back" }).click();
  assert.equal(await marks.nth(count - 2).getAttribute("aria-current"), "step");
  await film.getByRole("button", { name: "Close the film" }).click();
  await film.waitFor({ state: "detached" });
}

await visit({ viewport: WIDE }, async (page) => {
  await findAndWatch(page);
  await page.getByRole("link", { name: /^Next: ST37/ }).click();
  await page.getByRole("heading", { level: 1, name: "Shàngjùxū" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Zúsānlǐ" }).waitFor();
  seen("the back button goes back");
});
await visit({ viewport: PHONE, hasTouch: true }, findAndWatch);
