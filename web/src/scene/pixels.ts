/** How fine to draw: as fine as the screen allows at rest, coarser while moving where frames come slowly. */
import * as THREE from "three";

const SLOW_MS = 42;
const FAST_MS = 20;
const COARSEST = 0.6;
/** At rest one pixel of the page is drawn from four: this is the only smoothing of edges. */
const FINEST = 2;
const MOST_PIXELS = 5_000_000;

export class Pixels {
  now = 1;
  private moving_ = 1;
  private width = 1;
  private height = 1;
  private mean = 30;

  constructor(private readonly renderer: THREE.WebGLRenderer) {}

  private get fine(): number {
    const ratio = Math.max(FINEST, Math.min(3, devicePixelRatio));
    return Math.min(ratio, Math.sqrt(MOST_PIXELS / (this.width * this.height)));
  }

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.use(Math.min(this.moving_, this.fine));
  }

  private use(ratio: number): void {
    this.now = ratio;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(this.width, this.height, false);
  }

  /** Note a frame and how long it took since the last one. */
  moving(isMoving: boolean, took: number): void {
    if (!isMoving) return;
    if (took < 400) this.mean += (took - this.mean) * 0.15;
    if (this.mean > SLOW_MS) this.moving_ = Math.max(COARSEST, this.moving_ * 0.9);
    if (this.mean < FAST_MS) this.moving_ = Math.min(this.fine, this.moving_ * 1.1);
    if (Math.abs(this.now - this.moving_) > 0.08) this.use(this.moving_);
  }

  /** Go to the finest; true when that changed anything. */
  sharpen(): boolean {
    if (Math.abs(this.now - this.fine) < 0.01) return false;
    this.use(this.fine);
    return true;
  }
}
