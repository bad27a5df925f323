/** The timer of one point: a ring for the time, a circle that breathes, soft tones, both sides one after the other. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Session, SessionStep } from "../../api/types";
import { t } from "../../i18n";
import { breathAt, placeAt, whole, type Place } from "../../state/pace";
import { stillness } from "../../state/prefs";
import { setQuery } from "../../state/route";
import { change, draftOf } from "../../state/session";
import * as timer from "../../state/timer";
import { PauseIcon, PlayIcon } from "../icons";

const AROUND = 2 * Math.PI * 54;
const PITCH_HZ = { in: 330, out: 262, change: 392, over: 523 };
/** How often the place of the timer is kept, in seconds. */
const KEEP_S = 3;

const sideWord = (side: string | undefined): string => (side === "L" ? t("side.left") : side === "R" ? t("side.right") : t("guide.middle"));

/** Start where the timer was left, keep where it stands, and note the point once it is over. */
function useKept(session: Session, step: SessionStep, place: Place): void {
  const { id } = session.complaint;
  useLayoutEffect(() => {  // before it is painted, or the time of the last point would flash up with the next
    const { timer: left } = draftOf(id);
    timer.setTo(left?.n === step.n ? left.at : 0);
    return () => timer.halt();
  }, [id, step.n]);
  const beat = Math.floor(timer.at.value / KEEP_S);
  useEffect(() => {
    if (timer.at.peek() > 0) change(id, { timer: { n: step.n, at: timer.at.peek() } });
  }, [beat, timer.isRunning.value]);
  useEffect(() => {
    if (place.phase !== "over" || timer.at.peek() === 0) return;
    timer.halt();
    if (!draftOf(id).done.includes(step.n)) change(id, { done: [...draftOf(id).done, step.n] });
  }, [place.phase]);
}

/** Turn the body to the side that is pressed now. */
function useSide(step: SessionStep, place: Place): void {
  const side = step.sides[place.phase === "change" ? place.side + 1 : place.side];
  useEffect(() => {
    setQuery("at", step.code.replace("/", "~"));
    setQuery("side", side === "R" ? "R" : null);
  }, [step.code, side]);
}

function useTones(place: Place, half: number): void {
  useEffect(() => {
    if (timer.isRunning.peek() && place.phase === "press") timer.tone(half % 2 === 0 ? PITCH_HZ.in : PITCH_HZ.out);
  }, [half, place.phase === "press", timer.isRunning.value]);
  useEffect(() => {
    if (place.phase === "change" && timer.isRunning.peek()) timer.tone(PITCH_HZ.change, 1.8);
    if (place.phase === "over" && timer.at.peek() > 0) timer.tone(PITCH_HZ.over, 2.4);
  }, [place.phase]);
}

/** The circle grows and shrinks with the breath; where the reader wants no motion it stands still and the word alone changes. */
function Breather({ session, step }: { session: Session; step: SessionStep }) {
  const circle = useRef<SVGCircleElement>(null);
  const moves = timer.isRunning.value && !stillness.value;
  useEffect(() => {
    if (!moves) return;
    let frame = 0;
    const draw = (): void => {
      const now = placeAt(timer.exactly(), step.seconds, step.sides);
      const full = now.phase === "press" ? breathAt(now.into, session.pace).full : 0;
      circle.current?.setAttribute("r", (22 + 24 * full).toFixed(2));
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [moves, step.n]);
  return <circle ref={circle} class="breath" cx="60" cy="60" r={stillness.value ? 34 : 22} />;
}

export function TimerCard({ session, step }: { session: Session; step: SessionStep }) {
  const place = placeAt(timer.at.value, step.seconds, step.sides);
  const breath = breathAt(place.into, session.pace);
  useKept(session, step, place);
  useSide(step, place);
  useTones(place, breath.half);
  const isOver = place.phase === "over";
  const [part, all] = [timer.at.value, whole(step.seconds, step.sides)];
  const press = (): void => {
    if (timer.isRunning.peek()) return timer.halt();
    if (isOver) timer.setTo(0);
    timer.start();
  };
  const word = isOver ? t("timer.over") : place.phase === "change" ? t("timer.change", { side: sideWord(step.sides[place.side + 1]) }) : sideWord(step.sides[place.side]);
  const label = timer.isRunning.value ? "timer.pause" : isOver ? "timer.again" : part > 0 ? "timer.go_on" : "timer.start";
  return (
    <section class="timer" aria-label={t("timer")}>
      <svg class="timer-ring" viewBox="0 0 120 120" aria-hidden="true">
        <circle class="ring" cx="60" cy="60" r="54" />
        <circle class="ring-done" cx="60" cy="60" r="54" stroke-dasharray={AROUND} stroke-dashoffset={AROUND * (1 - Math.min(1, part / all))} transform="rotate(-90 60 60)" />
        <Breather session={session} step={step} />
        <text class="ring-left" x="60" y="61" text-anchor="middle" dominant-baseline="central">{Math.ceil(place.left)}</text>
      </svg>
      <div class="timer-words">
        <p class="timer-side" role="status">{word}</p>
        <p class="timer-breath" aria-hidden="true">{timer.isRunning.value && place.phase === "press" ? t(breath.isIn ? "timer.in" : "timer.out") : session.pace.text}</p>
        <span class="hidden-text">{session.pace.text}</span>
        <button type="button" class="primary" id="timer" onClick={press}>{timer.isRunning.value ? <PauseIcon /> : <PlayIcon />}{t(label)}</button>
      </div>
      <div class="timer-choices">
        <button type="button" class="pill" aria-pressed={timer.hasSound.value} onClick={() => (timer.hasSound.value = !timer.hasSound.value)}>{t("timer.sound")}</button>
        <button type="button" class="pill" aria-pressed={timer.isLarge.value} onClick={() => (timer.isLarge.value = !timer.isLarge.value)}>{t("timer.large")}</button>
      </div>
    </section>
  );
}
