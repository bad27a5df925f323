/**
 * The look of the body: matte bronze under a soft studio light, worn bright on the ridges, darker in the folds.
 *
 * Tried: MeshStandardMaterial with three lamps (18 ms more a frame with software WebGL, and dull without an environment map);
 * a painted sphere looked up by the normal (matcap) costs one texture read and can be painted as wanted.
 */
import * as THREE from "three";

const SIZE = 256;
type Rgb = [number, number, number];

/** From shade to light, linear between: brightness 0 to 1. */
const RAMP: [number, Rgb][] = [
  [0.0, [58, 34, 24]],
  [0.28, [112, 70, 48]],
  [0.55, [178, 122, 86]],
  [0.78, [219, 170, 128]],
  [0.93, [243, 211, 174]],
  [1.0, [255, 241, 220]],
];

function ramp(x: number): Rgb {
  for (let i = 1; i < RAMP.length; i++) {
    const [end, to] = RAMP[i]!;
    const [start, from] = RAMP[i - 1]!;
    if (x <= end) {
      const f = Math.max(0, x - start) / (end - start);
      return [0, 1, 2].map((k) => from[k]! + (to[k]! - from[k]!) * f) as Rgb;
    }
  }
  return RAMP[RAMP.length - 1]![1];
}

const unit = (x: number, y: number, z: number): THREE.Vector3 => new THREE.Vector3(x, y, z).normalize();
const KEY = unit(-0.45, 0.7, 0.62);
const FILL = unit(0.85, 0.05, 0.45);
const GLOSS = unit(-0.32, 0.52, 0.95);

/** Brightness of the painted sphere for a normal towards the viewer. */
function brightness(n: THREE.Vector3): number {
  const wrapped = Math.max(0, (n.dot(KEY) + 0.35) / 1.35);
  const fill = Math.max(0, n.dot(FILL));
  const gloss = Math.pow(Math.max(0, n.dot(GLOSS)), 14);
  const edge = Math.pow(1 - n.z, 3);
  return 0.17 + 0.5 * Math.pow(wrapped, 1.15) + 0.1 * fill + 0.2 * gloss + edge * (0.2 * Math.max(0, n.y + 0.4) - 0.14);
}

function paintedSphere(): THREE.DataTexture {
  const data = new Uint8Array(SIZE * SIZE * 4);
  const n = new THREE.Vector3();
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      let x = ((column + 0.5) / SIZE) * 2 - 1;
      let y = ((row + 0.5) / SIZE) * 2 - 1;
      const r = Math.hypot(x, y);
      if (r > 0.999) [x, y] = [(x / r) * 0.999, (y / r) * 0.999];
      n.set(x, y, Math.sqrt(Math.max(0, 1 - x * x - y * y)));
      const colour = ramp(Math.min(1, brightness(n)));
      data.set([colour[0], colour[1], colour[2], 255], (row * SIZE + column) * 4);
    }
  }
  const texture = new THREE.DataTexture(data, SIZE, SIZE);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.minFilter = THREE.LinearFilter;
  texture.magFilter = THREE.LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

/** A circle on the skin: its middle, radius and normal in metres; opacity 0 hides it. */
export interface Spot {
  centre: THREE.Vector3;
  normal: THREE.Vector3;
  radius: number;
  opacity: number;
}

/** The skin is pushed back a little in depth, so that lines that cut through its folds stay seen. */
export const OFFSET = { factor: 2, units: 900 };

export interface Bronze {
  material: THREE.MeshMatcapMaterial;
  setSpot(spot: Spot): void;
}

const VERTEX_HEAD = `
varying vec3 vPlace; varying vec3 vFacing;
`;
const FRAGMENT_HEAD = `
uniform vec3 uCentre; uniform vec3 uFacing; uniform float uRadius; uniform float uSpot;
varying vec3 vPlace; varying vec3 vFacing;
`;
// The circle is where the skin is a given distance from the point, on the skin that faces the same way.
const FRAGMENT_SPOT = `
if (uSpot > 0.0) {
  float away = distance(vPlace, uCentre);
  float soft = max(fwidth(away), 0.00004);
  float same = smoothstep(-0.15, 0.2, dot(normalize(vFacing), uFacing));
  float inside = 1.0 - smoothstep(uRadius - soft, uRadius + soft, away);
  float ring = 1.0 - smoothstep(soft * 1.2, soft * 2.4, abs(away - uRadius));
  gl_FragColor.rgb = mix(gl_FragColor.rgb, vec3(1.0, 0.97, 0.9), same * uSpot * max(inside * 0.3, ring * 0.95));
}
`;

/** The material of the skin, with the sigma circle drawn in its shader so that it lies on every fold. */
export function bronze(): Bronze {
  const uniforms = {
    uCentre: { value: new THREE.Vector3() },
    uFacing: { value: new THREE.Vector3(0, 0, 1) },
    uRadius: { value: 0.01 },
    uSpot: { value: 0 },
  };
  const material = new THREE.MeshMatcapMaterial({ matcap: paintedSphere(), vertexColors: true });
  material.polygonOffset = true;
  material.polygonOffsetFactor = OFFSET.factor;
  material.polygonOffsetUnits = OFFSET.units;
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, uniforms);
    shader.vertexShader = VERTEX_HEAD + shader.vertexShader.replace(
      "#include <project_vertex>",
      "#include <project_vertex>\n vPlace = (modelMatrix * vec4(transformed, 1.0)).xyz; vFacing = normal;",
    );
    shader.fragmentShader = FRAGMENT_HEAD + shader.fragmentShader.replace("#include <dithering_fragment>", `#include <dithering_fragment>\n${FRAGMENT_SPOT}`);
  };
  return {
    material,
    setSpot(spot) {
      uniforms.uCentre.value.copy(spot.centre);
      uniforms.uFacing.value.copy(spot.normal);
      uniforms.uRadius.value = spot.radius;
      uniforms.uSpot.value = spot.opacity;
    },
  };
}
