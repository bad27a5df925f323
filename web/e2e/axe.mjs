// axe-core on every kind of screen, light and dark, wide and narrow: nothing serious.
import { readFileSync } from "node:fs";
import { assert, PHONE, seen, settled, visit, WIDE } from "./lib.mjs";

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SCREENS = ["/", "/point/LI4", "/point/ST12", "/meridian/LU?at=LU7", "/points/SI4,SI5", "/evidence/migraine", "/about", "/nowhere/at/all", ...(process.env.MORE_SCREENS?.split(" ") ?? [])];

async function check(page, name) {
  const found = await page.evaluate(async (source) => {
    if (!("axe" in window)) new Function(source)();
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")}: ${n.any?.[0]?.message ?? n.failureSummary}`) }));
  }, AXE);
  const serious = found.filter((v) => v.impact === "serious" || v.impact === "critical");
  assert.deepEqual(serious, [], name);
  seen(`${name}: nothing serious; less than serious: ${found.map((v) => v.id).join(", ") || "nothing"}`);
}

for (const [viewport, colorScheme] of [[WIDE, "light"], [PHONE, "dark"]]) {
  await visit({ viewport, colorScheme, bypassCSP: true, serviceWorkers: "block" }, async (page) => {
    for (const where of SCREENS) {
      await page.goto(process.argv[2] + where);
      await settled(page);
      await page.waitForTimeout(400);
      await check(page, `${where} ${colorScheme} ${viewport.width}`);
    }
    await page.goto(`${process.argv[2]}/point/LI4`);
    await settled(page);
    await page.locator("#watch").click();
    await page.getByRole("button", { name: /^Step \d/ }).first().waitFor();
    await check(page, `film ${colorScheme} ${viewport.width}`);
    await page.goto(process.argv[2]);
    await settled(page);
    await page.locator("#body-button").click();
    await check(page, `body card ${colorScheme} ${viewport.width}`);
    await page.locator("#menu-button").click();
    await check(page, `menu ${colorScheme} ${viewport.width}`);
  });
}
