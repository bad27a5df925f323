// The server is really ended: a session that was never asked for is worked out of the kept table, and is what the server said before it went.
import { assert, seen, settled, visit } from "./lib.mjs";

const COMPLAINT = "neck_shoulder_tension";
const YES = ["pregnancy", "anticoagulants"];
const at = (where) => process.argv[2] + where;
const told = async (path, body) => (await fetch(at(path), body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();

const rows = await told("/api/guide/complaints?lang=en");
const complaint = (rows.find((row) => row.id === COMPLAINT) ?? rows[2]).id;
const gate = await told("/api/guide/questions?lang=en");
const asked = { complaint, red_flags: [], answers: gate.questions.map((q) => q.id).filter((id) => YES.includes(id)), all_answered: true, tools: [], alone: true };
const plan = await told("/api/guide/session?lang=en", asked);

async function noToAll(page) {
  for (const ask of await page.locator(".ask").all()) if (!(await ask.locator("input:checked").count())) await ask.getByRole("radio", { name: "No", exact: true }).check();
}

await visit({}, async (page) => {
  await page.goto(process.argv[2]);
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => Object.keys(JSON.parse(localStorage.getItem("tongren.kept") ?? "{}")).includes("en"), null, { timeout: 120_000 });
  process.kill(Number(process.env.SERVER_PID));
  await page.waitForFunction(() => fetch("/api/about?gone", { cache: "no-store" }).then(() => false, () => true), null, { polling: 500 });
  await page.goto(at("/complaints"));
  await page.locator(`.complaint-list a[href^="/complaint/${complaint}"]`).click();
  await page.locator(".ask").first().waitFor();
  await noToAll(page);
  await page.locator("#onward").click();
  await page.locator("#ask-pregnancy").waitFor();
  for (const id of YES) await page.locator(`#ask-${id}`).getByRole("radio", { name: "Yes", exact: true }).check();
  await noToAll(page);
  await page.locator("#onward").click();
  await page.locator(".tool-list").waitFor();
  await page.locator("#onward").click();
  await page.locator("#left-out").waitFor();
  await page.waitForFunction((id) => JSON.parse(localStorage.getItem("tongren.drafts"))?.[id]?.plan, complaint);
  const kept = await page.evaluate((id) => JSON.parse(localStorage.getItem("tongren.drafts"))[id].plan.session, complaint);
  assert.deepEqual(kept, plan);
  const left = await page.locator("#left-out").innerText();
  for (const item of plan.dropped) assert.ok(left.includes(item.name) && item.reasons.every((r) => left.includes(r.text)), item.name);
  seen(`without the server the same plan: ${plan.steps.length} points, left out ${plan.dropped.map((d) => d.id + d.side).join(", ")}`);
  await page.locator("#start").click();
  await page.locator("#timer").waitFor();
  await page.reload();
  await page.locator("#timer").waitFor();
  await page.getByRole("heading", { level: 1, name: new RegExp(`^${plan.steps[0].code} `) }).waitFor();
  seen("its first point is there after a reload");
  await page.goto(at("/compare"));
  await page.locator(".cells").first().waitFor();
  seen("so is the comparison");
});
