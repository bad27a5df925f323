/** Where the eye stands: orbit, zoom and touch by hand, and quiet flights to a view, a point or a construction. */
import * as THREE from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import type { View } from "../state/stage";

const FLIGHT_MS = 750;
const ANGLE = 28;
const NEAREST_M = 0.09;
const FARTHEST_M = 9;

const FROM: Record<View, THREE.Vector3> = {
  front: new THREE.Vector3(0, 0, 1),
  back: new THREE.Vector3(0, 0, -1),
  left: new THREE.Vector3(1, 0, 0),
  right: new THREE.Vector3(-1, 0, 0),
};

interface Flight {
  began: number;
  fromTarget: THREE.Vector3;
  toTarget: THREE.Vector3;
  fromOffset: THREE.Spherical;
  toOffset: THREE.Spherical;
  fromShift: THREE.Vector2;
  toShift: THREE.Vector2;
}

/** Pixels at the edges of the canvas over which other things are laid; said by the style sheet. */
interface Insets {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export class Eye {
  readonly camera = new THREE.PerspectiveCamera(ANGLE, 1, 0.05, 20);
  readonly controls: OrbitControls;
  private flight: Flight | null = null;
  private body = new THREE.Box3(new THREE.Vector3(-0.6, 0, -0.2), new THREE.Vector3(0.6, 1.65, 0.2));
  private isHome = true;
  private width = 1;
  private height = 1;
  /** how many pixels the picture is moved left and up, so that its middle is the middle of what is free */
  private shift = new THREE.Vector2();
  private lastView: View = "front";

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly redraw: () => void,
    private readonly isStill: () => boolean,
  ) {
    this.controls = new OrbitControls(this.camera, canvas);
    Object.assign(this.controls, {
      enableDamping: true, dampingFactor: 0.12, rotateSpeed: 0.8, zoomSpeed: 1.1, zoomToCursor: true,
      minDistance: NEAREST_M, maxDistance: FARTHEST_M, minPolarAngle: 0.12, maxPolarAngle: Math.PI - 0.12,
    });
    this.controls.addEventListener("start", () => {
      this.flight = null;
      this.isHome = false;
    });
    this.controls.addEventListener("change", () => this.redraw());
    this.look("front", true);
  }

  /** Take the size of the body, so that views fit it. */
  measure(box: THREE.Box3): void {
    this.body = box.clone();
    if (this.isHome) this.look(this.lastView, true);
  }

  resize(width: number, height: number): void {
    [this.width, this.height] = [width, Math.max(1, height)];
    this.camera.aspect = this.width / this.height;
    this.move(this.goalShift());
    if (this.isHome) this.look(this.lastView, true);
  }

  /** What is laid over the edges of the canvas. */
  insets(): Insets {
    const style = getComputedStyle(this.canvas);
    const read = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
    return { top: read("--inset-top"), bottom: read("--inset-bottom"), left: read("--inset-left"), right: read("--inset-right") };
  }

  private goalShift(): THREE.Vector2 {
    const { top, bottom, left } = this.insets();
    return new THREE.Vector2(-left / 2, (bottom - top) / 2);
  }

  private move(shift: THREE.Vector2): void {
    this.shift = shift;
    this.camera.setViewOffset(this.width, this.height, shift.x, shift.y, this.width, this.height);
  }

  /** Distance from which a box of this width and height fits what is free of the frame. */
  private distance(width: number, height: number): number {
    const tall = Math.tan(THREE.MathUtils.degToRad(ANGLE / 2));
    const { top, bottom, left } = this.insets();
    const free = Math.max(0.3, 1 - (top + bottom) / this.height);
    const wide = Math.max(0.3, 1 - left / this.width);
    return Math.max(height / 2 / (tall * free), width / 2 / (tall * this.camera.aspect * wide)) * 1.06;
  }

  look(view: View, atOnce = false): void {
    const size = this.body.getSize(new THREE.Vector3());
    const across = view === "front" || view === "back" ? size.x : size.z;
    const deep = view === "front" || view === "back" ? size.z : size.x;
    const middle = this.body.getCenter(new THREE.Vector3());
    this.lastView = view;
    this.fly(middle, FROM[view], this.distance(across, size.y) + deep / 2, atOnce);
    this.isHome = true;
  }

