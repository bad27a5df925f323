/** The shapes of the server's answers.  Every fact on the page comes in one of these. */

export type BodyKey = string;
export type Triple = [number, number, number];

export interface Line {
  text: string;
  rows: string[];
  level: number;
  kind: "title" | "head" | "body" | "dim" | "strong" | "caution" | "foot";
}

export interface About {
  version: string;
  edition: string;
  languages: Record<string, string>;
  default_body: BodyKey;
  limits: { age: [number, number]; height_cm: [number, number]; bmi: [number, number] };
  named: { name: string; key: BodyKey }[];
  lines: Line[];
}

export interface BodyInfo {
  key: BodyKey;
  sex: "female" | "male";
  age: number;
  height_cm: number;
  weight_kg: number;
  reached: { height_cm: number; weight_kg: number };
  notes: string[];
  mesh: string;
  points: string;
}

/** Every place of every point on both sides: arrays of one length; metres, y up; null where there is no answer. */
export interface BodyPoints {
  codes: string[];
  sides: ("L" | "R" | "M")[];
  position: (Triple | null)[];
  normal: (Triple | null)[];
  sigma_mm: (number | null)[];
  status: string[];
}

export interface Course {
  meridian: string;
  side: string;
  runs: { kind: "skin" | "inside"; codes: string[]; at: number[]; points: Triple[] }[];
}

export interface Step {
  kind: string;
  title: string;
  polylines: Triple[][];
  points: Triple[];
  labels: string[];
}

export interface Construction {
  code: string;
  side: string;
  sentences: string[];
  steps: Step[];
  sigma_mm: number | null;
  point: Triple | null;
}

export interface PointRow {
  code: string;
  name: string;
  characters: string;
  local: string;
  meridian: string;
  region: string;
  /** Codes of its places on the body; more than one where a point has several. */
  sites: string[];
  never_pressed: boolean;
}

export interface PointCard {
  code: string;
  names: Record<string, { text: string; unchecked: boolean }>;
  local: string;
  meridian: string;
  where: string[];
  place: { region: string; subregion: string; surface: string };
  sites: string[];
  classes: { id: string; name: string; detail: string; unchecked: boolean }[];
  first_named: { source: string; chapter: string; unchecked: boolean }[];
  tradition_note: Line;
  tradition: { id: string; use: string; source: string; chapter: string; unchecked: boolean }[];
  evidence: Line[];
  cautions: Line[];
  may: { press: { allowed: boolean; lines: Line[] }; needle: { lines: Line[] } };
  neighbours: { before: string | null; after: string | null };
}

export interface Meridian {
  id: string;
  name: string;
  characters: string;
  pinyin: string;
  unchecked: boolean;
  colour: string;
  clock: [number, number] | null;
  phase: string | null;
  yin_yang: string | null;
  limb: string | null;
  organ: string | null;
  paired: string | null;
  points: string[];
  course_order: number | null;
  direction: string | null;
  vessel: boolean;
}

export interface Found {
  kind: "point" | "complaint" | "condition" | "meridian" | "region";
  id: string;
  title: string;
  subtitle: string;
  /** the points of a region */
  points?: string[];
}

export interface ComplaintRow {
  id: string;
  name: string;
  aliases: string[];
}
