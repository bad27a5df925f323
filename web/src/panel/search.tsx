/** The search box: one field for points, complaints, conditions, meridians and regions in any language; arrow keys choose. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Found } from "../api/types";
import { t, told } from "../i18n";
import { colourOf, pointByCode } from "../state/atlas";
import { go, toId } from "../state/route";
import { hasScreen } from "../state/screens";
import { found, isSearching, text } from "../state/search";
import { CloseIcon, SearchIcon } from "./icons";

const isOpen = signal(false);
const at = signal(0);

const ADDRESS: Record<Found["kind"], (hit: Found) => string> = {
  point: (hit) => `/point/${toId(hit.id)}`,
  meridian: (hit) => `/meridian/${hit.id}`,
  complaint: (hit) => `/complaint/${hit.id}`,
  condition: (hit) => `/evidence/${hit.id}`,
  region: (hit) => `/points/${(hit.points ?? []).map(toId).join(",")}`,
};

/** Hits that have a screen to go to. */
const hits = (): Found[] => found.value.filter((hit) => hasScreen(ADDRESS[hit.kind](hit)));

function choose(hit: Found | undefined): void {
  if (!hit) return;
  isOpen.value = false;
  text.value = "";
  go(ADDRESS[hit.kind](hit));
}

function toneOf(hit: Found): string {
  if (hit.kind === "point") return colourOf(pointByCode.value.get(hit.id)?.meridian ?? "");
  return hit.kind === "meridian" ? colourOf(hit.id) : "currentColor";
}

function Hit({ hit, n }: { hit: Found; n: number }) {
  const mark = useRef<HTMLSpanElement>(null);
  const option = useRef<HTMLLIElement>(null);
  useEffect(() => mark.current?.style.setProperty("--tone", toneOf(hit)));
  useEffect(() => {
    if (n === at.value) option.current?.scrollIntoView({ block: "nearest" });
  });
  return (
    <li ref={option} id={`hit-${n}`} role="option" aria-selected={n === at.value} class="hit" onPointerDown={(e) => e.preventDefault()} onClick={() => choose(hit)}>
      <span class="hit-mark" ref={mark} />
      <span class="hit-title">{hit.title}</span>
      <span class="hit-sub">{hit.subtitle}</span>
      <span class="hit-kind">{told("kind", hit.kind)}</span>
    </li>
  );
}

function keys(event: KeyboardEvent): void {
  const list = hits();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && list.length) {
    event.preventDefault();
    at.value = (at.value + step + list.length) % list.length;
    isOpen.value = true;
  } else if (event.key === "Enter") {
    event.preventDefault();
    choose(list[at.value]);
  } else if (event.key === "Escape") {
    if (isOpen.value && text.value) event.preventDefault();
    text.value = "";
    isOpen.value = false;
  }
}

export function Search() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const slash = (e: KeyboardEvent): void => {
      if (e.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element).tagName)) return;
      e.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", slash);
    return () => removeEventListener("keydown", slash);
  }, []);
  const list = hits();
  const shows = isOpen.value && text.value.trim() !== "";
  return (
    <div class="search" role="search">
      <SearchIcon />
      <input
        ref={field} type="text" role="combobox" aria-expanded={shows && list.length > 0} aria-controls="hits" aria-autocomplete="list"
        {...(shows && list.length ? { "aria-activedescendant": `hit-${at.value}` } : {})}
        aria-label={t("search")} placeholder={t("search.hint")} value={text.value} autoComplete="off" spellcheck={false}
        onInput={(e) => { text.value = e.currentTarget.value; at.value = 0; isOpen.value = true; }}
        onFocus={() => (isOpen.value = true)} onBlur={() => (isOpen.value = false)} onKeyDown={keys}
      />
      {text.value && <button type="button" class="round small" aria-label={t("search.clear")} onClick={() => { text.value = ""; field.current?.focus(); }}><CloseIcon /></button>}
      <ul id="hits" role="listbox" aria-label={t("search.found")} class="hits" hidden={!shows || list.length === 0}>
        {list.map((hit, n) => <Hit key={`${hit.kind} ${hit.id}`} hit={hit} n={n} />)}
      </ul>
      {shows && list.length === 0 && !isSearching.value && <p class="hits nothing">{t("search.nothing")}</p>}
      <span class="hidden-text" role="status">{shows ? t("search.count", { n: list.length }) : ""}</span>
    </div>
  );
}
