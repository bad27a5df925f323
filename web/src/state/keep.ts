/** Keep all texts for the day without a server: asked one by one when all is quiet, once for each language and edition. */
import { effect, signal } from "@preact/signals";
import { getJson } from "../api/get";
import type { ComplaintRow, ConditionRow, PointRow } from "../api/types";
import { about, wished } from "./body";
import { online } from "../api/online";
import { lang, remembered, type Language } from "./prefs";

/** How many of how many texts are kept in the language on show; null until keeping begins. */
export const keeping = signal<{ done: number; all: number } | null>(null);

const kept = remembered<Record<string, string>>("kept", {}, (v): v is Record<string, string> => typeof v === "object" && v !== null);
const LISTS = ["/api/points", "/api/meridians", "/api/about", "/api/compare", "/api/conditions", "/api/guide/questions", "/api/guide/complaints", "/api/guide/tools"];
const PAUSE_MS = 12;

/** Further paths that a screen wants kept in a language; screens add themselves here. */
export const alsoKept: ((language: Language) => Promise<string[]>)[] = [];

async function rowsOf<T>(path: string): Promise<T[]> {
  try {
    return await getJson<T[]>(path);
  } catch {
    return [];
  }
}

async function pathsOf(language: Language): Promise<string[]> {
  const q = `lang=${language}`;
  const points = await rowsOf<PointRow>(`/api/points?${q}`);
  const conditions = await rowsOf<ConditionRow>(`/api/conditions?${q}`);
  const complaints = await rowsOf<ComplaintRow>(`/api/guide/complaints?${q}`);
  const more = (await Promise.all(alsoKept.map((paths) => paths(language)))).flat();
  return [
    ...LISTS.map((path) => `${path}?${q}`),
    ...complaints.map((row) => `/api/guide/complaints/${row.id}?${q}`),
    ...more,
    ...points.map((row) => `/api/points/${encodeURIComponent(row.code)}?${q}`),
    ...conditions.map((row) => `/api/evidence/${row.id}?${q}`),
  ];
}

async function keepAll(language: Language, edition: string): Promise<void> {
  const paths = await pathsOf(language);
  let done = 0;
  for (const path of paths) {
    if (lang.peek() !== language || !online.peek()) return;
    try {
      await fetch(path, { priority: "low" });
    } catch {
      return;
    }
    done += 1;
    if (done % 10 === 0) keeping.value = { done, all: paths.length };
    await new Promise((go) => setTimeout(go, PAUSE_MS));
  }
  keeping.value = { done, all: paths.length };
  kept.value = { ...kept.peek(), [language]: edition };
}

/** The body that was asked for before the service worker was there is asked for again, so that it is kept too. */
async function keepBody(): Promise<void> {
  const key = wished.peek();
  if (!key) return;
  const paths = ["", "/body.glb", "/points", "/courses"].map((end) => `/api/bodies/${key}${end}`);
  await Promise.allSettled(["/api/about", ...paths].map((path) => fetch(path)));
}

/** Register the service worker, and keep the texts of each language that is chosen. */
export function startKeeping(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  addEventListener("load", () => setTimeout(() => void register(), 1500));
}

async function register(): Promise<void> {
  try {
    await navigator.serviceWorker.register("/sw.js");
  } catch {
    return; // not allowed here (private window): the page works as long as the server does
  }
  if (!navigator.serviceWorker.controller) await new Promise((go) => navigator.serviceWorker.addEventListener("controllerchange", go, { once: true }));
  await keepBody();
  effect(() => {
    const [language, edition] = [lang.value, about.value?.edition];
    if (edition && kept.peek()[language] !== edition) void keepAll(language, edition);
  });
}
