/** What the 3D body is asked to show.  Panels write here, the scene reads: neither knows the other. */
import { computed, signal } from "@preact/signals";
import { meridianById, pointByCode } from "./atlas";
import { remembered } from "./prefs";
import { chosen, match, path } from "./route";

export type View = "front" | "back" | "left" | "right";

/** The last asked view; the count lets the same view be asked again. */
export const view = signal<{ side: View; count: number }>({ side: "front", count: 0 });

/** The view on show, told by the scene; null when the body was turned by hand or a point is looked at. */
export const facing = signal<View | null>("front");

export function lookFrom(side: View): void {
  view.value = { side, count: view.peek().count + 1 };
}

/** 1 is bronze, 0 is glass. */
export const skinOpacity = signal(1);
export const showLines = remembered<boolean>("lines", true, (v): v is boolean => typeof v === "boolean");
export const hovered = signal<string | null>(null);

/** Points that a screen wants to be seen, e.g. those of a complaint; null: the screen has no wish. */
export const marked = signal<string[] | null>(null);

/** The meridian that stands out: that of the address, else that of the chosen point. */
export const litMeridian = computed(() => {
  const at = match("/meridian/:id", path.value);
  if (at) return at["id"] ?? null;
  return (chosen.value && pointByCode.value.get(chosen.value)?.meridian) ?? null;
});

/** Codes that carry a label before all others: the chosen point, marked ones, those of the lit meridian. */
export const named = computed<string[]>(() => {
  if (marked.value) return marked.value;
  const lit = litMeridian.value;
  return (lit && meridianById.value.get(lit)?.points) || [];
});

/** What the canvas can do here: "none" shows drawn pictures instead. */
export const canDraw = signal<"unknown" | "webgl" | "none">("unknown");

/** Ways to steer the camera from outside, filled in by the scene. */
export const steer = signal<{ turn(x: number, y: number): void; zoom(factor: number): void; home(): void } | null>(null);
