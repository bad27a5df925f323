/** Sessions that were done: kept in this browser and nowhere else; given out as CSV or JSON, erased by one button. */
import { remembered } from "./prefs";

export interface Entry {
  /** ISO time of its end */
  when: string;
  complaint: string;
  /** its name in the language of that day */
  name: string;
  before: number | null;
  after: number | null;
  points: string[];
  minutes: number;
}

function fits(value: unknown): value is Entry[] {
  return Array.isArray(value) && value.every((e) => typeof e === "object" && e !== null && "when" in e && "complaint" in e && Array.isArray((e as Entry).points));
}

export const entries = remembered<Entry[]>("history", [], fits);

export function note(entry: Entry): void {
  entries.value = [...entries.peek(), entry];
}

export function erase(): void {
  entries.value = [];
}

const COLUMNS = ["when", "complaint", "name", "before", "after", "points", "minutes"] as const;

/** A cell of a CSV file; a leading sign that a spreadsheet would take for a formula gets an apostrophe. */
function cell(value: unknown): string {
  const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function asCsv(list: Entry[]): string {
  return [COLUMNS.join(","), ...list.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(","))].join("\r\n") + "\r\n";
}

/** Hand a text to the reader as a file; it never leaves the machine. */
export function save(name: string, text: string, media: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: media }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
