/** Answers in the reader's language: the path gets ?lang=, and the last language stays on screen until the new one is there. */
import { useRef } from "preact/hooks";
import { answer, type Answer } from "../api/get";
import { lang } from "./prefs";

export function withLang(path: string, language: string = lang.value): string {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
}

/** For components: the answer to a path in the chosen language; undefined path means nothing is asked. */
export function useAnswer<T>(path: string | undefined): Answer<T> {
  const last = useRef<{ path: string; data: T } | undefined>(undefined);
  if (path === undefined) return { loading: false };
  const now = answer<T>(withLang(path)).value;
  if (now.data !== undefined) last.current = { path, data: now.data };
  else if (now.loading && last.current?.path === path) return { data: last.current.data, loading: true };
  return now;
}
