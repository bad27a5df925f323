// A person makes the body to their measure: by slider, by field, in feet and pounds; too heavy a wish is brought to what can be.
import { assert, changed, picture, place, resting, seen, settled, visit } from "./lib.mjs";

await visit({}, async (page) => {
  await page.goto(process.argv[2]);
  await settled(page);
  const first = new URL(page.url()).searchParams.get("body");
  const before = await picture(page);
  await page.getByRole("button", { name: /^Woman · 40 years/ }).first().click();
  const card = page.getByRole("region", { name: "Your body" });
  await card.getByRole("radio", { name: "Man", exact: true }).check();
  await card.getByRole("spinbutton", { name: "Height" }).fill("188");
  await card.getByRole("spinbutton", { name: "Height" }).press("Enter");
  const weight = card.getByRole("slider", { name: "Weight, kg" });
  for (let i = 0; i < 12; i++) await weight.press("ArrowRight");
  await page.waitForFunction(() => new URL(location.href).searchParams.get("body") === "male-40-188-72");
  await page.waitForFunction(() => document.querySelector("canvas")?.dataset.settled === "male-40-188-72");
  seen(`the address keeps the body: ${page.url()}`);
  assert.ok((await changed(page, before, await picture(page))) > 0.03, "the body on show is another one");
  const [woman, man] = [await place(page, first, "GV20"), await place(page, "male-40-188-72", "GV20")];
  assert.ok(man[1] - woman[1] > 0.2, "the crown of a man of 188 cm is higher");

  await card.getByRole("radio", { name: "ft · lb" }).check();
  assert.equal(await card.getByRole("spinbutton", { name: "Height, feet" }).inputValue(), "6");
  assert.equal(await card.getByRole("spinbutton", { name: "Height, inches" }).inputValue(), "2");
  await card.getByRole("spinbutton", { name: "Weight" }).fill("9999");
  await card.getByRole("spinbutton", { name: "Weight" }).press("Enter");
  await page.waitForFunction(() => Number(new URL(location.href).searchParams.get("body").split("-")[3]) > 100);
  const most = Number(new URL(page.url()).searchParams.get("body").split("-")[3]);
  assert.ok(most / 1.88 ** 2 <= 45.01, "no more than the server makes");
  seen(`9999 lb became ${most} kg`);

  await page.goto(`${process.argv[2]}/point/ST36?body=female-70-150-50&side=R`);
  await settled(page);
  assert.match(await page.locator("#body-button").innerText(), /Woman · 70 years/);
  seen("a link opens the body it names");
});

await visit({}, async (page) => {
  const courses = page.waitForResponse("**/courses");
  await page.route("**/body.glb", async (route) => {
    await courses;
    await page.waitForTimeout(1500);
    await route.continue();
  });
  await page.goto(`${process.argv[2]}/point/ST36?side=R`);
  await settled(page);
  await resting(page);
  const early = await picture(page);
  await page.unroute("**/body.glb");
  await page.reload();
  await settled(page);
  await resting(page);
  assert.ok((await changed(page, early, await picture(page))) < 0.01, "it comes to the same view");
  seen("points that come before the skin wait for it");
});
