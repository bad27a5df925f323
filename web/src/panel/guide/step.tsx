/** One point of a session: the timer, how it is pressed, where it lies with the film of its construction, and why it is here. */
import type { Session, SessionStep } from "../../api/types";
import { t } from "../../i18n";
import * as player from "../../state/player";
import { go, href } from "../../state/route";
import { canDraw } from "../../state/stage";
import { BackIcon, NextIcon, PlayIcon } from "../icons";
import { Lines } from "../lines";
import { Section, Title } from "../parts";
import { useMarked, useSheet } from "../wishes";
import { Han, Strength } from "./parts";
import { stepAddress, WithPlan } from "./plan";
import { TimerCard } from "./timerCard";

function Way({ step }: { step: SessionStep }) {
  const { reach, tool, technique, pressure } = step;
  return (
    <dl class="way">
      <div><dt>{t("way.posture")}</dt><dd>{reach.posture.text || reach.posture.name}</dd></div>
      <div><dt>{t("way.reach")}</dt><dd>{reach.text}</dd></div>
      <div>
        <dt>{t("way.tool")}</dt>
        <dd><strong>{tool.name}</strong>{tool.text}{step.other_tools.length > 0 && <span class="quiet"> {t("way.or", { tools: step.other_tools.map((x) => x.name).join(", ") })}</span>}</dd>
      </div>
      <div><dt>{t("way.technique")}</dt><dd><strong>{technique.name}</strong>{technique.text}</dd></div>
      <div>
        <dt>{t("way.pressure")}</dt>
        <dd><strong>{t("way.of_ten", { word: pressure.name, low: pressure.low, high: pressure.high })}</strong> <Strength low={pressure.low} high={pressure.high} /><br />{pressure.text}</dd>
      </div>
      <div><dt>{t("way.time")}</dt><dd>{t(step.sides.length > 1 ? "way.both" : "way.one", { n: step.seconds })}</dd></div>
    </dl>
  );
}

function Where({ step }: { step: SessionStep }) {
  return (
    <Section title={t("point.where")}>
      {step.where.map((sentence) => <p class="where" key={sentence}>{sentence}</p>)}
      {canDraw.value !== "none" && <button type="button" class="secondary" id="watch" onClick={player.open}><PlayIcon />{t("film.watch")}</button>}
    </Section>
  );
}

function StepView({ session, step }: { session: Session; step: SessionStep }) {
  const { id, name } = session.complaint;
  const isLast = step.n === session.steps.length;
  useMarked(session.steps.map((one) => one.code));
  return (
    <article class="guide step">
      <Title kicker={`${name} · ${t("guide.point_of", { n: step.n, all: session.steps.length })}`}>
        {step.code} {step.name} <Han>{step.characters}</Han>
      </Title>
      <TimerCard key={step.n} session={session} step={step} />
      <Lines lines={step.lines} />
      <Way step={step} />
      <Lines lines={session.foot.map((line) => ({ ...line, kind: "caution" as const }))} />
      <Where step={step} />
      <Section title={t("guide.why")}><Lines lines={step.reasons.map((line) => ({ ...line, level: 0 }))} rows /></Section>
      <nav class="neighbours step-nav" aria-label={t("guide.steps")}>
        <a class="neighbour" href={href(step.n > 1 ? stepAddress(session, step.n - 1) : `/session/${id}/plan`)}><BackIcon />{step.n > 1 ? session.steps[step.n - 2]!.code : t("guide.plan")}</a>
        <button type="button" class="primary" id="next" onClick={() => go(isLast ? `/session/${id}/after` : stepAddress(session, step.n + 1))}>{isLast ? t("guide.finish") : t("guide.next_point", { code: session.steps[step.n]!.code })}<NextIcon /></button>
      </nav>
    </article>
  );
}

export function StepScreen({ id, n }: { id: string; n: string }) {
  useSheet("half");
  return (
    <WithPlan id={id}>
      {(session) => {
        const step = session.steps[Number(n) - 1];
        if (!step) return <><Title>{t("missing")}</Title><p><a href={href(`/session/${id}/plan`)}>{t("guide.plan")}</a></p></>;
        return <StepView session={session} step={step} />;
      }}
    </WithPlan>
  );
}
