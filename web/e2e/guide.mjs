// A whole guided session with a caution that removes a point: warning signs, the gate, tools, plan, each point with its timer, ratings;
// then the history is given out and erased.  And what stops a session, and a session that is left half way.
import { readFileSync } from "node:fs";
import { assert, holds, PHONE, seen, visit } from "./lib.mjs";

const COMPLAINT = "tension_headache";
const at = (where) => process.argv[2] + where;
const told = async (path) => (await fetch(at(path))).json();

const card = await told(`/api/guide/complaints/${COMPLAINT}?lang=en`);
const gate = await told("/api/guide/questions?lang=en");

/** Answer every question on the screen that is not answered, with no. */
async function noToAll(page) {
  for (const ask of await page.locator(".ask").all()) if (!(await ask.locator("input:checked").count())) await ask.getByRole("radio", { name: "No", exact: true }).check();
}

const answer = (page, id, word) => page.locator(`#ask-${id}`).getByRole("radio", { name: word, exact: true }).check();
const onward = (page) => page.locator("#onward").click();
const title = (page) => page.getByRole("heading", { level: 1 }).innerText();

/** From the complaint's card to the plan, with yes to these questions of the gate. */
async function toPlan(page, yes) {
  await page.goto(at(`/complaint/${COMPLAINT}`));
  await page.locator(".ask").first().waitFor();
  await noToAll(page);
  await onward(page);
  await page.locator(`#ask-${gate.questions[0].id}`).waitFor();
  for (const id of yes) await answer(page, id, "Yes");
  await noToAll(page);
  await onward(page);
}

await visit({ acceptDownloads: true }, async (page) => {
  await page.clock.install();
  await page.goto(process.argv[2]);
  await page.getByRole("link", { name: card.name }).first().click();
  await page.locator(".ask").first().waitFor();
  assert.equal(await page.locator(".ask").count(), card.red_flags.length);
  assert.equal(await page.locator(".ask input:checked").count(), 0, "nothing is answered beforehand");
  const text = await page.locator("main").innerText();
  assert.ok(text.includes("adults only") && text.includes("Not yet reviewed by a clinician"));
  await onward(page);
  assert.match(page.url(), /\/complaint\//, "it does not go on before all signs are answered");
  assert.equal(await page.locator(".ask.is-missed").count(), card.red_flags.length);
  await noToAll(page);
  await onward(page);
  seen("warning signs come first and have to be answered");

  await page.locator("#ask-pregnancy").waitFor();
  assert.equal(await page.locator(".ask").count(), gate.questions.length);
  await answer(page, "pregnancy", "Yes");
  await answer(page, "broken_skin", "Yes");
  await page.locator("#ask-broken_skin").getByLabel("left arm or hand").check();
  await onward(page);
  assert.match(page.url(), /questions/);
  await noToAll(page);
  await onward(page);
  await page.getByLabel(/^ball/).check();
  await onward(page);
  seen(`all ${gate.questions.length} questions of the gate have to be answered`);

  await page.locator("#start").waitFor();
  const body = { complaint: COMPLAINT, red_flags: [], answers: ["pregnancy", "broken_skin@left_arm"], all_answered: true, tools: ["ball"], alone: true };
  const plan = await (await fetch(at("/api/guide/session?lang=en"), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();
  const left = await page.locator("#left-out").innerText();
  const points = plan.dropped.filter((d) => d.kind === "point");
  assert.ok(points.length > 0 && card.points.length > plan.steps.length, "the caution takes a point away");
  for (const item of plan.dropped) assert.ok(left.includes(item.name) && item.reasons.every((r) => left.includes(r.text)), `${item.name} is named with every reason`);
  await holds(page, [...plan.cautions, ...plan.head].map((line) => line.text));
  assert.deepEqual(await page.locator(".plan-name strong").allInnerTexts(), plan.steps.map((s) => s.code));
  seen(`left out with reasons: ${plan.dropped.map((d) => d.id + d.side).join(", ")}; offered: ${plan.steps.map((s) => s.code).join(", ")}`);

  await page.getByRole("radio", { name: "6", exact: true }).check();
  await page.locator("#start").click();
  for (const step of plan.steps) {
    await page.getByRole("heading", { level: 1, name: new RegExp(`^${step.code} `) }).waitFor();
    await page.waitForFunction((code) => new URL(location.href).searchParams.get("at") === code, step.code);
    const said = await page.locator("main").innerText();
    for (const part of [step.reach.text, step.tool.text, step.technique.text, step.pressure.text, ...step.where, ...step.reasons.map((r) => r.text)]) assert.ok(said.includes(part), part);
    assert.equal(await page.locator(".timer-side").innerText(), { L: "Left", R: "Right", M: "Middle" }[step.sides[0]]);
    await page.locator("#timer").click();
    if (step.n === 1) {
      await page.locator("#watch").click();
      await page.getByRole("group", { name: "How the point is found" }).waitFor();
      seen("the film of the construction plays inside a session");
      await page.clock.fastForward(step.seconds * 1000 + 1000);
      await page.getByText("Change sides: Right").waitFor();
      await page.waitForFunction(() => new URL(location.href).searchParams.get("side") === "R");
    }
    await page.clock.fastForward((step.seconds + 6) * step.sides.length * 1000);
    await page.getByRole("status").filter({ hasText: "Done" }).waitFor();
    await page.locator("#next").click();
  }
  seen("each point with its timer, the left and then the right");

  await page.getByText(`${plan.steps.length} of ${plan.steps.length} points`).waitFor();
  assert.ok((await page.locator("main").innerText()).includes(plan.rating.note.text), "a rating is no proof");
  await page.getByRole("radio", { name: "4", exact: true }).check();
  await page.locator("#keep").click();
  await page.locator("table.history").waitFor();
  assert.match(await page.locator("table.history tbody tr").first().innerText(), /tension headache/);
  assert.equal(await page.locator(".chart-way").count(), 1);

  const [csv] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
  const lines = readFileSync(await csv.path(), "utf8").trim().split("\r\n");
  assert.equal(lines.length, 2);
  assert.match(lines[1], new RegExp(`${COMPLAINT},tension headache,6,4,${plan.steps.map((s) => s.code).join(" ")}`));
  const [json] = await Promise.all([page.waitForEvent("download"), page.locator("#json").click()]);
  assert.deepEqual(JSON.parse(readFileSync(await json.path(), "utf8")).map(({ before, after }) => [before, after]), [[6, 4]]);
  await page.locator("#erase").click();
  await page.getByRole("button", { name: "Keep" }).click();
  assert.equal(await page.locator("table.history tbody tr").count(), 1);
  await page.locator("#erase").click();
  await page.locator("#erase-yes").click();
  await page.getByText("No session has been kept yet").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("tongren.history")), "[]");
  seen("the history: chart, CSV, JSON, and erased only after asking once more");
});

await visit({ viewport: PHONE }, async (page) => {
  await page.goto(at(`/complaint/${COMPLAINT}`));
  await page.locator(".ask").first().waitFor();
  await answer(page, card.red_flags[0].id, "Yes");
  await noToAll(page);
  await onward(page);
  await page.getByRole("heading", { level: 1, name: /See someone first/ }).waitFor();
  assert.ok((await page.locator("main").innerText()).includes(card.red_flags[0].line.text));
  assert.equal(await page.locator("#start").count(), 0);
  await page.goto(at(`/session/${COMPLAINT}/point/1`));
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.locator("#timer").count(), 0, "no way round by an address");
  await page.evaluate(() => localStorage.clear());
  await toPlan(page, [gate.questions.find((q) => q.stops).id]);
  await page.getByRole("heading", { level: 1, name: /See someone first/ }).waitFor();
  assert.equal(await page.locator("#start").count(), 0);
  await page.goto(at("/about"));
  await page.evaluate(() => localStorage.clear());
  await page.goto(at(`/session/${COMPLAINT}/plan`));
  await page.getByRole("heading", { level: 1, name: /not answered/ }).waitFor();
  seen("a warning sign or a stopping answer ends with: see someone first; no address leads round the questions");
});

