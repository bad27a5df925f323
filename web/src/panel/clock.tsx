/** The clock of the twelve meridians: tradition gives each two hours of the day; the hand is the hour now. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Meridian } from "../api/types";
import { t } from "../i18n";
import { meridians } from "../state/atlas";
import { href } from "../state/route";

const MIDDLE = 110;
const OUTER = 100;
const INNER = 74;
const HAND = 68;

export const hours = ([from, to]: [number, number]): string => `${from}–${to}`;

/** Midnight is at the top; a day is one turn. */
function at(hour: number, radius: number): string {
  const angle = (hour / 24) * 2 * Math.PI;
  return `${(MIDDLE + radius * Math.sin(angle)).toFixed(2)} ${(MIDDLE - radius * Math.cos(angle)).toFixed(2)}`;
}

function arc(from: number, to: number): string {
  const end = (to < from ? to + 24 : to) - 0.06;
  const start = from + 0.06;
  return `M${at(start, OUTER)} A${OUTER} ${OUTER} 0 0 1 ${at(end, OUTER)} L${at(end, INNER)} A${INNER} ${INNER} 0 0 0 ${at(start, INNER)} Z`;
}

function Arc({ meridian, isOwn }: { meridian: Meridian; isOwn: boolean }) {
  const path = useRef<SVGPathElement>(null);
  useLayoutEffect(() => path.current?.style.setProperty("--tone", meridian.colour), [meridian.colour]);
  const [from, to] = meridian.clock as [number, number];
  return (
    <a href={href(`/meridian/${meridian.id}`)} aria-label={`${meridian.name}, ${hours([from, to])}`} aria-current={isOwn ? "page" : undefined}>
      <path ref={path} class={isOwn ? "arc is-own" : "arc"} d={arc(from, to)} />
    </a>
  );
}

export function Clock({ own }: { own: Meridian }) {
  const now = new Date();
  const hour = now.getHours() + now.getMinutes() / 60;
  const [from, to] = own.clock as [number, number];
  return (
    <figure class="clock">
      <svg viewBox="0 0 220 220" role="group" aria-label={t("clock.label")}>
        {meridians.value.filter((m) => m.clock).map((m) => <Arc key={m.id} meridian={m} isOwn={m.id === own.id} />)}
        {[0, 6, 12, 18].map((h) => {
          const [x, y] = at(h, 60).split(" ");
          return <text key={h} class="clock-hour" x={x} y={y} text-anchor="middle" dominant-baseline="central">{h}</text>;
        })}
        <path class="clock-hand" d={`M${at(hour, 44)} L${at(hour, HAND)}`} />
        <text class="clock-own" x={MIDDLE} y={MIDDLE} text-anchor="middle" dominant-baseline="central">{from}–{to}</text>
      </svg>
      <figcaption>{t("clock.note", { from, to })} <span class="badge">{t("badge.tradition")}</span></figcaption>
    </figure>
  );
}
