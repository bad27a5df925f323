// axe-core on every screen of a guided session, the history and the comparison, light and dark, wide and narrow: nothing serious.
import { readFileSync } from "node:fs";
import { assert, PHONE, seen, visit, WIDE } from "./lib.mjs";

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const at = (where) => process.argv[2] + where;
const [FROM, ID] = ["/complaint/tension_headache", "tension_headache"];

async function check(page, name) {
  await page.waitForTimeout(300);
  const found = await page.evaluate(async (source) => {
    if (!("axe" in window)) new Function(source)();
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")}: ${n.any?.[0]?.message ?? n.failureSummary}`) }));
  }, AXE);
  assert.deepEqual(found.filter((v) => v.impact === "serious" || v.impact === "critical"), [], name);
  seen(`${name}: nothing serious; less than serious: ${found.map((v) => v.id).join(", ") || "nothing"}`);
}

const noToAll = (page) => page.evaluate(() => document.querySelectorAll(".ask").forEach((ask) => ask.querySelector("input:checked") ?? ask.querySelector("input[value=no]").click()));

for (const [viewport, colorScheme] of [[WIDE, "light"], [PHONE, "dark"]]) {
  await visit({ viewport, colorScheme, bypassCSP: true, serviceWorkers: "block" }, async (page) => {
    const name = (screen) => `${screen} ${colorScheme} ${viewport.width}`;
    for (const [where, there] of [["/complaints", ".complaint-list"], ["/compare", ".cells"], ["/compare/ponv", ".lines"], ["/evidence/ponv", ".citations"], ["/history", "h1"]]) {
      await page.goto(at(where));
      await page.locator(there).first().waitFor();
      await check(page, name(where));
    }
    await page.goto(at(FROM));
    await page.locator("#onward").click();
    await page.locator(".ask.is-missed").first().waitFor();
    await page.locator(".ask input[value=yes]").first().check();
    await check(page, name("warning signs, one with yes, some missed"));
    await noToAll(page);
    await page.locator("#onward").click();
    await page.locator(".stop").waitFor();
    await check(page, name("see someone first"));
    await page.goto(at(FROM));
    await page.locator(".ask input[value=no]").first().check();
    await page.locator("#onward").click();
    await page.locator("#ask-pregnancy input[value=yes]").check();
    await page.locator("#ask-broken_skin input[value=yes]").check();
    await page.locator("#ask-broken_skin .chip").first().click();
    await noToAll(page);
    await check(page, name("questions"));
    await page.locator("#onward").click();
    await page.locator(".tool").first().click();
    await check(page, name("tools"));
    await page.locator("#onward").click();
    await page.locator("#start").waitFor();
    await check(page, name("plan"));
    await page.goto(at(`/session/${ID}/sheet`));
    await page.locator("#print").waitFor();
    await check(page, name("sheet"));
    await page.goto(at(`/session/${ID}/plan`));
    await page.locator(".scale-step").nth(7).click();
    await page.locator("#start").click();
    await page.locator("#timer").click();
    await check(page, name("point, timer running"));
    await page.getByRole("button", { name: "Large text" }).click();
    await check(page, name("point, large text"));
    await page.goto(at(`/session/${ID}/after`));
    await page.locator("#keep").click();
    await page.locator("#erase").click();
    await check(page, name("history"));
  });
}
