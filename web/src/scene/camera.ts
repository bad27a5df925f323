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
}

export class Eye {
  readonly camera = new THREE.PerspectiveCamera(ANGLE, 1, 0.05, 20);
  readonly controls: OrbitControls;
  private flight: Flight | null = null;
  private body = new THREE.Box3(new THREE.Vector3(-0.6, 0, -0.2), new THREE.Vector3(0.6, 1.65, 0.2));
  private isHome = true;
  private lastView: View = "front";

  constructor(
    canvas: HTMLCanvasElement,
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
    this.camera.aspect = width / Math.max(1, height);
    this.camera.updateProjectionMatrix();
    if (this.isHome) this.look(this.lastView, true);
  }

  /** Distance from which a box of this width and height fits the frame. */
  private distance(width: number, height: number): number {
    const tall = Math.tan(THREE.MathUtils.degToRad(ANGLE / 2));
    return Math.max(height / 2 / tall, width / 2 / (tall * this.camera.aspect)) * 1.1;
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
    this.fly(at, toward, Math.max(0.25, this.distance(radius * 2, radius * 2)));
    this.isHome = false;
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
    if (atOnce || this.isStill()) {
      this.flight = null;
      this.place(target, toOffset);
      return;
    }
    this.flight = { began: performance.now(), fromTarget: this.controls.target.clone(), toTarget: target.clone(), fromOffset, toOffset };
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
