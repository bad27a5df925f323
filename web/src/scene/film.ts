/** The construction of a point drawn on the skin, as far as the clock says: lines grow, ticks appear one by one, the point lands. */
import * as THREE from "three";
import type { LineSegments2 } from "three/examples/jsm/lines/LineSegments2.js";
import type { Construction, Step, Triple } from "../api/types";
import { ORDER } from "./skin";
import { discard, segmentsOf, stroke } from "./strokes";

const TONE: Record<string, number> = { anchor: 0x9a3412, base: 0x4b6a75, level: 0x0d6e86, line: 0xb4471d, chord: 0x6d4c8f, ticks: 0xfff3d6, point: 0xd0211c };
/** A chord runs through the body: it is drawn as if the skin were glass. */
const THROUGH = "chord";
const OTHER_TONE = 0x0d6e86;

/** A small text at a place of the film. */
export interface Caption {
  at: THREE.Vector3;
  text: string;
  isFaint: boolean;
  /** numbers stand left of their tick, names right of their place */
  isLeft: boolean;
}

interface Drawn {
  step: Step;
  lines: LineSegments2[];
  count: number;
  dots: THREE.Points | null;
}

export class Film {
  readonly group = new THREE.Group();
  private drawn: Drawn[] = [];
  private of: Construction | null = null;
  private clock = 0;

  show(construction: Construction | null): void {
    if (construction === this.of) return;
    this.clear();
    this.of = construction;
    for (const step of construction?.steps ?? []) this.drawn.push(this.prepare(step));
  }

  private prepare(step: Step): Drawn {
    const tone = TONE[step.kind] ?? OTHER_TONE;
    const segments = segmentsOf(step.polylines);
    const through = step.kind === THROUGH;
    const lines = segments.length
      ? [stroke(segments, { color: tone, width: 6, order: ORDER.upon + 0.4, rim: 0.4, through, dashed: through })]
      : [];
    const dots = step.points.length ? dotsOf(step.points, tone, step.kind === "ticks" ? 7 : 11) : null;
    this.group.add(...lines, ...(dots ? [dots] : []));
    return { step, lines, count: segments.length / 6, dots };
  }

  /** Draw the film as it is at a time, counted in steps. */
  at(clock: number, pixels: number): void {
    this.clock = clock;
    const now = Math.floor(clock);
    this.drawn.forEach((one, i) => {
      const part = Math.min(1, Math.max(0, (clock - i) / 0.7));
      const strength = i < now ? 0.55 : 1;
      for (const line of one.lines) {
        line.visible = part > 0;
        line.geometry.instanceCount = Math.ceil(one.count * part);
        line.material.opacity = strength;
      }
      if (!one.dots) return;
      const shown = Math.ceil(one.step.points.length * part);
      one.dots.visible = shown > 0;
      one.dots.geometry.setDrawRange(0, shown);
      (one.dots.material as THREE.ShaderMaterial).uniforms["uPixels"]!.value = pixels;
    });
  }

  /** The texts that belong to what is drawn so far. */
  captions(): Caption[] {
    return this.drawn.flatMap((one, i) => {
      const part = Math.min(1, Math.max(0, (this.clock - i) / 0.7));
      const places = one.step.points;
      const shown = Math.ceil(places.length * part);
      return places.slice(0, shown).flatMap((at, k) => {
        const text = one.step.labels[k];
        return text ? [{ at: new THREE.Vector3(...at), text, isFaint: i < Math.floor(this.clock), isLeft: one.step.kind === "ticks" }] : [];
      });
    });
  }

  /** How far the point has landed, 0 to 1. */
  get landed(): number {
    const last = this.drawn.length - 1;
    return last < 0 ? 1 : Math.min(1, Math.max(0, (this.clock - last) / 0.7));
  }

  /** A sphere around all that is drawn: middle and radius in metres. */
  get extent(): THREE.Sphere | null {
    const places = this.drawn.flatMap((one) => [...one.step.polylines.flat(), ...one.step.points]);
    if (!places.length) return null;
    return new THREE.Box3().setFromPoints(places.map((p) => new THREE.Vector3(...p))).getBoundingSphere(new THREE.Sphere());
  }

  private clear(): void {
    for (const one of this.drawn) {
      one.lines.forEach(discard);
      one.dots?.removeFromParent();
      one.dots?.geometry.dispose();
      (one.dots?.material as THREE.Material | undefined)?.dispose();
    }
    this.drawn = [];
  }

  dispose(): void {
    this.clear();
  }
}

const VERTEX = `
uniform float uPixels; uniform float uSize;
void main() {
  vec4 seen = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * seen;
  vec4 nearer = projectionMatrix * (seen + vec4(0.0, 0.0, 0.006 + 0.005 * -seen.z, 0.0));
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
  gl_PointSize = uSize * uPixels;
}`;
const FRAGMENT = `
uniform vec3 uTone; uniform float uPixels; uniform float uSize;
void main() {
  float away = length(gl_PointCoord - 0.5) * uSize;
  float shape = 1.0 - smoothstep(uSize * 0.5 - 1.0, uSize * 0.5, away);
  vec3 colour = mix(uTone, vec3(0.18, 0.1, 0.06), smoothstep(uSize * 0.5 - 2.2, uSize * 0.5 - 1.4, away));
  gl_FragColor = vec4(colour, shape);
  if (shape < 0.02) discard;
  #include <colorspace_fragment>
}`;

function dotsOf(points: Triple[], tone: number, size: number): THREE.Points {
  const geometry = new THREE.BufferGeometry().setAttribute("position", new THREE.BufferAttribute(Float32Array.from(points.flat()), 3));
  const material = new THREE.ShaderMaterial({
    vertexShader: VERTEX, fragmentShader: FRAGMENT, transparent: true, depthWrite: false,
    uniforms: { uTone: { value: new THREE.Color(tone) }, uSize: { value: size }, uPixels: { value: 1 } },
  });
  const dots = new THREE.Points(geometry, material);
  dots.renderOrder = ORDER.upon + 0.5;
  dots.frustumCulled = false;
  return dots;
}
