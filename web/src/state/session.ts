/** What the reader has answered so far, one draft for each complaint, kept in this browser so that a reload loses nothing. */
import type { ComplaintCard, Gate, Session, SessionRequest } from "../api/types";
import { remembered } from "./prefs";

export interface Draft {
  complaint: string;
  /** when it was begun, ms */
  began: number;
  flags: Record<string, boolean>;
  gate: Record<string, boolean>;
  /** where, for each answer that was asked for a place; none: wherever it can be */
  places: Record<string, string[]>;
  tools: string[];
  alone: boolean;
  /** the last plan that was given, and what it was given for */
  plan: { key: string; session: Session } | null;
  before: number | null;
  after: number | null;
  /** numbers of the points that were pressed to the end */
  done: number[];
  /** where the timer of a point stands, in seconds */
  timer: { n: number; at: number } | null;
}

/** Answers are for one day's session: an older draft is dropped, for what was true then may not be now. */
const OLDEST_MS = 12 * 3600 * 1000;

function fits(value: unknown): value is Record<string, Draft> {
  return typeof value === "object" && value !== null && Object.values(value).every((d) => typeof d === "object" && d !== null && "began" in d && "gate" in d && "flags" in d && "done" in d);
}

export const drafts = remembered<Record<string, Draft>>("drafts", {}, fits);
drafts.value = Object.fromEntries(Object.entries(drafts.peek()).filter(([, draft]) => Date.now() - draft.began < OLDEST_MS));

const fresh = (complaint: string): Draft => ({
  complaint, began: Date.now(), flags: {}, gate: {}, places: {}, tools: [], alone: true, plan: null, before: null, after: null, done: [], timer: null,
});

export const draftOf = (complaint: string): Draft => drafts.value[complaint] ?? fresh(complaint);

export function change(complaint: string, part: Partial<Draft>): void {
  drafts.value = { ...drafts.peek(), [complaint]: { ...(drafts.peek()[complaint] ?? fresh(complaint)), ...part } };
}

export function forget(complaint: string): void {
  const { [complaint]: _gone, ...rest } = drafts.peek();
  drafts.value = rest;
}

/** Ids in the order of the server's list that are not answered yet. */
export const unanswered = (asked: { id: string }[], given: Record<string, boolean>): string[] => asked.map((q) => q.id).filter((id) => !(id in given));

const yeses = (asked: { id: string }[], given: Record<string, boolean>): string[] => asked.map((q) => q.id).filter((id) => given[id]);

/** What the server is asked, or null while something is not answered.  A warning sign ends it: then nothing more need be asked. */
export function requestOf(draft: Draft, card: ComplaintCard, gate: Gate): SessionRequest | null {
  if (unanswered(card.red_flags, draft.flags).length) return null;
  const red_flags = yeses(card.red_flags, draft.flags);
  if (!red_flags.length && unanswered(gate.questions, draft.gate).length) return null;
  const answers = red_flags.length ? [] : gate.questions.filter((q) => draft.gate[q.id]).flatMap((q) => placed(q, draft.places[q.id] ?? []));
  return { complaint: card.id, red_flags, answers, all_answered: true, tools: draft.tools, alone: draft.alone };
}

function placed(question: { id: string; places: { id: string }[] }, places: string[]): string[] {
  const known = places.filter((place) => question.places.some((p) => p.id === place));
  return known.length ? known.map((place) => `${question.id}@${place}`) : [question.id];
}

/** Whether there is something to go on with. */
export const isBegun = (draft: Draft): boolean => Object.keys(draft.flags).length > 0;

/** The address where a draft was left. */
export function whereLeft(draft: Draft): string {
  const steps = draft.plan?.session.steps ?? [];
  if (steps.length && (draft.timer || draft.done.length)) {
    if (draft.done.length >= steps.length) return `/session/${draft.complaint}/after`;
    return `/session/${draft.complaint}/point/${draft.timer?.n ?? Math.max(...draft.done) + 1}`;
  }
  if (draft.plan) return `/session/${draft.complaint}/plan`;
  return Object.keys(draft.gate).length ? `/session/${draft.complaint}/questions` : `/complaint/${draft.complaint}`;
}
