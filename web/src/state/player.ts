/** The construction of the chosen point as a short film: which step, how far into it, playing or not. */
import { computed, effect, signal } from "@preact/signals";
import { answer } from "../api/get";
import type { Construction } from "../api/types";
import { withLang } from "./words";
import { isSettled, wished } from "./body";
import { stillness } from "./prefs";
import { chosen, query, setQuery, side } from "./route";

export const isOpen = signal(false);
export const isPlaying = signal(false);
/** Time in steps: 2.4 is the third step, 40 % drawn. */
export const clock = signal(0);

const STEP_MS: Record<string, number> = { anchor: 1500, level: 2300, line: 2300, ticks: 2600, point: 2200 };
const OTHER_MS = 2000;
/** Where pictures come slowly the film keeps its time, but leaps no farther than this. */
const MOST_MS = 600;

const askedPath = computed(() => {
  if (!isOpen.value || !chosen.value || !isSettled.value) return null;
  return withLang(`/api/bodies/${wished.value}/construction/${encodeURIComponent(chosen.value)}?side=${side.value}`);
});

const answered = computed(() => (askedPath.value ? answer<Construction>(askedPath.value).value : null));
let last: { code: string; side: string; data: Construction } | null = null;

/** The construction on show; a change of language or body keeps the old words until the new ones are there. */
export const construction = computed<Construction | null>(() => {
  const data = answered.value?.data;
  if (data) last = { code: data.code, side: side.value, data };
  if (!isOpen.value || last?.code !== chosen.value || last?.side !== side.value) return null;
  return last?.data ?? null;
});
export const constructionError = computed(() => answered.value?.error ?? null);

export const step = computed(() => Math.min(Math.floor(clock.value), (construction.value?.steps.length ?? 1) - 1));
const length = computed(() => construction.value?.steps.length ?? 0);
export const isOver = computed(() => length.value > 0 && clock.value >= length.value);

export const isLast = computed(() => construction.value !== null && length.value > 1 && step.value === length.value - 1);

let before = 0;

function tick(now: number): void {
  if (!isPlaying.peek()) return;
  const steps = construction.peek()?.steps ?? [];
  const kind = steps[step.peek()]?.kind;
  const took = STEP_MS[kind ?? ""] ?? OTHER_MS;
  if (steps.length) clock.value = Math.min(steps.length, clock.peek() + Math.min(MOST_MS, now - before) / took);
  before = now;
  if (steps.length && clock.peek() >= steps.length) isPlaying.value = false;
  else requestAnimationFrame(tick);
}

export function play(): void {
  if (isOver.peek()) clock.value = 0;
  if (isPlaying.peek()) return;
  isPlaying.value = true;
  before = performance.now();
  requestAnimationFrame(tick);
}

export function pause(): void {
  isPlaying.value = false;
}

/** Show a step wholly drawn and stop there. */
export function showStep(n: number): void {
  pause();
  clock.value = Math.max(1, Math.min(n + 1, length.peek())) - 0.0001;
}

/** Open the film; it plays by itself unless the reader wants no motion: then each step stands still until asked on. */
export function open(): void {
  clock.value = 0;
  isOpen.value = true;
  setQuery("film", "1");
  if (stillness.peek()) clock.value = 0.9999;
  else play();
}

export function close(): void {
  pause();
  isOpen.value = false;
  if (query.peek().has("film")) setQuery("film", null);
}

/** A link may open the film: play it once the body is there. */
export function heedLink(): void {
  if (chosen.peek() && query.peek().get("film") === "1") open();
}

// Another point: another film.
let of = `${chosen.peek()} ${side.peek()}`;
effect(() => {
  const now = `${chosen.value} ${side.value}`;
  if (now !== of) close();
  of = now;
});
