/** A session on paper: everything the screens say, without body and buttons, with room for ratings. */
import type { Session, SessionStep } from "../../api/types";
import { t } from "../../i18n";
import { Lines } from "../lines";
import { Section, Title } from "../parts";
import { useSheet } from "../wishes";
import { BackLink, Han, Strength } from "./parts";
import { LeftOut, WithPlan } from "./plan";

function StepOnPaper({ step }: { step: SessionStep }) {
  return (
    <li class="paper-step">
      <h3>{step.n}. {step.code} {step.name} <Han>{step.characters}</Han></h3>
      {step.where.map((sentence) => <p key={sentence}>{sentence}</p>)}
      <p>{step.text} <Strength low={step.pressure.low} high={step.pressure.high} /></p>
      <Lines lines={[...step.lines, ...step.reasons].map((line) => ({ ...line, level: 0 }))} />
    </li>
  );
}

function Paper({ session }: { session: Session }) {
  return (
    <article class="guide paper">
      <Title kicker={new Date().toLocaleDateString(document.documentElement.lang)}>{session.complaint.name}</Title>
      <button type="button" class="primary no-print" id="print" onClick={() => print()}>{t("sheet.print")}</button>
      <Lines lines={[...session.head, ...session.foot]} />
      {session.cautions.length > 0 && <Section title={t("guide.for_you")}><Lines lines={session.cautions} /></Section>}
      {session.dropped.length > 0 && <Section title={t("guide.left_out")}><LeftOut dropped={session.dropped} /></Section>}
      <ol class="paper-steps">{session.steps.map((step) => <StepOnPaper key={step.code} step={step} />)}</ol>
      <p>{session.pace.text}</p>
      <table class="paper-ratings">
        <thead><tr><th scope="col">{t("history.when")}</th><th scope="col">{t("history.before")}</th><th scope="col">{t("history.after")}</th></tr></thead>
        <tbody>{[1, 2, 3, 4, 5].map((n) => <tr key={n}><td /><td /><td /></tr>)}</tbody>
      </table>
      <Lines lines={[session.rating.note, ...session.evidence]} />
      <div class="no-print"><BackLink to={`/session/${session.complaint.id}/plan`}>{t("guide.plan")}</BackLink></div>
    </article>
  );
}

export function SheetScreen({ id }: { id: string }) {
  useSheet("full");
  return <WithPlan id={id}>{(session) => <Paper session={session} />}</WithPlan>;
}
