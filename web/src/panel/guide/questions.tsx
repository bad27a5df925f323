/** The safety gate: every question of the one list, in groups, before every session; where one is asked, the place too. */
import { useState } from "preact/hooks";
import type { ComplaintCard, Gate, Question } from "../../api/types";
import { useAnswer } from "../../state/words";
import { t } from "../../i18n";
import { go } from "../../state/route";
import { change, draftOf, unanswered } from "../../state/session";
import { Lines } from "../lines";
import { Section, Shown, Title } from "../parts";
import { useSheet } from "../wishes";
import { Ask, BackLink, Onward } from "./parts";

function Places({ id, question }: { id: string; question: Question }) {
  const given = draftOf(id).places[question.id] ?? [];
  const toggle = (place: string): void => {
    const next = given.includes(place) ? given.filter((p) => p !== place) : [...given, place];
    change(id, { places: { ...draftOf(id).places, [question.id]: next } });
  };
  return (
    <div class="places" role="group" aria-label={t("guide.where")}>
      {question.places.map((place) => (
        <label key={place.id} class={given.includes(place.id) ? "chip is-on" : "chip"}>
          <input type="checkbox" checked={given.includes(place.id)} onChange={() => toggle(place.id)} />
          <span>{place.name}</span>
        </label>
      ))}
      {given.length === 0 && <p class="quiet">{t("guide.everywhere")}</p>}
    </div>
  );
}

function Questions({ id, gate }: { id: string; gate: Gate }) {
  const [isMissed, miss] = useState(false);
  const draft = draftOf(id);
  const open = unanswered(gate.questions, draft.gate);
  const isStopped = gate.questions.some((q) => q.stops && draft.gate[q.id]);
  return (
    <>
      {gate.groups.map((group) => (
        <Section key={group.id} title={group.name}>
          {gate.questions.filter((q) => q.group === group.id).map((q) => (
            <Ask key={q.id} id={q.id} text={q.text} value={draft.gate[q.id]} isMissed={isMissed} choose={(yes) => change(id, { gate: { ...draftOf(id).gate, [q.id]: yes } })}>
              <p class={q.stops ? "line line-caution" : "quiet"}>{q.help}</p>
              {q.places.length > 0 && <Places id={id} question={q} />}
            </Ask>
          ))}
        </Section>
      ))}
      <Onward open={open} all={gate.questions.length} label={t("guide.onward")} missed={miss} go={() => go(`/session/${id}/${isStopped ? "plan" : "tools"}`)} />
    </>
  );
}

export function QuestionsScreen({ id }: { id: string }) {
  const gate = useAnswer<Gate>("/api/guide/questions");
  const card = useAnswer<ComplaintCard>(`/api/guide/complaints/${encodeURIComponent(id)}`);
  useSheet("full");
  return (
    <article class="guide">
      <Title kicker={`${card.data?.name ?? ""} · ${t("guide.part", { n: 2, all: 4 })}`}>{t("guide.questions")}</Title>
      <Shown answer={gate}>
        {(asked) => (
          <>
            <Lines lines={asked.lines} isTop />
            <Questions id={id} gate={asked} />
          </>
        )}
      </Shown>
      <BackLink to={`/complaint/${id}`}>{t("guide.back_signs")}</BackLink>
    </article>
  );
}
