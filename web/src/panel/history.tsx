/** Sessions that were done: a chart and a table, given out as a file, erased by one button that asks once more. */
import { useState } from "preact/hooks";
import type { ComplaintRow } from "../api/types";
import { useAnswer } from "../state/words";
import { t } from "../i18n";
import { asCsv, entries, erase, save, type Entry } from "../state/history";
import { href } from "../state/route";
import { Chart } from "./chart";
import { Section, Title } from "./parts";
import { useSheet } from "./wishes";

const day = (when: string): string => new Date(when).toLocaleDateString(document.documentElement.lang, { month: "numeric", day: "numeric" });
const moment = (when: string): string => new Date(when).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

function Table({ list, nameOf }: { list: Entry[]; nameOf: (entry: Entry) => string }) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t("history.table")}>
      <table class="history">
        <thead>
          <tr><th scope="col">{t("history.when")}</th><th scope="col">{t("history.what")}</th><th scope="col">{t("history.before")}</th><th scope="col">{t("history.after")}</th></tr>
        </thead>
        <tbody>
          {[...list].reverse().map((entry) => (
            <tr key={entry.when}>
              <td>{moment(entry.when)}</td>
              <td>{nameOf(entry)}<span class="quiet history-points">{entry.points.join(" ")}</span></td>
              <td class="number">{entry.before ?? "–"}</td>
              <td class="number">{entry.after ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Out as a file, or gone: both only from here. */
function Out() {
  const [isSure, ask] = useState(false);
  const date = new Date().toISOString().slice(0, 10);
  return (
    <Section title={t("history.yours")}>
      <p class="quiet">{t("history.private")}</p>
      <div class="row">
        <button type="button" class="secondary" id="csv" onClick={() => save(`tongren-${date}.csv`, asCsv(entries.peek()), "text/csv")}>CSV</button>
        <button type="button" class="secondary" id="json" onClick={() => save(`tongren-${date}.json`, JSON.stringify(entries.peek(), null, 2), "application/json")}>JSON</button>
        {!isSure && <button type="button" class="secondary danger" id="erase" onClick={() => ask(true)}>{t("history.erase")}</button>}
      </div>
      {isSure && (
        <div class="note note-error" role="alertdialog" aria-label={t("history.erase")}>
          <p>{t("history.sure", { n: entries.value.length })}</p>
          <div class="row">
            <button type="button" class="primary danger" id="erase-yes" onClick={() => { erase(); ask(false); }}>{t("history.erase")}</button>
            <button type="button" class="secondary" ref={(button) => button?.focus()} onClick={() => ask(false)}>{t("history.keep")}</button>
          </div>
        </div>
      )}
    </Section>
  );
}

export function HistoryScreen() {
  const names = useAnswer<ComplaintRow[]>("/api/guide/complaints").data ?? [];
  const [which, choose] = useState("");
  useSheet("full");
  const list = entries.value;
  const nameOf = (entry: Entry): string => names.find((row) => row.id === entry.complaint)?.name ?? entry.name;
  const kinds = [...new Map(list.map((entry) => [entry.complaint, nameOf(entry)]))];
  const shown = list.filter((entry) => !which || entry.complaint === which);
  return (
    <>
      <Title>{t("history")}</Title>
      {list.length === 0 ? (
        <>
          <p class="lead" role="status">{t("history.none")}</p>
          <p class="quiet">{t("history.private")}</p>
          <p><a class="primary" href={href("/complaints")}>{t("complaints")}</a></p>
        </>
      ) : (
        <>
          {kinds.length > 1 && (
            <label class="select">
              <span>{t("history.what")}</span>
              <select value={which} onChange={(e) => choose(e.currentTarget.value)}>
                <option value="">{t("history.all")}</option>
                {kinds.map(([id, name]) => <option key={id} value={id}>{name}</option>)}
              </select>
            </label>
          )}
          <Chart entries={shown} day={day} />
          <p class="chart-key quiet"><span class="key-before">{t("history.before")}</span> <span class="key-after">{t("history.after")}</span></p>
          <p class="quiet">{t("history.no_proof")}</p>
          <Table list={shown} nameOf={nameOf} />
          <Out />
        </>
      )}
    </>
  );
}
