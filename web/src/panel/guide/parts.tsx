/** Parts of guided sessions: a question with yes and no, how far one is, a scale from 0 to 10, how hard, a way back. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { lang } from "../../state/prefs";
import { href } from "../../state/route";

interface AskProps {
  id: string;
  text: string;
  value: boolean | undefined;
  choose: (yes: boolean) => void;
  /** said and asked after a yes */
  children?: ComponentChildren;
  isMissed: boolean;
}

/** A question that wants yes or no; nothing is chosen before the reader does. */
export function Ask({ id, text, value, choose, children, isMissed }: AskProps) {
  const name = useId();
  const state = value ? " is-yes" : value === false ? " is-no" : isMissed ? " is-missed" : "";
  return (
    <fieldset class={`ask${state}`} id={`ask-${id}`}>
      <legend>{text}</legend>
      <div class="segment-row">
        {([true, false] as const).map((yes) => (
          <label key={String(yes)} class={value === yes ? "segment is-on" : "segment"}>
            <input type="radio" name={name} value={yes ? "yes" : "no"} checked={value === yes} onChange={() => choose(yes)} />
            <span>{t(yes ? "guide.yes" : "guide.no")}</span>
          </label>
        ))}
      </div>
      {value && children && <div class="ask-more" role="status">{children}</div>}
    </fieldset>
  );
}

interface OnwardProps {
  /** ids of questions that are not answered */
  open: string[];
  all: number;
  label: string;
  go: () => void;
}

/** How far one is, and the button to go on; it leads to the first question that is not answered. */
export function Onward({ open, all, label, go, missed }: OnwardProps & { missed: (yes: boolean) => void }) {
  const [isTold, tell] = useState(false);
  const onward = (): void => {
    if (!open.length) return go();
    missed(true);
    tell(true);
    const first = document.getElementById(`ask-${open[0]}`);
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input")?.focus({ preventScroll: true });
  };
  return (
    <div class="onward">
      <p class={isTold && open.length ? "onward-count is-missed" : "onward-count"} role="status">{t("guide.answered", { n: all - open.length, all })}</p>
      <button type="button" class="primary" id="onward" onClick={onward}>{label}</button>
    </div>
  );
}

interface ScaleProps {
  label: string;
  low: number;
  high: number;
  value: number | null;
  choose: (value: number) => void;
}

/** A rating as radio buttons in one row. */
export function Scale({ label, low, high, value, choose }: ScaleProps) {
  const name = useId();
  const steps = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return (
    <fieldset class="scale">
      <legend>{label}</legend>
      <div class="scale-row">
        {steps.map((n) => (
          <label key={n} class={n === value ? "scale-step is-on" : "scale-step"}>
            <input type="radio" name={name} value={n} checked={n === value} onChange={() => choose(n)} />
            <span>{n}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** How hard, drawn on the scale from 0 to 10. */
export function Strength({ low, high }: { low: number; high: number }) {
  return (
    <svg class="strength" viewBox="0 0 110 10" aria-hidden="true">
      {Array.from({ length: 11 }, (_, n) => <rect key={n} x={n * 10 + 1} y="1" width="8" height="8" rx="2" class={n >= low && n <= high ? "is-on" : ""} />)}
    </svg>
  );
}

/** A point's characters as the server gives them: simplified, but for Japanese and Korean readers traditional. */
export function Han({ children }: { children: string }) {
  const kind = { en: "zh-Hans", es: "zh-Hans", zh: "zh-Hans", ja: "ja", ko: "zh-Hant" }[lang.value];
  return <span class="han-name" lang={kind}>{children}</span>;
}

export const minutes = (seconds: number): number => Math.max(1, Math.round(seconds / 60));

/** A way back to an earlier part. */
export function BackLink({ to, children }: { to: string; children: ComponentChildren }) {
  return <p class="back-link"><a href={href(to)}>{children}</a></p>;
}
