/** Ratings over time as a plain drawing: for each session a line from before (ring) to after (dot), 0 to 10. */
import type { Entry } from "../state/history";
import { t } from "../i18n";

const WIDTH = 320;
const HEIGHT = 170;
const LEFT = 26;
const TOP = 12;
const BOTTOM = 24;
const MOST = 40;

const y = (rating: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - rating / 10);

export function Chart({ entries, day }: { entries: Entry[]; day: (when: string) => string }) {
  const shown = entries.slice(-MOST);
  const step = (WIDTH - LEFT - 12) / Math.max(shown.length, 4);
  const x = (i: number): number => LEFT + 12 + step * (i + 0.5) - step * 0.3;
  const every = Math.ceil(shown.length / 4);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("history.chart", { n: shown.length })}>
      {[0, 2, 4, 6, 8, 10].map((n) => (
        <g key={n}>
          <line class="chart-line" x1={LEFT} x2={WIDTH} y1={y(n)} y2={y(n)} />
          <text class="chart-word" x={LEFT - 6} y={y(n)} text-anchor="end" dominant-baseline="central">{n}</text>
        </g>
      ))}
      {shown.map((entry, i) => (
        <g key={entry.when}>
          {entry.before !== null && entry.after !== null && <line class="chart-way" x1={x(i)} x2={x(i)} y1={y(entry.before)} y2={y(entry.after)} />}
          {entry.before !== null && <circle class="chart-before" cx={x(i)} cy={y(entry.before)} r="5.5" />}
          {entry.after !== null && <circle class="chart-after" cx={x(i)} cy={y(entry.after)} r="3.6" />}
          {i % every === 0 && <text class="chart-word" x={x(i)} y={HEIGHT - 8} text-anchor="middle">{day(entry.when)}</text>}
        </g>
      ))}
    </svg>
  );
}
