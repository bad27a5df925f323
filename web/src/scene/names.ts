/** Which dots carry a name, and in which order they may claim room: the chosen one first, then its meridian, then what is near. */
import * as THREE from "three";
import { colourOf, pointByCode } from "../state/atlas";
import { lang } from "../state/prefs";
import * as player from "../state/player";
import { chosen, side } from "../state/route";
import * as wanted from "../state/stage";
import type { Eye } from "./camera";
import type { Dot, Dots } from "./dots";
import type { Film } from "./film";
import { Labels, type Rect, type Wanted } from "./labels";
import { project, type Seen } from "./pick";
import type { Skin } from "./skin";

/** Nearer than this all dots carry names; with something chosen, only its own meridian does unless one is very near. */
const CLOSE_M = 1.1;
const VERY_CLOSE_M = 0.45;
const OWN_M = 4.6;
const SAME_M = 0.012;

const LATIN = new Set(["en", "es"]);

/** What names need to know of the stage they stand on. */
interface Named {
  readonly dots: Dots;
  readonly eye: Eye;
  readonly skin: Skin;
  readonly film: Film;
  readonly width: number;
  readonly height: number;
  chosenDot(): Dot | undefined;
  isHidden(at: THREE.Vector3): boolean;
  /** the part of the canvas where names may stand */
  free(): Rect;
}

export class Names {
  private readonly labels: Labels;
  private readonly captions: HTMLElement[] = [];
  private named = new Set<string>();

  constructor(
    private readonly layer: HTMLElement,
    private readonly stage: Named,
    choose: (code: string, side: string) => void,
  ) {
    this.labels = new Labels(layer, choose);
  }

  refresh(): void {
    this.named = new Set(wanted.named.peek());
  }

  isNamed(code: string): boolean {
    return this.named.has(code);
  }

  toneOf(code: string): string {
    return colourOf(pointByCode.peek().get(code)?.meridian ?? "");
  }

  /** All dots on the screen now, facing the eye. */
  seen(): Seen[] {
    const { stage } = this;
    return stage.dots.isShown ? project(stage.dots.all, stage.eye.camera, stage.width, stage.height, stage.skin.isClear) : [];
  }

  private rank(dot: Dot): number {
    if (dot.code === chosen.peek() && (dot.side === "M" || dot.side === side.peek())) return player.construction.peek() && !player.isLast.peek() ? -1 : 100;
    if (`${dot.code} ${dot.side}` === wanted.hovered.peek()) return 90;
    if (player.construction.peek()) return -1;
    const isOwn = this.named.has(dot.code) && (dot.side === "M" || dot.side === side.peek());
    if (wanted.marked.peek()) return isOwn ? 50 : -1;
    if (isOwn && this.stage.eye.away < OWN_M) return 50;
    return this.stage.eye.away < (wanted.litMeridian.peek() ? VERY_CLOSE_M : CLOSE_M) ? 1 : -1;
  }

  /** A point's name as readers of the language write it; Latin letters where the language has no own writing for it. */
  private nameOf(code: string): string {
    const row = pointByCode.peek().get(code);
    if (!row) return "";
    return LATIN.has(lang.peek()) ? row.name : row.local;
  }

  private wanted(seen: Seen): Wanted {
    const { dot } = seen;
    const rank = this.rank(dot);
    const isStrong = rank >= 90;
    const text = isStrong || this.stage.eye.away < VERY_CLOSE_M * 1.5 ? `${dot.code} ${this.nameOf(dot.code)}` : dot.code;
    return { ...seen, rank, text, colour: this.toneOf(dot.code), isStrong };
  }

  place(part: number): void {
    this.placeCaptions();
    if (part < 0.6) return this.labels.clear();
    const { stage } = this;
    const some = this.seen().map((s) => this.wanted(s)).filter((w) => w.rank >= 0);
    this.labels.place(some.filter((w) => w.rank >= 90 || !stage.isHidden(w.dot.at)), stage.free());
  }

  /** The film's own texts: numbers of the ticks, names of what is counted from. */
  private placeCaptions(): void {
    const { stage } = this;
    const some = stage.film.group.visible ? stage.film.captions().filter((c) => c.text !== chosen.peek()) : [];
    const p = new THREE.Vector3();
    const end = player.isLast.peek() ? stage.chosenDot()?.at : undefined; // its own name stands there
    while (this.captions.length < some.length) {
      const element = document.createElement("span");
      element.className = "caption";
      this.layer.append(element);
      this.captions.push(element);
    }
    this.captions.forEach((element, i) => {
      const caption = some[i];
      element.hidden = !caption;
      if (!caption) return;
      element.hidden = end !== undefined && end.distanceTo(caption.at) < SAME_M;
      p.copy(caption.at).project(stage.eye.camera);
      if (element.textContent !== caption.text) element.textContent = caption.text;
      element.classList.toggle("caption-faint", caption.isFaint);
      const at = ((p.x + 1) / 2) * stage.width;
      const isLeft = caption.isLeft || at + element.offsetWidth + 12 > stage.width;
      const [x, y] = [at + (isLeft ? -10 : 9), ((1 - p.y) / 2) * stage.height - 9];
      element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)${isLeft ? " translateX(-100%)" : ""}`;
    });
  }

  dispose(): void {
    this.labels.clear();
    for (const element of this.captions) element.remove();
  }
}
