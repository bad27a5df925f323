/** The shapes of guided sessions, as the server tells them (tongren/guidance/shapes.py). */
import type { ComplaintRow, Line } from "./types";

export type { ComplaintRow };

export interface Named {
  id: string;
  name: string;
  text: string;
}

export interface Flag {
  id: string;
  text: string;
  care: string;
  guideline: string;
  line: Line;
}

export interface ComplaintCard extends ComplaintRow {
  lines: Line[];
  red_flags: Flag[];
  points: string[];
  reasons: Line[];
  evidence: Line[];
}

export interface Question {
  id: string;
  text: string;
  help: string;
  group: string;
  stops: boolean;
  places: Named[];
}

export interface Gate {
  lines: Line[];
  groups: Named[];
  questions: Question[];
}

export interface Tool extends Named {
  body: boolean;
  removed_by: string[];
  lines: Line[];
}

export interface Pressure extends Named {
  low: number;
  high: number;
}

export interface Tools {
  tools: Tool[];
  techniques: Named[];
  pressures: Pressure[];
}

export interface SessionRequest {
  complaint: string;
  red_flags: string[];
  answers: string[];
  all_answered: boolean;
  tools: string[];
  alone: boolean;
}

export type BodySide = "L" | "R" | "M";

export interface Reach {
  by: string;
  hand: string;
  posture: Named;
  text: string;
}

export interface SessionStep {
  n: number;
  code: string;
  name: string;
  characters: string;
  sides: BodySide[];
  where: string[];
  reasons: Line[];
  reach: Reach;
  technique: Named;
  tool: Named;
  other_tools: Named[];
  pressure: Pressure;
  seconds: number;
  text: string;
  lines: Line[];
}

export interface Dropped {
  kind: "point" | "side" | "tool";
  id: string;
  name: string;
  side: string;
  reasons: Line[];
}

export interface Pace {
  in_s: number;
  out_s: number;
  text: string;
}

export interface Rating {
  low: number;
  high: number;
  before: string;
  after: string;
  note: Line;
}

/** A session; `stop` is not empty where the answer is to see someone first: then there are no steps. */
export interface Session {
  complaint: ComplaintRow;
  language: string;
  stop: Line[];
  head: Line[];
  cautions: Line[];
  steps: SessionStep[];
  dropped: Dropped[];
  pace: Pace;
  seconds: number;
  rating: Rating;
  evidence: Line[];
  foot: Line[];
}
