/** The meridians as lines on the skin: one colour each with a pale rim, once upon the skin and once as it shines through. */
import * as THREE from "three";
import type { LineMaterial } from "three/examples/jsm/lines/LineMaterial.js";
import type { LineSegments2 } from "three/examples/jsm/lines/LineSegments2.js";
import type { Course, Triple } from "../api/types";
import { ORDER } from "./skin";
import { discard, segmentsOf, stroke, thinned } from "./strokes";

/** Pieces of a course are left out where the line stays this near (metres). */
const TOLERANCE_M = 0.0006;

interface Drawn {
  meridian: string;
  upon: LineSegments2;
  behind: LineSegments2;
  inside: LineSegments2 | null;
}

export class Courses {
  readonly group = new THREE.Group();
  private drawn: Drawn[] = [];

  constructor() {
    this.group.visible = false;
  }

  take(courses: Course[], colourOf: (meridian: string) => string): void {
    this.clear();
    for (const [meridian, some] of grouped(courses)) {
      const runs = (kind: string): Triple[][] => some.flatMap((c) => c.runs.filter((r) => r.kind === kind).map((r) => thinned(r.points, TOLERANCE_M)));
      const skin = segmentsOf(runs("skin"));
      const inner = segmentsOf(runs("inside"));
      if (!skin.length) continue;
      const color = colourOf(meridian);
      const one: Drawn = {
        meridian,
        upon: stroke(skin, { color, width: 3.2, order: ORDER.upon, rim: 0.42 }),
        behind: stroke(skin, { color, width: 2.2, order: ORDER.behind, through: true }),
        inside: inner.length ? stroke(inner, { color, width: 1.6, order: ORDER.behind, through: true, dashed: true }) : null,
      };
      this.drawn.push(one);
      this.group.add(one.upon, one.behind, ...(one.inside ? [one.inside] : []));
    }
  }

  /** lit: the meridian that stands out, or null; skinOpacity: below 1 the far side shines through. */
  paint(lit: string | null, opacity: number, skinOpacity: number): void {
    this.group.visible = opacity > 0.01;
    for (const one of this.drawn) {
      const isLit = one.meridian === lit;
      const strength = opacity * (lit === null ? 0.9 : isLit ? 1 : 0.14);
      set(one.upon, strength, isLit ? 5.2 : 3.2);
      set(one.behind, strength, isLit ? 3.2 : 2);
      one.behind.visible = skinOpacity < 1;
      if (one.inside) {
        set(one.inside, strength, isLit ? 2.4 : 1.4);
        one.inside.visible = skinOpacity < 1;
      }
    }
  }

  private clear(): void {
    for (const one of this.drawn) for (const line of [one.upon, one.behind, one.inside]) if (line) discard(line);
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
