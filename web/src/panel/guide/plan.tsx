/** The plan: see someone first, or what was left out and why, what holds for this person, and the points in order. */
import type { ComponentChildren } from "preact";
import type { Dropped, Session } from "../../api/types";
import { t } from "../../i18n";
import { go, href } from "../../state/route";
import { change, draftOf } from "../../state/session";
import { CautionIcon, PlayIcon } from "../icons";
import { Lines } from "../lines";
import { Section, Shown, Title } from "../parts";
import { useMarked, useSheet } from "../wishes";
import { Known } from "./card";
import { BackLink, Han, minutes, Scale } from "./parts";
import { usePlan } from "./usePlan";

/** A screen that needs the plan: says what is missing where something is not answered. */
export function WithPlan({ id, children }: { id: string; children: (session: Session) => ComponentChildren }) {
  const { answer, open } = usePlan(id);
  if (open) {
    const to = open === "signs" ? `/complaint/${id}` : `/session/${id}/questions`;
    return (
      <>
        <Title>{t("guide.not_answered")}</Title>
        <p><a class="primary" href={href(to)}>{t("guide.to_questions")}</a></p>
      </>
    );
  }
  return <Shown answer={answer}>{children}</Shown>;
}

function Stop({ session }: { session: Session }) {
  const [head, ...why] = session.stop;
  return (
    <article class="guide stop">
      <CautionIcon />
      <Title kicker={session.complaint.name}>{head?.text}</Title>
      <div role="alert"><Lines lines={why} rows /></div>
      <Lines lines={session.head} />
      <BackLink to={`/complaint/${session.complaint.id}`}>{t("guide.change_answer")}</BackLink>
    </article>
  );
}

const SIDE = { L: "side.left", R: "side.right" } as const;

/** What goes for the very same reasons is named together. */
export function LeftOut({ dropped }: { dropped: Dropped[] }) {
  const groups = new Map<string, Dropped[]>();
  for (const item of dropped) {
    const key = JSON.stringify(item.reasons.map((line) => line.text));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return (
    <ul class="left-out">
      {[...groups].map(([key, items]) => (
        <li key={key}>
          <p class="left-out-names">{items.map((item) => item.name + (item.side === "L" || item.side === "R" ? ` (${t(SIDE[item.side])})` : "")).join(", ")}</p>
          <Lines lines={items[0]!.reasons.map((line) => ({ ...line, level: 0 }))} />
        </li>
      ))}
    </ul>
  );
}

function Steps({ session }: { session: Session }) {
  const { done } = draftOf(session.complaint.id);
  return (
    <ol class="plan-steps">
      {session.steps.map((step) => (
        <li key={step.code}>
          <a href={href(stepAddress(session, step.n))}>
            <span class="plan-n">{done.includes(step.n) ? "✓" : step.n}</span>
            <span class="plan-name"><strong>{step.code}</strong> {step.name} <Han>{step.characters}</Han></span>
            <span class="quiet">{step.tool.name} · {t("guide.seconds", { n: step.seconds * step.sides.length })}</span>
          </a>
        </li>
      ))}
    </ol>
  );
}

/** The address of a step; the body turns to its point and first side. */
export function stepAddress(session: Session, n: number): string {
  const step = session.steps[n - 1];
  const side = step?.sides[0] === "R" ? "&side=R" : "";
  return `/session/${session.complaint.id}/point/${n}?at=${encodeURIComponent(step?.code.replace("/", "~") ?? "")}${side}`;
}

function Plan({ session }: { session: Session }) {
  const { id } = session.complaint;
  const draft = draftOf(id);
  useMarked(session.steps.map((step) => step.code));
  const next = session.steps.find((step) => !draft.done.includes(step.n))?.n ?? 1;
  return (
    <article class="guide">
      <Title kicker={`${session.complaint.name} · ${t("guide.part", { n: 4, all: 4 })}`}>{t("guide.plan")}</Title>
      <Lines lines={session.head} />
      {session.cautions.length > 0 && <Section title={t("guide.for_you")}><Lines lines={session.cautions} rows /></Section>}
      {session.dropped.length > 0 && <Section id="left-out" title={t("guide.left_out")}><LeftOut dropped={session.dropped} /></Section>}
      {session.steps.length > 0 && (
        <>
          <Section title={t("guide.points", { n: session.steps.length, minutes: minutes(session.seconds) })}><Steps session={session} /></Section>
          <Scale label={session.rating.before} low={session.rating.low} high={session.rating.high} value={draft.before} choose={(before) => change(id, { before })} />
          <Lines lines={[session.rating.note]} />
          <div class="row">
            <button type="button" class="primary" id="start" onClick={() => go(stepAddress(session, next))}><PlayIcon />{t(draft.done.length ? "guide.go_on" : "guide.start")}</button>
            <a class="secondary" href={href(`/session/${id}/sheet`)}>{t("guide.sheet")}</a>
          </div>
        </>
      )}
      <Section title={t("guide.known")}><Known lines={session.evidence} /></Section>
      <Lines lines={session.foot} />
      <BackLink to={`/session/${id}/tools`}>{t("guide.back_tools")}</BackLink>
    </article>
  );
}

export function PlanScreen({ id }: { id: string }) {
  useSheet("full");
  return <WithPlan id={id}>{(session) => (session.stop.length ? <Stop session={session} /> : <Plan session={session} />)}</WithPlan>;
}
