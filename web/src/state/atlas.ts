/** The lists that nearly every part of the page reads: points and meridians, with lookups by their ids. */
import { computed } from "@preact/signals";
import { answer } from "../api/get";
import type { Meridian, PointRow } from "../api/types";
import { withLang } from "./words";

const rowsNow = computed(() => answer<PointRow[]>(withLang("/api/points")).value.data);
const meridiansNow = computed(() => answer<Meridian[]>(withLang("/api/meridians")).value.data);

let lastRows: PointRow[] = [];
let lastMeridians: Meridian[] = [];

/** Until a new language has come the lists stay in the old one. */
export const pointRows = computed(() => (lastRows = rowsNow.value ?? lastRows));
export const meridians = computed(() => (lastMeridians = meridiansNow.value ?? lastMeridians));

export const pointByCode = computed(() => new Map(pointRows.value.map((row) => [row.code, row])));
/** The point that a place on the body belongs to (a point may have several places). */
export const pointOfSite = computed(() => new Map(pointRows.value.flatMap((row) => row.sites.map((site) => [site, row.code] as const))));
export const meridianById = computed(() => new Map(meridians.value.map((m) => [m.id, m])));

const FALLBACK_COLOUR = "#8a8078";

export const colourOf = (meridian: string): string => meridianById.value.get(meridian)?.colour ?? FALLBACK_COLOUR;
