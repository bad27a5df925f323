/** Lines of text as the server tells them: heads, sentences, cautions; what they rest on can be unfolded. */
import type { Line } from "../api/types";
import { t } from "../i18n";

const TAG = { title: "h3", head: "h3", body: "p", dim: "p", strong: "p", caution: "p", foot: "p" } as const;

interface LinesProps {
  /** shown in their order, indented by level */
  lines: Line[];
  /** also name the rows of the atlas that they rest on */
  rows?: boolean;
  /** their heads stand right under the title of the screen */
  isTop?: boolean;
}

export function Lines({ lines, rows = false, isTop = false }: LinesProps) {
  const sources = [...new Set(lines.flatMap((line) => line.rows))];
  return (
    <div class="lines">
      {lines.map((line, i) => {
        const Tag = line.kind === "head" && isTop ? "h2" : (TAG[line.kind] ?? "p");
        return <Tag key={i} class={`line line-${line.kind} level-${Math.min(3, line.level)}`}>{line.text}</Tag>;
      })}
      {rows && sources.length > 0 && (
        <details class="rows">
          <summary>{t("lines.rows")}</summary>
          <ul>{sources.map((row) => <li key={row}><code>{row}</code></li>)}</ul>
        </details>
      )}
    </div>
  );
}
