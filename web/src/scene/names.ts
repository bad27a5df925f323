/** Which dots carry a name, and in which order they may claim room: the chosen one first, then its meridian, then what is near. */
import * as THREE from "three";
import { colourOf, pointByCode } from "../state/atlas";
import * as player from "../state/player";
import { chosen, side } from "../state/route";
import * as wanted from "../state/stage";
import type { Dot } from "./dots";
import { Labels, type Wanted } from "./labels";
import { project, type Seen } from "./pick";
import type { Stage } from "./stage";

const CLOSE_M = 1.1;
const NEARER_M = 2.3;

export class Names {
  private readonly labels: Labels;
  private readonly captions: HTMLElement[] = [];
  private named = new Set<string>();

  constructor(
    private readonly layer: HTMLElement,
    private readonly stage: Stage,
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
    if (dot.code === chosen.peek() && (dot.side === "M" || dot.side === side.peek())) return 100;
    if (`${dot.code} ${dot.side}` === wanted.hovered.peek()) return 90;
    if (player.construction.peek()) return -1;
    const isOwn = this.named.has(dot.code) && (dot.side === "M" || dot.side === side.peek());
    if (wanted.marked.peek()) return isOwn ? 50 : -1;
    if (isOwn && this.stage.eye.away < NEARER_M * 2) return 50;
    return this.stage.eye.away < CLOSE_M ? 1 : -1;
  }

  private wanted(seen: Seen): Wanted {
    const { dot } = seen;
    const rank = this.rank(dot);
    const row = pointByCode.peek().get(dot.code);
    const isStrong = rank >= 90;
    const text = row && (isStrong || this.stage.eye.away < CLOSE_M) ? `${dot.code} ${row.local}` : dot.code;
    return { ...seen, rank, text, colour: this.toneOf(dot.code), isStrong };
  }

  place(part: number): void {
    this.placeCaptions();
    if (part < 0.6) return this.labels.clear();
    const { stage } = this;
    const some = this.seen().map((s) => this.wanted(s)).filter((w) => w.rank >= 0);
    this.labels.place(some.filter((w) => w.rank >= 90 || !stage.isHidden(w.dot.at)), stage.width, stage.height);
  }

  /** The film's own texts: numbers of the ticks, names of what is counted from. */
  private placeCaptions(): void {
    const { stage } = this;
    const some = stage.film.group.visible ? stage.film.captions() : [];
    const p = new THREE.Vector3();
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
      p.copy(caption.at).project(stage.eye.camera);
      if (element.textContent !== caption.text) element.textContent = caption.text;
      element.classList.toggle("caption-faint", caption.isFaint);
      element.style.transform = `translate(${Math.round(((p.x + 1) / 2) * stage.width + 8)}px, ${Math.round(((1 - p.y) / 2) * stage.height - 9)}px)`;
    });
  }

  dispose(): void {
    this.labels.clear();
    for (const element of this.captions) element.remove();
  }
}