  /** Look at a place from where its skin faces, a little from the front and above so that one knows where one is. */
  lookAt(at: THREE.Vector3, facing: THREE.Vector3, radius: number): void {
    const toward = facing.clone().normalize();
    toward.y = THREE.MathUtils.clamp(toward.y, -0.75, 0.8);
    this.fly(at, toward, this.distanceFor(radius));
    this.isHome = false;
  }

  /** How far the eye stands to see a ball of this radius. */
  distanceFor(radius: number): number {
    return Math.max(0.25, this.distance(radius * 2, radius * 2));
  }

  /** The view that is on show; null once the eye has been moved from it. */
  get facing(): View | null {
    return this.isHome ? this.lastView : null;
  }

  home(): void {
    this.look(this.lastView);
  }

  /** Turn by radians, as the arrow keys do. */
  turn(x: number, y: number): void {
    const offset = new THREE.Spherical().setFromVector3(this.camera.position.clone().sub(this.controls.target));
    offset.theta += x;
    offset.phi = THREE.MathUtils.clamp(offset.phi + y, 0.12, Math.PI - 0.12);
    this.place(this.controls.target, offset);
    this.isHome = false;
  }

  zoom(factor: number): void {
    const offset = new THREE.Spherical().setFromVector3(this.camera.position.clone().sub(this.controls.target));
    offset.radius = THREE.MathUtils.clamp(offset.radius * factor, NEAREST_M, FARTHEST_M);
    this.place(this.controls.target, offset);
    this.isHome = false;
  }

  get away(): number {
    return this.camera.position.distanceTo(this.controls.target);
  }

  private fly(target: THREE.Vector3, toward: THREE.Vector3, distance: number, atOnce = false): void {
    const fromOffset = new THREE.Spherical().setFromVector3(this.camera.position.clone().sub(this.controls.target));
    const toOffset = new THREE.Spherical().setFromVector3(toward.clone().setLength(distance));
    const turn = toOffset.theta - fromOffset.theta;
    toOffset.theta = fromOffset.theta + Math.atan2(Math.sin(turn), Math.cos(turn));
    const toShift = this.goalShift();
    if (atOnce || this.isStill()) {
      this.flight = null;
      this.move(toShift);
      this.place(target, toOffset);
      return;
    }
    this.flight = { began: performance.now(), fromTarget: this.controls.target.clone(), toTarget: target.clone(), fromOffset, toOffset, fromShift: this.shift, toShift };
    this.redraw();
  }

  private place(target: THREE.Vector3, offset: THREE.Spherical): void {
    this.controls.target.copy(target);
    this.camera.position.setFromSpherical(offset.makeSafe()).add(target);
    this.camera.lookAt(target);
    this.controls.update();
    this.redraw();
  }

  /** Move on; true while the eye is in motion. */
  step(now: number): boolean {
    const flight = this.flight;
    if (flight) {
      const part = Math.min(1, (now - flight.began) / FLIGHT_MS);
      const eased = part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2;
      const mix = (a: number, b: number): number => a + (b - a) * eased;
      const radius = Math.exp(mix(Math.log(flight.fromOffset.radius), Math.log(flight.toOffset.radius)));
      const offset = new THREE.Spherical(radius, mix(flight.fromOffset.phi, flight.toOffset.phi), mix(flight.fromOffset.theta, flight.toOffset.theta));
      this.move(flight.fromShift.clone().lerp(flight.toShift, eased));
      if (part >= 1) this.flight = null;
      this.place(flight.fromTarget.clone().lerp(flight.toTarget, eased), offset);
    }
    const moved = this.controls.update();
    this.camera.near = this.away * 0.04;
    this.camera.far = this.away + 6;
    this.camera.updateProjectionMatrix();
    return this.flight !== null || moved;
  }

  dispose(): void {
    this.controls.dispose();
  }
}

/** The view from which most of these places face the eye; the front where there is none. */
export function sideShowing(dots: { facing: THREE.Vector3 }[]): View {
  const shown = (view: View): number => dots.reduce((sum, dot) => sum + Math.max(0, dot.facing.dot(FROM[view])), 0);
  return (Object.keys(FROM) as View[]).reduce((best, view) => (shown(view) > shown(best) * 1.02 ? view : best), "front");
}
