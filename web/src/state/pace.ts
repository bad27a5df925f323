/** Where a timer stands: which side, breathing in or out, how much is left.  Plain numbers in seconds; no clock here. */
import type { BodySide, Pace } from "../api/types";

/** Time to change the hand from one side to the other. */
export const CHANGE_S = 5;

export interface Place {
  /** number of the side in the step's list */
  side: number;
  phase: "press" | "change" | "over";
  /** seconds left of this phase */
  left: number;
  /** seconds into this phase */
  into: number;
}

export const whole = (seconds: number, sides: BodySide[]): number => seconds * sides.length + CHANGE_S * (sides.length - 1);

/** The place at a time: press a side, change, press the other. */
export function placeAt(at: number, seconds: number, sides: BodySide[]): Place {
  const round = seconds + CHANGE_S;
  const side = Math.min(Math.floor(at / round), sides.length - 1);
  const into = at - side * round;
  if (into < seconds) return { side, phase: "press", left: seconds - into, into };
  if (side < sides.length - 1) return { side, phase: "change", left: round - into, into: into - seconds };
  return { side, phase: "over", left: 0, into: seconds };
}

export interface Breath {
  isIn: boolean;
  /** 0 empty, 1 full */
  full: number;
  /** which breath, counted in halves: changes when the direction does */
  half: number;
}

/** The breath at a time into pressing; full rises and falls as a soft wave. */
export function breathAt(into: number, pace: Pace): Breath {
  const cycle = pace.in_s + pace.out_s;
  const within = into % cycle;
  const isIn = within < pace.in_s;
  const part = isIn ? within / pace.in_s : (within - pace.in_s) / pace.out_s;
  const wave = (1 - Math.cos(Math.PI * part)) / 2;
  return { isIn, full: isIn ? wave : 1 - wave, half: 2 * Math.floor(into / cycle) + (isIn ? 0 : 1) };
}
