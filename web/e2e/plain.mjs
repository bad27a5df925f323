// Without WebGL: drawn pictures from the server.  With reduced motion: nothing moves by itself, the film stands at its steps.
import { assert, holds, seen, settled, visit } from "./lib.mjs";

await visit({ args: ["--disable-3d-apis"] }, async (page) => {
  await page.goto(process.argv[2]);
  const image = page.locator(".drawing img");
  await image.waitFor();
  await page.waitForFunction(() => document.querySelector(".drawing img")?.naturalWidth > 100);
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.waitForFunction(() => /view=back/.test(document.querySelector(".drawing img")?.src ?? "") && document.querySelector(".drawing img").naturalWidth > 100);
  await page.goto(`${process.argv[2]}/point/ST36`);
  await page.waitForFunction(() => /points\/ST36\/picture/.test(document.querySelector(".drawing img")?.src ?? "") && document.querySelector(".drawing img").naturalWidth > 100);
  await holds(page, ["ST36 lies"]);
  seen("no WebGL: drawings of the body from two sides and of a point");
});

await visit({ reducedMotion: "reduce" }, async (page) => {
  await page.goto(`${process.argv[2]}/point/ST36`);
  await settled(page);
  await page.locator("#watch").click();
  const marks = page.getByRole("button", { name: /^Step \d/ });
  await marks.first().waitFor();
  await page.waitForTimeout(4000);
  assert.equal(await marks.first().getAttribute("aria-current"), "step", "the film waits at its first step");
  await page.getByRole("button", { name: "Next step" }).click();
  assert.equal(await marks.nth(1).getAttribute("aria-current"), "step");
  seen("reduced motion: the film goes on only when asked");
});
