/** The body that is looked at: what the sliders wish, what the server has made of it, and the requests in between. */
import { batch, computed, effect, signal } from "@preact/signals";
import { ask, ApiError, getJson } from "../api/get";
import type { About, BodyInfo, BodyKey, BodyPoints, Course } from "../api/types";
import { online, whenBack } from "../api/online";
import { remembered } from "./prefs";
import { query, setQuery } from "./route";

export interface Wish {
  sex: "female" | "male";
  age: number;
  height_cm: number;
  weight_kg: number;
}

/** What hangs on the skin; comes when the hand has stopped. */
export interface OnSkin {
  key: BodyKey;
  info: BodyInfo;
  points: BodyPoints;
  courses: Course[];
}

export const about = signal<About | null>(null);
export const wish = signal<Wish | null>(null);
export const skin = signal<{ key: BodyKey; glb: ArrayBuffer } | null>(null);
export const onSkin = signal<OnSkin | null>(null);
export const failure = signal<ApiError | null>(null);
/** Why the server refused the body of an address; its default body is shown instead. */
export const refused = signal("");
export const lastKey = remembered<string>("body", "", (v): v is string => typeof v === "string");

/** Points may be shown: they belong to the skin that is shown, and to what is wished. */
export const isSettled = computed(() => onSkin.value !== null && skin.value?.key === onSkin.value.key && wished.value === skin.value.key);

const tidy = (value: number): string => String(Math.round(value * 10) / 10);

export function keyOf(w: Wish): BodyKey {
  return [w.sex, tidy(w.age), tidy(w.height_cm), tidy(w.weight_kg)].join("-");
}

/** Read a body's key; null when it is not one (the server says the last word on numbers). */
export function wishOf(key: BodyKey): Wish | null {
  const [sex, ...numbers] = key.split("-");
  const [age, height_cm, weight_kg] = numbers.map(Number);
  if ((sex !== "female" && sex !== "male") || numbers.length !== 3) return null;
  if (!age || !height_cm || !weight_kg) return null;
  return { sex, age, height_cm, weight_kg };
}

export const wished = computed(() => (wish.value ? keyOf(wish.value) : null));

const PAUSE_MS = 180;
let isAsking = false;
let pause: ReturnType<typeof setTimeout> | undefined;

/** Fetch the skin of the newest wish, one request at a time: while a hand drags, the middle ones are left out. */
async function followSkin(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  try {
    for (let key = wished.peek(); key && key !== skin.peek()?.key; key = wished.peek()) {
      const glb = await (await ask(`/api/bodies/${key}/body.glb`)).arrayBuffer();
      skin.value = { key, glb };
      failure.value = null;
    }
  } catch (error) {
    failure.value = error instanceof ApiError ? error : new ApiError("no_answer", String(error), 0);
    if (failure.value.status === 400 && !skin.peek()) setTimeout(fallBack, 0, failure.value.message);
  } finally {
    isAsking = false;
  }
}

/** A link named a body that cannot be: say so and show the server's own first body. */
async function fallBack(why: string): Promise<void> {
  const told = about.peek() ?? (await getJson<About>("/api/about"));
  batch(() => {
    refused.value = why;
    failure.value = null;
    wish.value = wishOf(told.default_body);
  });
}

/** Fetch points and courses of the wished body. */
async function followPoints(): Promise<void> {
  const key = wished.peek();
  if (!key || onSkin.peek()?.key === key) return;
  try {
    const path = `/api/bodies/${key}`;
    const [info, points, courses] = await Promise.all([
      getJson<BodyInfo>(path),
      getJson<BodyPoints>(`${path}/points`),
      getJson<Course[]>(`${path}/courses`),
    ]);
    if (wished.peek() === key) onSkin.value = { key, info, points, courses };
  } catch (error) {
    failure.value = error instanceof ApiError ? error : new ApiError("no_answer", String(error), 0);
  }
}

function follow(): void {
  const key = wished.value;
  if (!key) return;
  clearTimeout(pause);
  const isFirst = skin.peek() === null;
  if (!isFirst) refused.value = "";
  void followSkin();
  pause = setTimeout(
    () => {
      void followPoints();
      lastKey.value = key;
      if (query.peek().get("body") !== key) setQuery("body", key);
    },
    isFirst ? 0 : PAUSE_MS,
  );
}

/** The address may name another body (a link, the back button). */
function heedAddress(): void {
  const key = query.value.get("body");
  const named = key && key !== wished.peek() ? wishOf(key) : null;
  if (named) wish.value = named;
}

/** Choose the first body: the address, the last one, or the server's default; then follow the wishes. */
export async function startBody(): Promise<void> {
  const asked = getJson<About>("/api/about");
  const known = wishOf(query.peek().get("body") ?? "") ?? wishOf(lastKey.peek());
  if (known) wish.value = known;
  effect(follow);
  effect(heedAddress);
  whenBack(() => {
    void followSkin();
    void followPoints();
  });
  try {
    const told = await asked;
    batch(() => {
      about.value = told;
      wish.value ??= wishOf(told.default_body);
    });
  } catch (error) {
    if (error instanceof ApiError) failure.value = error;
  }
}

/** The body can be changed only while the server is there: it alone works out positions. */
export const canChange = computed(() => online.value);

/** Whether any of these places lies on both sides of the body that is shown. */
export function hasSides(sites: string[]): boolean {
  const points = onSkin.value?.points;
  const sides = new Set(points?.codes.flatMap((site, i) => (sites.includes(site) ? [points.sides[i]] : [])));
  return sides.has("L") && sides.has("R");
}
