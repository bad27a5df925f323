/** The points as dots of a constant size on the screen, with a pale rim so that every meridian's colour stands out on bronze. */
import * as THREE from "three";
import type { BodyPoints } from "../api/types";
import { ORDER } from "./skin";

export interface Dot {
  /** the point, and which of its places this is */
  code: string;
  site: string;
  side: "L" | "R" | "M";
  at: THREE.Vector3;
  facing: THREE.Vector3;
  sigma_mm: number | null;
}

/** How a dot stands out: 0 faded, 1 as all, 2 of the lit meridian, 3 under the pointer, 4 chosen. */
export type Standing = 0 | 1 | 2 | 3 | 4;

const SIZE_PX: Record<Standing, number> = { 0: 6.5, 1: 9.5, 2: 12.5, 3: 15, 4: 15 };
const STRENGTH: Record<Standing, number> = { 0: 0.3, 1: 1, 2: 1, 3: 1, 4: 1 };

const VERTEX = `
attribute vec3 tone; attribute float size; attribute float strength;
uniform float uPixels; uniform float uNear; uniform float uScale;
varying vec3 vTone; varying float vStrength; varying float vSize;
void main() {
  vTone = tone; vStrength = strength;
  vec4 seen = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * seen;
  // drawn as if a little nearer, so that curved skin does not cut the flat dot
  vec4 nearer = projectionMatrix * (seen + vec4(0.0, 0.0, 0.004 + uNear * -seen.z, 0.0));
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
  vSize = size * uScale * uPixels;
  gl_PointSize = vSize + 2.0;
}`;

const FRAGMENT = `
uniform float uOpacity;
varying vec3 vTone; varying float vStrength; varying float vSize;
void main() {
  float away = length(gl_PointCoord - 0.5) * (vSize + 2.0);
  float radius = vSize * 0.5;
  float shape = 1.0 - smoothstep(radius - 0.8, radius + 0.4, away);
  float rim = smoothstep(radius * 0.66 - 0.5, radius * 0.66 + 0.5, away);
  vec3 colour = mix(vTone, vec3(1.0, 0.98, 0.94), rim);
  gl_FragColor = vec4(colour, shape * vStrength * uOpacity);
  if (gl_FragColor.a < 0.02) discard;
  #include <colorspace_fragment>
}`;

function material(isBehind: boolean): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { uPixels: { value: 1 }, uOpacity: { value: 1 }, uNear: { value: 0.004 }, uScale: { value: 1 } },
    transparent: true,
    depthTest: !isBehind,
    depthWrite: false,
  });
}

export class Dots {
  readonly group = new THREE.Group();
  all: Dot[] = [];
  private readonly geometry = new THREE.BufferGeometry();
  private readonly upon = new THREE.Points(this.geometry, material(false));
  private readonly behind = new THREE.Points(this.geometry, material(true));
  private opacity = 1;

  constructor() {
    this.upon.renderOrder = ORDER.upon + 1;
    this.behind.renderOrder = ORDER.behind + 0.5;
    this.upon.frustumCulled = this.behind.frustumCulled = false;
    this.group.add(this.behind, this.upon);
    this.group.visible = false;
  }

  /** Take the points of a body; those without an answer are left out. */
  take(points: BodyPoints, pointOf: (site: string) => string): void {
    this.all = points.codes.flatMap((site, i) => {
      const [at, facing] = [points.position[i], points.normal[i]];
      if (!at) return [];
      const normal = new THREE.Vector3(...(facing ?? [0, 0, 1]));
      return [{ code: pointOf(site), site, side: points.sides[i]!, at: new THREE.Vector3(...at), facing: normal, sigma_mm: points.sigma_mm[i] ?? null }];
    });
    const n = this.all.length;
    const place = new Float32Array(n * 3);
    this.all.forEach((dot, i) => dot.at.toArray(place, i * 3));
    this.geometry.setAttribute("position", new THREE.BufferAttribute(place, 3));
    this.geometry.setAttribute("tone", new THREE.BufferAttribute(new Float32Array(n * 3), 3));
    for (const name of ["size", "strength"]) this.geometry.setAttribute(name, new THREE.BufferAttribute(new Float32Array(n), 1));
  }

  find(code: string, side: string): Dot | undefined {
    return this.all.find((dot) => dot.code === code && (dot.side === side || dot.side === "M"));
  }

  /** Colour every dot and say how it stands out. */
  paint(toneOf: (dot: Dot) => string, standingOf: (dot: Dot) => Standing): void {
    if (!this.all.length) return;
    const colour = new THREE.Color();
    const [tone, size, strength] = ["tone", "size", "strength"].map((name) => this.geometry.getAttribute(name) as THREE.BufferAttribute);
    this.all.forEach((dot, i) => {
      const standing = standingOf(dot);
      colour.set(toneOf(dot)).toArray(tone!.array as Float32Array, i * 3);
      size!.array[i] = SIZE_PX[standing];
      strength!.array[i] = STRENGTH[standing];
    });
    for (const attribute of [tone, size, strength]) attribute!.needsUpdate = true;
  }

  fade(opacity: number, skinOpacity: number): void {
    this.opacity = opacity;
    this.group.visible = this.all.length > 0 && opacity > 0.01;
    this.uniform(this.upon, "uOpacity", opacity);
    this.uniform(this.behind, "uOpacity", opacity);
    this.behind.visible = skinOpacity < 1;
  }

  get isShown(): boolean {
    return this.group.visible && this.opacity > 0.5;
  }

  /** Pixels of the buffer in one of the page, and how much dots grow as the camera comes nearer. */
  fit(pixels: number, scale: number): void {
    for (const points of [this.upon, this.behind]) {
      this.uniform(points, "uPixels", pixels);
      this.uniform(points, "uScale", scale);
    }
  }

  private uniform(points: THREE.Points, name: string, value: number): void {
    (points.material as THREE.ShaderMaterial).uniforms[name]!.value = value;
  }

  dispose(): void {
    this.geometry.dispose();
    for (const points of [this.upon, this.behind]) (points.material as THREE.Material).dispose();
  }
}
