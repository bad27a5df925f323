/** Names beside dots, as text of the page: placed by rank, and only where no other name or edge is in the way. */
import type { Seen } from "./pick";

export interface Wanted extends Seen {
  /** higher goes first; below 0 is never shown */
  rank: number;
  text: string;
  colour: string;
  isStrong: boolean;
}

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const GAP_PX = 10;
const LINE_PX = 18;
const MOST = 60;

const meets = (a: Rect, b: Rect): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export class Labels {
  private readonly shown = new Map<string, HTMLElement>();
  private readonly widths = new Map<string, number>();
  private readonly pen = document.createElement("canvas").getContext("2d");

  constructor(
    private readonly layer: HTMLElement,
    private readonly choose: (code: string, side: string) => void,
  ) {}

  private width(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      if (this.pen) this.pen.font = "600 13px system-ui, sans-serif";
      width = (this.pen?.measureText(text).width ?? text.length * 8) + 14;
      this.widths.set(text, width);
    }
    return width;
  }

  /** Right of the dot if there is room, else left, above or below. */
  private room(label: Wanted, taken: Rect[], free: Rect): Rect | null {
    const w = this.width(label.text);
    const gap = GAP_PX + (label.isStrong ? 5 : 0);
    const tries: [number, number][] = [
      [label.x + gap, label.y - LINE_PX / 2],
      [label.x - gap - w, label.y - LINE_PX / 2],
      [label.x - w / 2, label.y - gap - LINE_PX],
      [label.x - w / 2, label.y + gap],
    ];
    for (const [left, top] of tries) {
      const rect = { left, top, right: left + w, bottom: top + LINE_PX };
      const isIn = left > free.left && top > free.top && rect.right < free.right && rect.bottom < free.bottom;
      if (isIn && !taken.some((other) => meets(rect, other))) return rect;
    }
    return null;
  }

  /** free: the part of the layer where names may stand. */
  place(wanted: Wanted[], free: Rect): void {
    const names: Rect[] = [];
    const dots: Rect[] = wanted.map((l) => ({ left: l.x - 5, right: l.x + 5, top: l.y - 5, bottom: l.y + 5 }));
    const left = new Set(this.shown.keys());
    let count = 0;
    for (const label of wanted.filter((l) => l.rank >= 0).sort((a, b) => b.rank - a.rank)) {
      if (count >= MOST) break;
      const rect = this.room(label, label.isStrong ? names : [...names, ...dots], free);
      if (!rect) continue;
      count += 1;
      names.push(rect);
      const key = `${label.dot.code} ${label.dot.side}`;
      left.delete(key);
      this.draw(key, label, rect);
    }
    for (const key of left) {
      this.shown.get(key)?.remove();
      this.shown.delete(key);
    }
  }

  private draw(key: string, label: Wanted, rect: Rect): void {
    let element = this.shown.get(key);
    if (!element) {
      element = document.createElement("span");
      element.className = "label";
      element.addEventListener("click", () => this.choose(label.dot.code, label.dot.side));
      this.layer.append(element);
      this.shown.set(key, element);
    }
    if (element.textContent !== label.text) element.textContent = label.text;
    element.classList.toggle("label-strong", label.isStrong);
    element.style.setProperty("--tone", label.colour);
    element.style.transform = `translate(${Math.round(rect.left)}px, ${Math.round(rect.top)}px)`;
  }

  clear(): void {
    for (const element of this.shown.values()) element.remove();
    this.shown.clear();
  }
}
