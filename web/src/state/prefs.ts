/** What the reader chose and the browser remembers: language, colours, units, sound. */
import { effect, signal, type Signal } from "@preact/signals";

export const LANGUAGES = ["en", "zh", "ko", "ja", "es"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Theme = "auto" | "light" | "dark";
export type Units = "metric" | "imperial";

const HTML_LANG: Record<Language, string> = { en: "en", zh: "zh-Hans", ko: "ko", ja: "ja", es: "es" };

/** A signal kept in localStorage; `fits` guards against what an older page or a hand may have left there. */
export function remembered<T>(key: string, first: T, fits: (value: unknown) => value is T): Signal<T> {
  let value = first;
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`tongren.${key}`) ?? "null");
    if (fits(kept)) value = kept;
  } catch {
    // a browser without storage, or not JSON: start anew
  }
  const kept = signal(value);
  let started = false;
  effect(() => {
    const text = JSON.stringify(kept.value);
    if (started) {
      try {
        localStorage.setItem(`tongren.${key}`, text);
      } catch {
        // full or forbidden: the choice lasts as long as the page
      }
    }
    started = true;
  });
  return kept;
}

const oneOf =
  <T extends string>(allowed: readonly T[]) =>
  (value: unknown): value is T =>
    allowed.includes(value as T);

function browserLanguage(): Language {
  const wanted = new URLSearchParams(location.search).get("lang");
  for (const tag of [wanted, ...navigator.languages]) {
    const two = tag?.slice(0, 2).toLowerCase() as Language;
    if (LANGUAGES.includes(two)) return two;
  }
  return "en";
}

export const lang = remembered<Language>("lang", browserLanguage(), oneOf(LANGUAGES));
export const theme = remembered<Theme>("theme", "auto", oneOf(["auto", "light", "dark"] as const));
export const units = remembered<Units>("units", "metric", oneOf(["metric", "imperial"] as const));

const darkQuery = matchMedia("(prefers-color-scheme: dark)");
const motionQuery = matchMedia("(prefers-reduced-motion: reduce)");
const systemDark = signal(darkQuery.matches);
export const stillness = signal(motionQuery.matches);
darkQuery.addEventListener("change", () => (systemDark.value = darkQuery.matches));
motionQuery.addEventListener("change", () => (stillness.value = motionQuery.matches));

export const isDark = (): boolean => (theme.value === "auto" ? systemDark.value : theme.value === "dark");

effect(() => {
  document.documentElement.lang = HTML_LANG[lang.value];
  document.documentElement.dataset["theme"] = isDark() ? "dark" : "light";
});
