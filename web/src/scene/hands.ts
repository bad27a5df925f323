/** Pointer and keys on the canvas: a tap chooses the nearest dot, hovering names it, arrows turn, plus and minus zoom. */
import type { Vector3 } from "three";
import { hovered, lookFrom } from "../state/stage";
import type { Eye } from "./camera";
import type { Names } from "./names";
import { pick } from "./pick";

const TAP_PX = 6;
const TAP_MS = 500;
const TURN = 0.16;

/** What hands reach of the stage they move. */
interface Moved {
  readonly canvas: HTMLCanvasElement;
  readonly eye: Eye;
  readonly names: Names;
  choose(code: string, side: string): void;
  isHidden(at: Vector3): boolean;
}

export class Hands {
  private down: { x: number; y: number; at: number } | null = null;
  private fingers = 0;
  private readonly stop = new AbortController();

  constructor(private readonly stage: Moved) {
    const { canvas } = stage;
    const { signal } = this.stop;
    canvas.addEventListener("pointerdown", (e) => this.press(e), { signal });
    canvas.addEventListener("pointerup", (e) => this.release(e), { signal });
    canvas.addEventListener("pointercancel", () => (this.fingers = 0), { signal });
    canvas.addEventListener("pointermove", (e) => e.pointerType === "mouse" && e.buttons === 0 && this.hover(e), { signal });
    canvas.addEventListener("pointerleave", () => (hovered.value = null), { signal });
    canvas.addEventListener("keydown", (e) => this.key(e), { signal });
  }

  private dotAt(event: PointerEvent) {
    const box = this.stage.canvas.getBoundingClientRect();
    return pick(this.stage.names.seen(), event.clientX - box.left, event.clientY - box.top, (at) => this.stage.isHidden(at));
  }

  private press(event: PointerEvent): void {
    this.fingers += 1;
    this.down = this.fingers === 1 ? { x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
  }

  private release(event: PointerEvent): void {
    this.fingers = Math.max(0, this.fingers - 1);
    const { down } = this;
    this.down = null;
    if (!down || event.button !== 0) return;
    const isTap = Math.hypot(event.clientX - down.x, event.clientY - down.y) < TAP_PX && event.timeStamp - down.at < TAP_MS;
    const dot = isTap ? this.dotAt(event) : null;
    if (dot) this.stage.choose(dot.code, dot.side);
  }

  private hover(event: PointerEvent): void {
    const dot = this.dotAt(event);
    hovered.value = dot ? `${dot.code} ${dot.side}` : null;
    this.stage.canvas.classList.toggle("is-pointing", dot !== null);
  }

  private key(event: KeyboardEvent): void {
    const act: Record<string, () => void> = {
      ArrowLeft: () => this.stage.eye.turn(-TURN, 0),
      ArrowRight: () => this.stage.eye.turn(TURN, 0),
      ArrowUp: () => this.stage.eye.turn(0, -TURN),
      ArrowDown: () => this.stage.eye.turn(0, TURN),
      "+": () => this.stage.eye.zoom(0.85),
      "=": () => this.stage.eye.zoom(0.85),
      "-": () => this.stage.eye.zoom(1 / 0.85),
      Home: () => this.stage.eye.home(),
      "1": () => lookFrom("front"),
      "2": () => lookFrom("back"),
      "3": () => lookFrom("left"),
      "4": () => lookFrom("right"),
    };
    const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : act[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  dispose(): void {
    this.stop.abort();
  }
}
