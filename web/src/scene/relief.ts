/** Shade for the folds: how hollow the skin is at each vertex, as a tint.  Looks only; no position leaves this file. */

const WORN = [1.0, 1.0, 1.0];
const DEEP = [0.56, 0.5, 0.46];

/** Neighbours of each vertex along the edges of the triangles, as offsets into one list. */
export interface Neighbours {
  start: Uint32Array;
  list: Uint32Array;
}

export function neighboursOf(index: ArrayLike<number>, count: number): Neighbours {
  const start = new Uint32Array(count + 1);
  for (let i = 0; i < index.length; i++) start[index[i]! + 1]! += 2;
  for (let v = 0; v < count; v++) start[v + 1]! += start[v]!;
  const fill = start.slice(0, count);
  const list = new Uint32Array(start[count]!);
  for (let i = 0; i < index.length; i += 3) {
    const corner = [index[i]!, index[i + 1]!, index[i + 2]!];
    for (let k = 0; k < 3; k++) {
      const v = corner[k]!;
      list[fill[v]!++] = corner[(k + 1) % 3]!;
      list[fill[v]!++] = corner[(k + 2) % 3]!;
    }
  }
  return { start, list };
}

function averaged(values: Float32Array, around: Neighbours): Float32Array {
  const out = new Float32Array(values.length);
  for (let v = 0; v < values.length; v++) {
    let sum = values[v]! * 2;
    for (let i = around.start[v]!; i < around.start[v + 1]!; i++) sum += values[around.list[i]!]!;
    out[v] = sum / (around.start[v + 1]! - around.start[v]! + 2);
  }
  return out;
}

/** Hollowness: the mean of (normal . direction to a neighbour); positive in a fold, negative on a ridge. */
function hollowness(p: Float32Array, n: Float32Array, around: Neighbours): Float32Array {
  const out = new Float32Array(p.length / 3);
  for (let v = 0; v < out.length; v++) {
    let sum = 0;
    for (let i = around.start[v]!; i < around.start[v + 1]!; i++) {
      const w = around.list[i]!;
      const [x, y, z] = [p[w * 3]! - p[v * 3]!, p[w * 3 + 1]! - p[v * 3 + 1]!, p[w * 3 + 2]! - p[v * 3 + 2]!];
      const length = Math.hypot(x, y, z) || 1;
      sum += (x * n[v * 3]! + y * n[v * 3 + 1]! + z * n[v * 3 + 2]!) / length;
    }
    out[v] = sum / Math.max(1, around.start[v + 1]! - around.start[v]!);
  }
  return out;
}

/** The tint of each vertex (3 numbers): 1 on open skin, darker in folds, between fingers, under the chin. */
export function reliefTint(p: Float32Array, n: Float32Array, around: Neighbours): Float32Array {
  const fine = hollowness(p, n, around);
  let wide = averaged(fine, around);
  for (let i = 0; i < 5; i++) wide = averaged(wide, around);
  const tint = new Float32Array(p.length);
  for (let v = 0; v < fine.length; v++) {
    const deep = Math.min(1, Math.max(0, fine[v]! * 1.1 + wide[v]! * 4));
    for (let k = 0; k < 3; k++) tint[v * 3 + k] = WORN[k]! + (DEEP[k]! - WORN[k]!) * deep;
  }
  return tint;
}
