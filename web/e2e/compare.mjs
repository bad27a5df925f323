// The comparison as a person reads it: aspect by aspect, stacked on a phone and side by side on a wide screen, sources on demand; then evidence.
import { assert, PHONE, seen, visit, WIDE } from "./lib.mjs";

const told = async (path) => (await fetch(process.argv[2] + path)).json();
const plain = (text) => text.replace(/\s+/g, " ").trim();
const whole = await told("/api/compare?lang=en");

for (const viewport of [WIDE, PHONE]) {
  await visit({ viewport }, async (page) => {
    await page.goto(process.argv[2]);
    await page.getByRole("link", { name: "Acupuncture and acupressure compared" }).click();
    await page.locator(".cells").first().waitFor();
    const cells = await page.locator(".cells").all();
    assert.equal(cells.length, whole.rows.length);
    const [left, right] = [await page.locator(".cell").nth(0).boundingBox(), await page.locator(".cell").nth(1).boundingBox()];
    assert.equal(viewport === WIDE, Math.abs(left.y - right.y) < 2, "side by side only where there is room");
    const text = plain(await page.locator("main").innerText());
    for (const row of whole.rows) {
      const lines = [...row.acupuncture, ...row.acupressure].filter((line) => !line.rows.includes("words:cell_source"));
      for (const line of lines) assert.ok(text.includes(plain(line.text)), line.text);
    }
    const first = page.locator(".cell details").first();
    await first.locator("summary").click();
    assert.ok((await first.innerText()).includes(whole.rows[0].acupuncture[0].rows[0]));
    for (const grade of whole.grades) assert.ok(text.includes(grade.name) && text.includes(grade.acupressure.text));
    const wide = await page.evaluate(() => document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth);
    assert.ok(wide <= 0, `nothing is wider than the screen (${wide} px)`);
    seen(`${cells.length} aspects and ${whole.grades.length} conditions at ${viewport.width} px`);

    const grade = whole.grades.find((g) => g.condition === "ponv") ?? whole.grades[0];
    await page.getByRole("link", { name: grade.name, exact: true }).click();
    const one = await told(`/api/compare/${grade.condition}?lang=en`);
    await page.getByRole("heading", { level: 1, name: grade.name }).waitFor();
    await page.locator(".lines").first().waitFor();
    for (const line of one.lines) assert.ok(plain(await page.locator("main").innerText()).includes(plain(line.text)), line.text);
    await page.getByRole("link", { name: "All that is known" }).click();
    const known = await told(`/api/evidence/${grade.condition}?lang=en`);
    await page.getByRole("heading", { level: 2, name: "What was read" }).waitFor();
    const said = plain(await page.locator("main").innerText());
    for (const line of known.lines) assert.ok(said.includes(plain(line.text)), line.text);
    for (const source of known.citations) assert.ok(said.includes(`[${source.id}]`), source.id);
    if (known.plot) await page.waitForFunction(() => document.querySelector(".forest img")?.naturalWidth > 200);
    seen(`${grade.name}: grades with reasons, ${known.citations.length} sources${known.plot ? ", forest plot" : ""}`);
  });
}
