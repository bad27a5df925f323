/** A complaint: its warning signs first, each to be answered; then what a session chooses from, and what is known. */
import { useState } from "preact/hooks";
import type { ComplaintCard } from "../../api/types";
import type { Line } from "../../api/types";
import { useAnswer } from "../../state/words";
import { t } from "../../i18n";
import { pointByCode } from "../../state/atlas";
import { go, href, toId } from "../../state/route";
import { hasScreen } from "../../state/screens";
import { change, draftOf, unanswered } from "../../state/session";
import { Lines } from "../lines";
import { Section, Shown, Title } from "../parts";
import { useMarked, useSheet } from "../wishes";
import { Ask, Onward } from "./parts";

function Signs({ card }: { card: ComplaintCard }) {
  const [isMissed, miss] = useState(false);
  const { flags } = draftOf(card.id);
  const onward = (): void => {
    const isStopped = card.red_flags.some((flag) => flags[flag.id]);
    go(`/session/${card.id}/${isStopped ? "plan" : "questions"}`);
  };
  return (
    <>
      {card.red_flags.map((flag) => (
        <Ask key={flag.id} id={flag.id} text={flag.text} value={flags[flag.id]} isMissed={isMissed} choose={(yes) => change(card.id, { flags: { ...draftOf(card.id).flags, [flag.id]: yes } })}>
          <Lines lines={[flag.line]} />
        </Ask>
      ))}
      <Onward open={unanswered(card.red_flags, flags)} all={card.red_flags.length} label={t("guide.onward")} missed={miss} go={onward} />
    </>
  );
}

function Points({ card }: { card: ComplaintCard }) {
  return (
    <ul class="reasons">
      {card.points.map((code, i) => {
        const row = pointByCode.value.get(code);
        return (
          <li key={code}>
            <a href={href(`/point/${toId(code)}`)}><strong>{code}</strong> {row?.name} <span lang="zh-Hans">{row?.characters}</span></a>
            <p class="quiet">{card.reasons[i]?.text}</p>
          </li>
        );
      })}
    </ul>
  );
}

/** What is known, each line with a link to the condition that it speaks of. */
export function Known({ lines }: { lines: Line[] }) {
  return (
    <>
      {lines.map((line) => {
        const condition = line.rows.find((row) => row.startsWith("conditions:"))?.slice("conditions:".length);
        return (
          <div key={line.text}>
            <Lines lines={[{ ...line, level: 0 }]} />
            {condition && hasScreen(`/evidence/${condition}`) && <p class="to-evidence"><a href={href(`/evidence/${condition}`)} aria-label={`${t("guide.more_evidence")}: ${condition.replaceAll("_", " ")}`}>{t("guide.more_evidence")}</a></p>}
          </div>
        );
      })}
    </>
  );
}

export function ComplaintScreen({ id }: { id: string }) {
  const answer = useAnswer<ComplaintCard>(`/api/guide/complaints/${encodeURIComponent(id)}`);
  useMarked(answer.data?.points);
  useSheet("full");
  return (
    <Shown answer={answer}>
      {(card) => (
        <article class="guide">
          <Title kicker={t("guide.part", { n: 1, all: 4 })}>{card.name}</Title>
          <Lines lines={card.lines} isTop />
          <Signs card={card} />
          <Section title={t("guide.chooses")}><Points card={card} /></Section>
          <Section title={t("guide.known")}><Known lines={card.evidence} /></Section>
        </article>
      )}
    </Shown>
  );
}
