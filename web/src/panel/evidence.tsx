/** What is known of a condition, in the server's lines, with its forest plot. */
import { useAnswer } from "../api/words";
import type { Line } from "../api/types";
import { t } from "../i18n";
import { lang } from "../state/prefs";
import { Lines } from "./lines";
import { Shown, Title } from "./parts";

interface EvidenceAnswer {
  subject: string;
  lines: Line[];
}

export function EvidenceScreen({ id }: { id: string }) {
  const path = `/api/evidence/${encodeURIComponent(id)}`;
  const answer = useAnswer<EvidenceAnswer>(path);
  return (
    <Shown answer={answer}>
      {({ lines }) => {
        const title = lines.find((line) => line.kind === "title")?.text ?? id;
        return (
          <article>
            <Title kicker={t("evidence")}>{title}</Title>
            <img class="forest" src={`${path}/forest.svg?lang=${lang.value}`} alt={t("evidence.forest", { subject: title })} onError={(e) => (e.currentTarget.hidden = true)} onLoad={(e) => (e.currentTarget.hidden = false)} />
            <Lines lines={lines.filter((line) => line.kind !== "title")} rows />
          </article>
        );
      }}
    </Shown>
  );
}
