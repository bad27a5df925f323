// The server goes away (it is really ended): after a reload the last body, texts, search and screens are there; the measures rest and say why.
import { assert, holds, seen, settled, visit } from "./lib.mjs";

await visit({}, async (page) => {
  await page.goto(process.argv[2]);
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => Object.keys(JSON.parse(localStorage.getItem("tongren.kept") ?? "{}")).includes("en"), null, { timeout: 120_000 });
  seen("all texts are kept");
  process.kill(Number(process.env.SERVER_PID));
  await page.waitForFunction(() => fetch("/api/about?gone", { cache: "no-store" }).then(() => false, () => true), null, { polling: 500 });

  await page.reload();
  await settled(page);
  assert.match(await page.locator(".stage-status").innerText(), /Offline/);
  await page.getByRole("combobox").fill("内关");
  await page.getByRole("option", { name: /PC6/ }).click();
  await page.getByRole("heading", { level: 1, name: "Nèiguān" }).waitFor();
  await holds(page, ["PC6 lies"]);
  seen("a point that was never opened before can be read");
  for (const [words, hit] of [["inner wrist", /wrist/], ["migraña", /migraine/], ["hegu", /LI4/], ["폐경", /Lung/], ["头痛", /headache/]]) {
    await page.getByRole("combobox").fill(words);
    await page.getByRole("option", { name: hit }).first().waitFor();
  }
  await page.getByRole("combobox").fill("");
  seen("search finds regions, conditions, points and meridians, in any language");
  await page.locator("#body-button").click();
  const card = page.getByRole("region", { name: "Your body" });
  assert.match(await card.innerText(), /cannot be reached/);
  assert.ok(await card.getByRole("slider", { name: "Age, years" }).isDisabled());
  seen("the measures rest and say why");
  await page.goto(`${process.argv[2]}/meridian/LU`);
  await page.getByRole("heading", { level: 1, name: "Lung" }).waitFor();
  await settled(page);
  seen("a deep link opens");
});
