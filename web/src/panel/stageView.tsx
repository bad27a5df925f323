/** The place of the body: canvas or drawn picture, and what is laid over it: measures, views, skin, the film. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { pointByCode } from "../state/atlas";
import { failure, onSkin, refused, skin, wished } from "../state/body";
import * as player from "../state/player";
import { online } from "../api/online";
import { chosen } from "../state/route";
import { canDraw, facing, lookFrom, showLines, skinOpacity, steer, view, type View } from "../state/stage";
import { bodyWords, isBodyOpen } from "./bodyCard";
import { FilmBar } from "./filmBar";
import { BodyIcon, HomeIcon, LinesIcon, MinusIcon, PlusIcon } from "./icons";

const VIEWS: View[] = ["front", "back", "left", "right"];

function Views() {
  return (
    <div class="views" role="group" aria-label={t("view")}>
      {VIEWS.map((side) => (
        <button key={side} type="button" aria-pressed={(canDraw.value === "none" ? view.value.side : facing.value) === side} onClick={() => lookFrom(side)}>{t(`view.${side}`)}</button>
      ))}
    </div>
  );
}

function SkinSlider() {
  return (
    <label class="skin-slider">
      <span>{t("skin")}</span>
      <input type="range" min={15} max={100} step={5} value={skinOpacity.value * 100} onInput={(e) => (skinOpacity.value = Number(e.currentTarget.value) / 100)} />
    </label>
  );
}

function Tools() {
  return (
    <div class="tools">
      <button type="button" class="round" aria-label={t("zoom.in")} onClick={() => steer.value?.zoom(0.75)}><PlusIcon /></button>
      <button type="button" class="round" aria-label={t("zoom.out")} onClick={() => steer.value?.zoom(1 / 0.75)}><MinusIcon /></button>
      <button type="button" class="round" aria-label={t("zoom.home")} onClick={() => steer.value?.home()}><HomeIcon /></button>
      <button type="button" class="round" aria-label={t("lines")} aria-pressed={showLines.value} onClick={() => (showLines.value = !showLines.value)}><LinesIcon /></button>
    </div>
  );
}

/** Without WebGL: the server's drawings of this body, or of the chosen point. */
function Drawing() {
  const key = wished.value;
  if (!key) return null;
  const code = chosen.value;
  const source = code ? `/api/points/${encodeURIComponent(code)}/picture.png?key=${key}` : `/api/bodies/${key}/picture.png?view=${view.value.side}`;
  const words = code ? `${code} ${pointByCode.value.get(code)?.name ?? ""}` : `${bodyWords.value}, ${t(`view.${view.value.side}`)}`;
  return (
    <figure class="drawing">
      <img src={source} alt={words} />
      <figcaption>{t("no_webgl")}</figcaption>
    </figure>
  );
}

/** Starts the 3D body on a canvas with a layer for names; handed in by the app, for panels know nothing of the scene. */
export type StartStage = (canvas: HTMLCanvasElement, layer: HTMLElement) => Promise<(() => void) | null>;

function Canvas({ start }: { start: StartStage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end: (() => void) | null = null;
    let isGone = false;
    void start(canvas.current!, layer.current!).then((stop) => {
      if (isGone) stop?.();
      else end = stop;
    });
    return () => {
      isGone = true;
      end?.();
    };
  }, []);
  return (
    <div class="canvas-box">
      <canvas ref={canvas} tabIndex={0} role="application" aria-label={t("stage.label", { body: bodyWords.value })} aria-describedby="stage-keys" />
      <p id="stage-keys" class="hidden-text">{t("stage.keys")}</p>
      <div ref={layer} class="labels" aria-hidden="true" />
    </div>
  );
}

/** One quiet line: loading, offline, or what went wrong. */
function Status() {
  let text = "";
  if (!online.value) text = t("offline");
  else if (refused.value) text = refused.value;
  else if (failure.value && !skin.value) text = failure.value.message;
  else if (!onSkin.value) text = t("waiting.body");
  return <p class="stage-status" role="status">{text}</p>;
}

export function StageView({ start }: { start: StartStage }) {
  const film = player.isOpen.value && canDraw.value === "webgl";
  return (
    <section class="stage" aria-label={t("stage")}>
      {canDraw.value === "none" ? <Drawing /> : <Canvas start={start} />}
      <Status />
      <button id="body-button" type="button" class="pill body-pill" aria-expanded={isBodyOpen.value} onClick={() => (isBodyOpen.value = !isBodyOpen.value)}>
        <BodyIcon />
        <span>{bodyWords.value || t("body.title")}</span>
      </button>
      {canDraw.value !== "none" && <Tools />}
      {film ? <FilmBar /> : (
        <div class="stage-bar">
          <Views />
          {canDraw.value !== "none" && <SkinSlider />}
        </div>
      )}
    </section>
  );
}

