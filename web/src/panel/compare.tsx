/** Acupuncture beside acupressure: aspect by aspect, side by side where there is room; then condition by condition. */
import type { Comparison, ConditionRow, Grade, Line, Lines as LinesAnswer } from "../api/types";
import { getJson } from "../api/get";
import { useAnswer, withLang } from "../state/words";
import { t } from "../i18n";
import { alsoKept } from "../state/keep";
import { href } from "../state/route";
import { Lines } from "./lines";
import { Section, Shown, Title } from "./parts";
import { useWide } from "./wishes";

alsoKept.push(async (language) => {
  const conditions = await getJson<ConditionRow[]>(withLang("/api/conditions", language)).catch(() => []);
  return conditions.flatMap(({ id, has_plot }) => [`/api/compare/${id}`, ...(has_plot ? [`/api/evidence/${id}/forest.svg`] : [])].map((path) => withLang(path, language)));
});

const isSource = (line: Line): boolean => line.rows.includes("words:cell_source");

/** What one practice has to say of an aspect; its sources are unfolded when asked for. */
function Cell({ practice, aspect, lines }: { practice: string; aspect: string; lines: Line[] }) {
  const rows = [...new Set(lines.flatMap((line) => line.rows))].filter((row) => !row.startsWith("words:"));
  return (
    <div class="cell">
      <h3 class="cell-practice">{practice}</h3>
      <Lines lines={lines.filter((line) => !isSource(line))} />
      <details class="rows">
        <summary aria-label={`${t("compare.sources")}: ${practice}, ${aspect}`}>{t("compare.sources")}</summary>
        {lines.some(isSource) && <p>{lines.filter(isSource).map((line) => line.text).join(" ")}</p>}
        <ul>{rows.map((row) => <li key={row}><code>{row}</code></li>)}</ul>
      </details>
    </div>
  );
}

function Grades({ grades }: { grades: Grade[] }) {
  const [needle, finger] = [t("compare.acupuncture"), t("compare.acupressure")];
  return (
    <table class="grades" role="table">
      <thead role="rowgroup"><tr role="row"><th role="columnheader">{t("compare.condition")}</th><th role="columnheader">{needle}</th><th role="columnheader">{finger}</th></tr></thead>
      <tbody role="rowgroup">
        {grades.map((grade) => (
          <tr key={grade.condition} role="row">
            <th role="rowheader"><a href={href(`/compare/${grade.condition}`)}>{grade.name}</a></th>
            <td role="cell" data-label={needle}>{grade.acupuncture.text}</td>
            <td role="cell" data-label={finger}>{grade.acupressure.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function CompareScreen() {
  const answer = useAnswer<Comparison>("/api/compare");
  useWide();
  return (
    <>
      <Title>{t("compare")}</Title>
      <Shown answer={answer}>
        {({ rows, grades, lines }) => (
          <>
            {rows.map((row) => (
              <Section key={row.aspect} title={<span class="aspect">{row.title}</span>}>
                <div class="cells">
                  <Cell practice={t("compare.acupuncture")} aspect={row.title} lines={row.acupuncture} />
                  <Cell practice={t("compare.acupressure")} aspect={row.title} lines={row.acupressure} />
                </div>
              </Section>
            ))}
            <Section title={t("compare.grades")}>
              <Grades grades={grades} />
              <Lines lines={lines} />
            </Section>
          </>
        )}
      </Shown>
    </>
  );
}

/** One condition: direct trials, else an indirect comparison, else that there is none. */
export function CompareOneScreen({ id }: { id: string }) {
  const answer = useAnswer<LinesAnswer>(`/api/compare/${encodeURIComponent(id)}`);
  useWide();
  return (
    <Shown answer={answer}>
      {({ lines }) => (
        <article>
          <Title kicker={t("compare")}>{lines.find((line) => line.kind === "title")?.text ?? id}</Title>
          <Lines lines={lines.filter((line) => line.kind !== "title")} rows isTop />
          <p class="foot-links">
            <a href={href(`/evidence/${id}`)}>{t("guide.more_evidence")}</a>
            <a href={href("/compare")}>{t("compare.all")}</a>
          </p>
        </article>
      )}
    </Shown>
  );
}
