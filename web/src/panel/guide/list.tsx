/** The complaints that there are sessions for, and sessions that were left half way. */
import type { ComplaintRow } from "../../api/types";
import { useAnswer } from "../../state/words";
import { t } from "../../i18n";
import { href } from "../../state/route";
import { drafts, forget, isBegun, whereLeft } from "../../state/session";
import { CloseIcon, NextIcon } from "../icons";
import { Section, Shown, Title } from "../parts";

/** What was begun and not ended; empty where there is nothing. */
export function Unfinished({ rows }: { rows: ComplaintRow[] }) {
  const begun = Object.values(drafts.value).filter(isBegun);
  if (!begun.length) return null;
  return (
    <Section title={t("guide.unfinished")}>
      <ul class="unfinished">
        {begun.map((draft) => {
          const name = rows.find((row) => row.id === draft.complaint)?.name ?? draft.complaint;
          return (
            <li key={draft.complaint}>
              <a class="wide-button" href={href(whereLeft(draft))}><span>{name}</span><strong>{t("guide.go_on")}</strong></a>
              <button type="button" class="round" aria-label={t("guide.drop_draft", { name })} onClick={() => forget(draft.complaint)}><CloseIcon /></button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

export function ComplaintsScreen() {
  const answer = useAnswer<ComplaintRow[]>("/api/guide/complaints");
  return (
    <>
      <Title>{t("complaints")}</Title>
      <p class="lead">{t("guide.lead")}</p>
      <Shown answer={answer}>
        {(rows) => (
          <>
            <Unfinished rows={rows} />
            <ul class="complaint-list">
              {rows.map((row) => <li key={row.id}><a href={href(`/complaint/${row.id}`)}><span>{row.name}</span><NextIcon /></a></li>)}
            </ul>
          </>
        )}
      </Shown>
      <p class="foot-links"><a href={href("/history")}>{t("history")}</a></p>
    </>
  );
}
