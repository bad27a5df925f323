/**
 * Fat lines with a pale rim, drawn in one pass, and thinned to what the eye can tell.
 *
 * Before: rim and colour as two lines of every 2 mm piece, 21,000 quads for all meridians; software WebGL drew 3 frames a second.
 */
import * as THREE from "three";
import { LineMaterial } from "three/examples/jsm/lines/LineMaterial.js";
import { LineSegments2 } from "three/examples/jsm/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/examples/jsm/lines/LineSegmentsGeometry.js";
import type { Triple } from "../api/types";

const RIM = "vec3(1.0, 0.965, 0.9)";

export interface StrokeOptions {
  color: THREE.ColorRepresentation;
  /** whole width in pixels, rim included */
  width: number;
  order: number;
  /** the part of the width that is rim, 0 to 1 */
  rim?: number;
  dashed?: boolean;
  /** drawn as if nothing lay before it */
  through?: boolean;
}

/** Leave out points that lie within a distance (metres) of the straight line between those kept (Douglas and Peucker 1973). */
export function thinned(run: Triple[], tolerance: number): Triple[] {
  const keep = new Uint8Array(run.length);
  keep[0] = keep[run.length - 1] = 1;
  const open: [number, number][] = [[0, run.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [first, last] = span;
    let [worst, far] = [-1, tolerance];
    for (let i = first + 1; i < last; i++) {
      const d = away(run[i]!, run[first]!, run[last]!);
      if (d > far) [worst, far] = [i, d];
    }
    if (worst > 0) {
      keep[worst] = 1;
      open.push([first, worst], [worst, last]);
    }
  }
  return run.filter((_, i) => keep[i]);
}

const [p, a, b, near] = [0, 1, 2, 3].map(() => new THREE.Vector3()) as [THREE.Vector3, THREE.Vector3, THREE.Vector3, THREE.Vector3];
const line = new THREE.Line3();

function away(point: Triple, from: Triple, to: Triple): number {
  line.set(a.fromArray(from), b.fromArray(to));
  return line.closestPointToPoint(p.fromArray(point), true, near).distanceTo(p);
}

/** Consecutive points as separate segments, six numbers each. */
export function segmentsOf(runs: Triple[][]): number[] {
  const out: number[] = [];
  for (const run of runs) for (let i = 1; i < run.length; i++) out.push(...run[i - 1]!, ...run[i]!);
  return out;
}

function rimmed(material: LineMaterial, rim: number): void {
  material.onBeforeCompile = (shader) => {
    // vUv.x runs from -1 to 1 across the line
    shader.fragmentShader = shader.fragmentShader.replace(
      "#include <tonemapping_fragment>",
      `gl_FragColor.rgb = mix(gl_FragColor.rgb, ${RIM}, smoothstep(${(1 - rim - 0.12).toFixed(3)}, ${(1 - rim + 0.12).toFixed(3)}, abs(vUv.x)));
       #include <tonemapping_fragment>`,
    );
  };
  material.customProgramCacheKey = () => `rim ${rim}`;
}

export function stroke(segments: number[], options: StrokeOptions): LineSegments2 {
  const geometry = new LineSegmentsGeometry().setPositions(segments);
  const material = new LineMaterial({ color: options.color, linewidth: options.width, transparent: true, depthWrite: false, depthTest: !options.through });
  if (options.rim) rimmed(material, options.rim);
  if (options.dashed) Object.assign(material, { dashed: true, dashSize: 0.012, gapSize: 0.01 });
  const lines = new LineSegments2(geometry, material);
  if (options.dashed) lines.computeLineDistances();
  lines.renderOrder = options.order;
  lines.frustumCulled = false;
  return lines;
}

export function discard(lines: LineSegments2): void {
  lines.removeFromParent();
  lines.geometry.dispose();
  (lines.material as THREE.Material).dispose();
}
