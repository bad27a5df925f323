/** What is looked for and what was found; without a server the lists at hand are searched. */
import { effect, signal } from "@preact/signals";
import { getJson } from "../api/get";
import type { Entries, Entry, Found } from "../api/types";
import { withLang } from "./words";
import { alsoKept } from "./keep";
import { lang } from "./prefs";

export const text = signal("");
export const found = signal<Found[]>([]);
export const isSearching = signal(false);

const WAIT_MS = 130;
const MOST = 24;

/** Letters only, without accents and case: "Hégǔ" and "he gu" are one. */
export const plain = (s: string): string => s.normalize("NFD").replace(/[\p{M}\s'’-]/gu, "").toLowerCase();

/** Chinese, Japanese and Korean words stand without a space between them: "手腕内侧" begins with the wrist. */
const isJoined = (word: string): boolean => word.length > 1 && /^[^\u0000-\u02ff]+$/.test(word);

/**
 * The hits among everything that can be found: the whole text within a word, or, of a region, each word of the text but the small ones
 * between the others ("inside of the wrist" asks for inside and wrist).
 */
export function among({ entries, fillers }: Entries, q: string): Found[] {
  const key = plain(q);
  const parts = q.split(/\s+/).filter((word) => !fillers.includes(word.toLowerCase())).map(plain).filter(Boolean);
  const fits = (entry: Entry): boolean => {
    const words = entry.words.map(plain);
    if (entry.kind === "region") return parts.length > 0 && parts.every((part) => words.some((word) => word.startsWith(part) || (isJoined(word) && part.startsWith(word))));
    return words.some((word) => word.includes(key));
  };
  const exact = (entry: Entry): boolean => entry.words.some((word) => plain(word) === key);
  const hits = key ? entries.filter(fits) : [];
  return [...hits.filter(exact), ...hits.filter((entry) => !exact(entry))].slice(0, MOST);
}

const pathOfEntries = (language: string): string => withLang("/api/search/entries", language);
alsoKept.push(async (language) => [pathOfEntries(language)]);

async function withoutServer(q: string, language: string): Promise<Found[]> {
  try {
    return among(await getJson<Entries>(pathOfEntries(language)), q);
  } catch {
    return []; // nothing was kept yet
  }
}

let wait: ReturnType<typeof setTimeout> | undefined;
let stop: AbortController | undefined;

async function look(q: string, language: string): Promise<void> {
  stop?.abort();
  stop = new AbortController();
  isSearching.value = true;
  try {
    const hits = await getJson<Found[]>(`/api/search?q=${encodeURIComponent(q)}&lang=${language}`, { signal: stop.signal });
    found.value = hits;
  } catch (error) {
    if (error instanceof DOMException) return;
    const hits = await withoutServer(q, language);
    if (text.peek().trim() === q) found.value = hits;
  }
  isSearching.value = false;
}

effect(() => {
  const [q, language] = [text.value.trim(), lang.value];
  clearTimeout(wait);
  if (q) wait = setTimeout(() => void look(q, language), WAIT_MS);
  else found.value = [];
});
