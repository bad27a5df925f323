/** The one timer of the page: runs, rests, sounds softly, and keeps the screen awake while it runs. */
import { effect, signal } from "@preact/signals";
import { remembered } from "./prefs";

const isFlag = (v: unknown): v is boolean => typeof v === "boolean";
export const hasSound = remembered<boolean>("sound", true, isFlag);
export const isLarge = remembered<boolean>("large", false, isFlag);

export const isRunning = signal(false);
/** Seconds; moves in steps of a tenth while it runs. */
export const at = signal(0);

const TICK_MS = 100;
let since = 0;
let base = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

/** The time to the millisecond, for what moves smoothly. */
export const exactly = (): number => (isRunning.peek() ? base + (performance.now() - since) / 1000 : base);

/** Start at a time, standing still. */
export function setTo(seconds: number): void {
  halt();
  base = seconds;
  at.value = seconds;
}

export function start(): void {
  if (isRunning.peek()) return;
  since = performance.now();
  isRunning.value = true;
  ticking = setInterval(() => (at.value = exactly()), TICK_MS);
  void stayAwake();
}

export function halt(): void {
  if (!isRunning.peek()) return;
  base = exactly();
  at.value = base;
  isRunning.value = false;
  clearInterval(ticking);
  void awake?.release();
  awake = null;
}

let awake: WakeLockSentinel | null = null;

async function stayAwake(): Promise<void> {
  try {
    if (isRunning.peek() && document.visibilityState === "visible") awake = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    awake = null; // the device decides; the timer runs all the same
  }
}

document.addEventListener("visibilitychange", () => void stayAwake());

let voice: AudioContext | null = null;

/** A soft tone; nothing where sound is off or the browser has none. */
export function tone(pitch_hz: number, length_s = 1.1): void {
  if (!hasSound.peek() || !("AudioContext" in window)) return;
  voice ??= new AudioContext();
  if (voice.state === "suspended") void voice.resume();
  const [sound, loud, now] = [voice.createOscillator(), voice.createGain(), voice.currentTime];
  sound.frequency.value = pitch_hz;
  loud.gain.setValueAtTime(0, now);
  loud.gain.linearRampToValueAtTime(0.06, now + 0.12);
  loud.gain.exponentialRampToValueAtTime(0.0004, now + length_s);
  sound.connect(loud).connect(voice.destination);
  sound.start(now);
  sound.stop(now + length_s);
}

effect(() => {
  if (isLarge.value) document.documentElement.dataset["large"] = "";
  else delete document.documentElement.dataset["large"];
});
