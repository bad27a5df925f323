/** Where we are: the path and query of the address bar as signals, so that everything has a link of its own. */
import { batch, computed, signal } from "@preact/signals";

export const path = signal(decodePath());
export const query = signal(new URLSearchParams(location.search));
/** How often the reader went somewhere: a new screen takes the focus, the first one does not. */
export const moves = signal(0);

function decodePath(): string {
  try {
    return decodeURI(location.pathname);
  } catch {
    return "/";
  }
}

function read(): void {
  batch(() => {
    path.value = decodePath();
    query.value = new URLSearchParams(location.search);
  });
}

/** Query keys that go along from screen to screen. */
const KEPT = ["body"];

/** The address of a path, with the body that is looked at. */
export function href(to: string): string {
  const [where, own] = to.split("?");
  const out = new URLSearchParams(own);
  for (const key of KEPT) {
    const value = query.value.get(key);
    if (value && !out.has(key)) out.set(key, value);
  }
  const text = out.toString();
  return text ? `${where}?${text}` : (where ?? "/");
}

export function go(to: string): void {
  const target = href(to);
  if (target === location.pathname + location.search) return;
  history.pushState(null, "", target);
  read();
  moves.value += 1;
}

/** Change one key of the query in place (no new step in the browser's history). */
export function setQuery(key: string, value: string | null): void {
  const next = new URLSearchParams(query.value);
  if (value === null) next.delete(key);
  else next.set(key, value);
  const text = next.toString();
  history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
  query.value = next;
}

/** Match a pattern such as "/point/:id" against a path; null when it does not fit. */
export function match(pattern: string, where: string): Record<string, string> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = where.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] as string;
    if (part.startsWith(":")) found[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return found;
}

/** Codes of second places hold a slash: in an address it is written as "~". */
export const toId = (code: string): string => code.replace("/", "~");
export const fromId = (id: string): string => id.replace("~", "/");

/** Addresses in which ?at= names the point that is looked at: a walk along a meridian, a step of a session. */
const WALKS = ["/meridian/:id", "/session/:id/point/:n"];

/** The point of the address: that of a card, or where one stands on a walk or in a session. */
export const chosen = computed(() => {
  const at = match("/point/:id", path.value)?.["id"] ?? (WALKS.some((walk) => match(walk, path.value)) && query.value.get("at"));
  return at ? fromId(at) : null;
});
export const side = computed<"L" | "R">(() => (query.value.get("side") === "R" ? "R" : "L"));

/** Follow links of the page itself without loading it anew. */
export function followLinks(): void {
  addEventListener("popstate", () => {
    read();
    moves.value += 1;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.pathname.startsWith("/api/") || link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