await visit({ reducedMotion: "reduce" }, async (page) => {
  await toPlan(page, ["pregnancy"]);
  await onward(page);
  await page.locator("#start").click();
  await page.locator("#timer").waitFor();
  const first = await title(page);
  await page.locator("#next").click();
  await page.waitForURL(/point\/2/);
  await page.waitForFunction((old) => ![undefined, old].includes(document.querySelector("h1")?.innerText), first);
  const second = await title(page);
  await page.locator("#timer").click();
  await page.waitForFunction(() => Number(document.querySelector(".ring-left")?.textContent) > 0 && JSON.parse(localStorage.getItem("tongren.drafts"))?.tension_headache?.timer?.at > 2.5);
  const still = await page.locator(".breath").getAttribute("r");
  await page.waitForTimeout(700);
  assert.equal(await page.locator(".breath").getAttribute("r"), still, "with reduced motion the circle stands still");
  await page.reload();
  await page.locator("#timer").filter({ hasText: /^Go on$/ }).waitFor();
  assert.equal(await title(page), second);
  await page.goBack();
  await page.waitForURL(/point\/1/);
  await page.goBack();
  await page.locator("#start").waitFor();
  await page.goto(at("/complaints"));
  await page.getByRole("link", { name: /Go on/ }).click();
  await page.waitForURL(/point\/2/);
  await page.waitForFunction((wanted) => document.querySelector("h1")?.innerText === wanted, second);
  await page.locator("#menu-button").click();
  await page.locator("#language").selectOption("ko");
  await page.getByRole("button", { name: "계속" }).first().waitFor();
  await page.waitForFunction((old) => ![undefined, old].includes(document.querySelector("h1")?.innerText), second);
  assert.match(page.url(), /point\/2/);
  seen("a session left half way is there after a reload, by the back button, from the list, and in another language");
});
