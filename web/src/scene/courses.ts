/** The meridians as lines on the skin: one colour each with a pale rim, once upon the skin and once as it shines through. */
import * as THREE from "three";
import { LineMaterial } from "three/examples/jsm/lines/LineMaterial.js";
import { LineSegments2 } from "three/examples/jsm/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/examples/jsm/lines/LineSegmentsGeometry.js";
import type { Course, Triple } from "../api/types";
import { ORDER } from "./skin";

const RIM = 0xfff6e6;

interface Drawn {
  meridian: string;
  upon: LineSegments2;
  rim: LineSegments2;
  behind: LineSegments2;
  inside: LineSegments2 | null;
}

/** Consecutive points as separate segments, six numbers each. */
export function segmentsOf(runs: Triple[][]): number[] {
  const out: number[] = [];
  for (const run of runs) for (let i = 1; i < run.length; i++) out.push(...run[i - 1]!, ...run[i]!);
  return out;
}

export function fatLine(segments: number[], options: { color: THREE.ColorRepresentation; width: number; order: number; dashed?: boolean; through?: boolean }): LineSegments2 {
  const geometry = new LineSegmentsGeometry().setPositions(segments);
  const material = new LineMaterial({ color: options.color, linewidth: options.width, transparent: true, depthWrite: false, depthTest: !options.through });
  if (options.dashed) Object.assign(material, { dashed: true, dashSize: 0.012, gapSize: 0.01 });
  const line = new LineSegments2(geometry, material);
  if (options.dashed) line.computeLineDistances();
  line.renderOrder = options.order;
  line.frustumCulled = false;
  return line;
}

export function discard(line: LineSegments2): void {
  line.removeFromParent();
  line.geometry.dispose();
  (line.material as THREE.Material).dispose();
}

export class Courses {
  readonly group = new THREE.Group();
  private drawn: Drawn[] = [];

  constructor() {
    this.group.visible = false;
  }

  take(courses: Course[], colourOf: (meridian: string) => string): void {
    this.clear();
    const byMeridian = grouped(courses);
    for (const [meridian, some] of byMeridian) {
      const runs = (kind: string): Triple[][] => some.flatMap((c) => c.runs.filter((r) => r.kind === kind).map((r) => r.points));
      const skin = segmentsOf(runs("skin"));
      const inner = segmentsOf(runs("inside"));
      if (!skin.length) continue;
      const color = colourOf(meridian);
      const one: Drawn = {
        meridian,
        rim: fatLine(skin, { color: RIM, width: 3.4, order: ORDER.upon }),
        upon: fatLine(skin, { color, width: 1.8, order: ORDER.upon + 0.1 }),
        behind: fatLine(skin, { color, width: 2.2, order: ORDER.behind, through: true }),
        inside: inner.length ? fatLine(inner, { color, width: 1.6, order: ORDER.behind, through: true, dashed: true }) : null,
      };
      this.drawn.push(one);
      this.group.add(one.rim, one.upon, one.behind, ...(one.inside ? [one.inside] : []));
    }
  }

  /** lit: the meridian that stands out, or null; skinOpacity: below 1 the far side shines through. */
  paint(lit: string | null, opacity: number, skinOpacity: number): void {
    this.group.visible = opacity > 0.01;
    for (const one of this.drawn) {
      const isLit = one.meridian === lit;
      const strength = opacity * (lit === null ? 0.85 : isLit ? 1 : 0.16);
      set(one.upon, strength, isLit ? 3 : 1.7);
      set(one.rim, strength * (isLit ? 0.9 : 0.5), isLit ? 5.4 : 3.2);
      set(one.behind, strength, isLit ? 3.2 : 2);
      one.behind.visible = skinOpacity < 1;
      if (one.inside) {
        set(one.inside, strength, isLit ? 2.4 : 1.4);
        one.inside.visible = skinOpacity < 1;
      }
    }
  }

  private clear(): void {
    for (const one of this.drawn) for (const line of [one.upon, one.rim, one.behind, one.inside]) if (line) discard(line);
    this.drawn = [];
  }

  dispose(): void {
    this.clear();
  }
}

function set(line: LineSegments2, opacity: number, width: number): void {
  const material = line.material as LineMaterial;
  material.opacity = opacity;
  material.linewidth = width;
}

function grouped(courses: Course[]): Map<string, Course[]> {
  const out = new Map<string, Course[]>();
  for (const course of courses) out.set(course.meridian, [...(out.get(course.meridian) ?? []), course]);
  return out;
}
