/** Which dot is meant: the nearest on the screen that can be seen, at any zoom. */
import * as THREE from "three";
import type { Dot } from "./dots";

const REACH_PX = 22;

export interface Seen {
  dot: Dot;
  x: number;
  y: number;
}

/** Project dots that face the eye (all, when the skin is clear) to pixels of the page; those off the canvas are left out. */
export function project(dots: Dot[], camera: THREE.PerspectiveCamera, width: number, height: number, all: boolean): Seen[] {
  const out: Seen[] = [];
  const p = new THREE.Vector3();
  const sight = new THREE.Vector3();
  for (const dot of dots) {
    sight.copy(camera.position).sub(dot.at);
    if (!all && sight.dot(dot.facing) < 0.05 * sight.length()) continue;
    p.copy(dot.at).project(camera);
    if (p.z > 1 || Math.abs(p.x) > 1 || Math.abs(p.y) > 1) continue;
    out.push({ dot, x: ((p.x + 1) / 2) * width, y: ((1 - p.y) / 2) * height });
  }
  return out;
}

/** The dot nearest to a place on the screen among those that can be seen. */
export function pick(seen: Seen[], x: number, y: number, isHidden: (at: THREE.Vector3) => boolean): Dot | null {
  const near = seen
    .map((s) => ({ s, far: Math.hypot(s.x - x, s.y - y) }))
    .filter(({ far }) => far < REACH_PX)
    .sort((a, b) => a.far - b.far);
  return near.find(({ s }) => !isHidden(s.dot.at))?.s.dot ?? null;
}
