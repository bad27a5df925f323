/** What is at hand beside one's own body, and whether somebody helps. */
import type { ComplaintCard, Tool, Tools } from "../../api/types";
import { useAnswer } from "../../state/words";
import { t } from "../../i18n";
import { go } from "../../state/route";
import { change, draftOf } from "../../state/session";
import { Segments } from "../fields";
import { Section, Shown, Title } from "../parts";
import { useSheet } from "../wishes";
import { BackLink } from "./parts";

function ToolRow({ id, tool }: { id: string; tool: Tool }) {
  const draft = draftOf(id);
  const isOn = draft.tools.includes(tool.id);
  const isGone = tool.removed_by.some((answer) => draft.gate[answer]);
  const toggle = (): void => change(id, { tools: isOn ? draft.tools.filter((x) => x !== tool.id) : [...draft.tools, tool.id] });
  return (
    <li>
      <label class={isOn ? "tool is-on" : "tool"}>
        <input type="checkbox" checked={isOn} onChange={toggle} />
        <span>
          <strong>{tool.name}</strong>
          <span class="quiet">{tool.text}</span>
          {isGone && <span class="tool-gone">{t("guide.tool_gone")}</span>}
        </span>
      </label>
    </li>
  );
}

export function ToolsScreen({ id }: { id: string }) {
  const answer = useAnswer<Tools>("/api/guide/tools");
  const card = useAnswer<ComplaintCard>(`/api/guide/complaints/${encodeURIComponent(id)}`);
  const draft = draftOf(id);
  useSheet("full");
  return (
    <article class="guide">
      <Title kicker={`${card.data?.name ?? ""} · ${t("guide.part", { n: 3, all: 4 })}`}>{t("guide.tools")}</Title>
      <Segments name="company" label={t("guide.company")} value={draft.alone ? "alone" : "helped"} choices={[["alone", t("guide.alone")], ["helped", t("guide.helped")]]} choose={(who) => change(id, { alone: who === "alone" })} />
      <Shown answer={answer}>
        {({ tools }) => (
          <>
            <Section title={t("guide.things")}>
              <p class="quiet">{t("guide.things_hint")}</p>
              <ul class="tool-list">{tools.filter((tool) => !tool.body).map((tool) => <ToolRow key={tool.id} id={id} tool={tool} />)}</ul>
            </Section>
            <Section title={t("guide.body_tools")}>
              <ul class="chips">{tools.filter((tool) => tool.body).map((tool) => <li key={tool.id} class="chip still">{tool.name}</li>)}</ul>
            </Section>
          </>
        )}
      </Shown>
      <div class="onward">
        <button type="button" class="primary" id="onward" onClick={() => go(`/session/${id}/plan`)}>{t("guide.to_plan")}</button>
      </div>
      <BackLink to={`/session/${id}/questions`}>{t("guide.back_questions")}</BackLink>
    </article>
  );
}
