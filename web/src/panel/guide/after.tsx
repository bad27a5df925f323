/** After the last point: the second rating, the line that it is no proof, and keeping the session in this browser. */
import type { Session } from "../../api/types";
import { t } from "../../i18n";
import * as history from "../../state/history";
import { go } from "../../state/route";
import { change, draftOf, forget } from "../../state/session";
import { Lines } from "../lines";
import { Title } from "../parts";
import { useSheet } from "../wishes";
import { BackLink, minutes, Scale } from "./parts";
import { stepAddress, WithPlan } from "./plan";

function keep(session: Session): void {
  const { id, name } = session.complaint;
  const { before, after, done } = draftOf(id);
  const pressed = session.steps.filter((step) => done.includes(step.n));
  const seconds = pressed.reduce((sum, step) => sum + step.seconds * step.sides.length, 0);
  history.note({ when: new Date().toISOString(), complaint: id, name, before, after, points: pressed.map((step) => step.code), minutes: seconds ? minutes(seconds) : 0 });
  forget(id);
  go("/history");
}

function After({ session }: { session: Session }) {
  const { id } = session.complaint;
  const draft = draftOf(id);
  return (
    <article class="guide">
      <Title kicker={session.complaint.name}>{t("after")}</Title>
      <p class="lead">{t("after.pressed", { n: draft.done.length, all: session.steps.length })}</p>
      <Scale label={session.rating.after} low={session.rating.low} high={session.rating.high} value={draft.after} choose={(after) => change(id, { after })} />
      {draft.before !== null && <p>{t("after.before", { n: draft.before })}</p>}
      <Lines lines={[session.rating.note, ...session.foot]} />
      <div class="row">
        <button type="button" class="primary" id="keep" onClick={() => keep(session)}>{t("after.keep")}</button>
        <button type="button" class="secondary" id="leave" onClick={() => { forget(id); go("/complaints"); }}>{t("after.leave")}</button>
      </div>
      <p class="quiet">{t("history.private")}</p>
      <BackLink to={stepAddress(session, session.steps.length)}>{t("after.back")}</BackLink>
    </article>
  );
}

export function AfterScreen({ id }: { id: string }) {
  useSheet("full");
  return <WithPlan id={id}>{(session) => <After session={session} />}</WithPlan>;
}
