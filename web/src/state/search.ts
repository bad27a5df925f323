/** What is looked for and what was found; without a server the lists at hand are searched. */
import { effect, signal } from "@preact/signals";
import { getJson } from "../api/get";
import type { ComplaintRow, Found } from "../api/types";
import { answer } from "../api/get";
import { withLang } from "../api/words";
import { meridians, pointRows } from "./atlas";
import { lang } from "./prefs";

export const text = signal("");
export const found = signal<Found[]>([]);
export const isSearching = signal(false);

const WAIT_MS = 130;
const MOST = 24;

/** Letters only, without accents and case: "Hégǔ" and "he gu" are one. */
export const plain = (s: string): string => s.normalize("NFD").replace(/[\p{M}\s'’-]/gu, "").toLowerCase();

function among(q: string): Found[] {
  const key = plain(q);
  const fits = (words: string[]): boolean => words.some((word) => plain(word).includes(key));
  const complaints = answer<ComplaintRow[]>(withLang("/api/guide/complaints", lang.peek())).peek().data ?? [];
  return [
    ...complaints.filter((c) => fits([c.name, ...c.aliases])).map((c): Found => ({ kind: "complaint", id: c.id, title: c.name, subtitle: "" })),
    ...meridians.peek().filter((m) => fits([m.id, m.name, m.characters, m.pinyin])).map((m): Found => ({ kind: "meridian", id: m.id, title: `${m.id} ${m.name}`, subtitle: m.characters })),
    ...pointRows.peek().filter((p) => fits([p.code, p.name, p.characters, p.local])).map((p): Found => ({ kind: "point", id: p.code, title: `${p.code} ${p.name}`, subtitle: `${p.characters} ${p.local}` })),
  ].slice(0, MOST);
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
    found.value = among(q);
  }
  isSearching.value = false;
}

effect(() => {
  const [q, language] = [text.value.trim(), lang.value];
  clearTimeout(wait);
  if (q) wait = setTimeout(() => void look(q, language), WAIT_MS);
  else found.value = [];
});
