/** On a phone the panel is a sheet from below with three heights; a handle drags it, a button steps through them. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { moves } from "../state/route";

export type Height = "low" | "half" | "full";
export const sheet = signal<Height>("half");

const ORDER: Height[] = ["low", "half", "full"];
const FLICK_PX = 36;

export function Sheet({ children }: { children: ComponentChildren }) {
  const from = useRef<number | null>(null);
  const dragged = useRef(false);
  useEffect(() => {
    document.documentElement.dataset["sheet"] = sheet.value;
  }, [sheet.value]);
  useEffect(() => {
    if (sheet.peek() === "low" && moves.value > 0) sheet.value = "half";
  }, [moves.value]);
  const step = (by: number): void => {
    sheet.value = ORDER[Math.min(2, Math.max(0, ORDER.indexOf(sheet.value) + by))]!;
  };
  const release = (e: PointerEvent): void => {
    const moved = from.current === null ? 0 : e.clientY - from.current;
    from.current = null;
    dragged.current = Math.abs(moved) > FLICK_PX;
    if (dragged.current) step(moved < 0 ? 1 : -1);
  };
  return (
    <div class="sheet">
      <button
        type="button" class="handle" aria-label={t("sheet")}
        onPointerDown={(e) => { from.current = e.clientY; e.currentTarget.setPointerCapture(e.pointerId); }}
        onPointerUp={release}
        onClick={() => { if (!dragged.current) sheet.value = sheet.value === "full" ? "half" : "full"; dragged.current = false; }}
        onKeyDown={(e) => { if (e.key === "ArrowUp") step(1); if (e.key === "ArrowDown") step(-1); }}
      />
      {children}
    </div>
  );
}
