/** What is known of a condition or a point: the grade with its reasons, results, the forest plot, and what was read. */
import { useState } from "preact/hooks";
import type { Citation, Evidence, Line } from "../api/types";
import { useAnswer, withLang } from "../state/words";
import { t } from "../i18n";
import { fromId, href, toId } from "../state/route";
import { Lines } from "./lines";
import { Section, Shown, Title } from "./parts";
import { useMarked, useWide } from "./wishes";

/** Lines under the heads that they follow; what stands before the first head comes alone. */
function chapters(lines: Line[]): { head: Line | null; lines: Line[] }[] {
  const out: { head: Line | null; lines: Line[] }[] = [];
  for (const line of lines) {
    if (line.kind === "title") continue;
    if (line.kind === "head") out.push({ head: line, lines: [] });
    else if (out.length) out.at(-1)!.lines.push(line);
    else out.push({ head: null, lines: [line] });
  }
  return out;
}

function Forest({ plot, name }: { plot: string; name: string }) {
  const [isGone, go] = useState(false);
  if (isGone) return null;
  const source = withLang(plot);
  return (
    <figure class="forest">
      <div class="forest-box" tabIndex={0} role="region" aria-label={t("evidence.forest", { subject: name })}>
        <img src={source} alt={t("evidence.forest", { subject: name })} onError={() => go(true)} />
      </div>
      <figcaption class="quiet">{t("evidence.forest", { subject: name })}</figcaption>
    </figure>
  );
}

/** Its numbers, where its text does not have them. */
function Numbers({ citation: { text, doi, pmid } }: { citation: Citation }) {
  const numbers = [doi && !text.includes(doi) && `doi:${doi}`, pmid && !text.includes(pmid) && `PMID ${pmid}`].filter(Boolean);
  return numbers.length ? <p class="quiet">{numbers.join(" · ")}</p> : null;
}

function Read({ citations }: { citations: Citation[] }) {
  return (
    <ol class="citations">
      {citations.map((c) => (
        <li key={c.id} id={`source-${c.id}`}>
          <p><code>[{c.id}]</code> {c.text}</p>
          <Numbers citation={c} />
        </li>
      ))}
    </ol>
  );
}

export function EvidenceScreen({ id }: { id: string }) {
  const answer = useAnswer<Evidence>(`/api/evidence/${encodeURIComponent(fromId(id))}`);
  useWide();
  useMarked(answer.data?.is_point ? [answer.data.subject] : undefined);
  return (
    <Shown answer={answer}>
      {(known) => (
        <article class="evidence">
          <Title kicker={t("evidence")}>{known.name}</Title>
          {chapters(known.lines).map(({ head, lines }, i) => (
            head ? <Section key={i} title={head.text}><Lines lines={lines} rows /></Section> : <Lines key={i} lines={lines} />
          ))}
          {known.plot && <Forest plot={known.plot} name={known.name} />}
          {known.citations.length > 0 && <Section title={t("evidence.read")}><Read citations={known.citations} /></Section>}
          <p class="foot-links">
            {known.is_point ? <a href={href(`/point/${toId(known.subject)}`)}>{known.subject}</a> : <a href={href(`/compare/${known.subject}`)}>{t("compare")}</a>}
          </p>
        </article>
      )}
    </Shown>
  );
}
