/** The film of a construction: what this step says, and the buttons to play, stop, and go step by step. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import * as player from "../state/player";
import { BackIcon, CloseIcon, NextIcon, PauseIcon, PlayIcon } from "./icons";

function Mark({ n, title }: { n: number; title: string }) {
  const fill = useRef<HTMLSpanElement>(null);
  const part = Math.min(1, Math.max(0, player.clock.value - n));
  useEffect(() => {
    if (fill.current) fill.current.style.transform = `scaleX(${part})`;
  }, [part]);
  return (
    <button type="button" class="film-mark" aria-label={t("film.step", { n: n + 1, title })} aria-current={player.step.value === n ? "step" : undefined} onClick={() => player.showStep(n)}>
      <span class="film-fill" ref={fill} />
    </button>
  );
}

/** While the bar is there the page gives the body the room (see the style sheets). */
function useRoom(): void {
  useLayoutEffect(() => {
    document.documentElement.dataset["film"] = "";
    return () => delete document.documentElement.dataset["film"];
  }, []);
}

export function FilmBar() {
  useRoom();
  const film = player.construction.value;
  const error = player.constructionError.value;
  const steps = film?.steps ?? [];
  const n = player.step.value;
  return (
    <div class="film" role="group" aria-label={t("film")} onKeyDown={(e) => e.key === "Escape" && player.close()}>
      <p class="film-words" aria-live="polite">{error ? error.message || t("offline.not_kept") : (steps[n]?.title ?? t("waiting"))}</p>
      <div class="film-marks">{steps.map((s, i) => <Mark key={i} n={i} title={s.title} />)}</div>
      <div class="film-buttons">
        <button type="button" class="round" aria-label={t("film.back")} disabled={n <= 0} onClick={() => player.showStep(n - 1)}><BackIcon /></button>
        <button type="button" class="round strong" id="film-play" aria-label={t(player.isPlaying.value ? "film.pause" : "film.play")} onClick={() => (player.isPlaying.value ? player.pause() : player.play())}>
          {player.isPlaying.value ? <PauseIcon /> : <PlayIcon />}
        </button>
        <button type="button" class="round" aria-label={t("film.next")} disabled={n >= steps.length - 1} onClick={() => player.showStep(n + 1)}><NextIcon /></button>
        <button type="button" class="round" aria-label={t("film.close")} onClick={player.close}><CloseIcon /></button>
      </div>
    </div>
  );
}
