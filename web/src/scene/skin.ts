/** The skin: the server's mesh, flowing from one body into the next, and fading to show what lies behind. */
import { signal } from "@preact/signals";
import * as THREE from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { bronze, OFFSET, type Spot } from "./bronze";
import { neighboursOf, reliefTint, type Neighbours } from "./relief";

const FLOW_MS = 260;
/** Order of drawing: what shines through, the depth of the skin, the skin, what lies upon it. */
export const ORDER = { behind: 1, depth: 2, skin: 3, upon: 4 };

interface Arrays {
  position: Float32Array;
  normal: Float32Array;
  index: Uint32Array;
}

/** Unpack a (quantised) GLB into plain arrays, its nodes' placing applied. */
async function unpacked(glb: ArrayBuffer): Promise<Arrays> {
  const { scene } = await new GLTFLoader().parseAsync(glb, "");
  scene.updateMatrixWorld(true);
  const meshes: THREE.Mesh[] = [];
  scene.traverse((node) => node instanceof THREE.Mesh && meshes.push(node));
  const mesh = meshes[0];
  if (!mesh) throw new Error("the body's file holds no mesh");
  const geometry = mesh.geometry as THREE.BufferGeometry;
  const place = geometry.getAttribute("position");
  const facing = geometry.getAttribute("normal");
  const turn = new THREE.Matrix3().getNormalMatrix(mesh.matrixWorld);
  const out = { position: new Float32Array(place.count * 3), normal: new Float32Array(place.count * 3) };
  const v = new THREE.Vector3();
  for (let i = 0; i < place.count; i++) {
    v.fromBufferAttribute(place, i).applyMatrix4(mesh.matrixWorld).toArray(out.position, i * 3);
    v.fromBufferAttribute(facing, i).applyMatrix3(turn).normalize().toArray(out.normal, i * 3);
  }
  geometry.dispose();
  return { ...out, index: Uint32Array.from(geometry.index!.array) };
}

export class Skin {
  /** A first body is unpacked and stands here. */
  readonly isThere = signal(false);
  readonly group = new THREE.Group();
  readonly mesh: THREE.Mesh<THREE.BufferGeometry, THREE.Material>;
  private readonly depth: THREE.Mesh;
  private readonly look = bronze();
  private around: Neighbours | null = null;
  private from: Arrays | null = null;
  private to: Arrays | null = null;
  private began = 0;
  private asked = 0;
  private opacity = 1;

  constructor(private readonly redraw: () => void) {
    const geometry = new THREE.BufferGeometry();
    this.mesh = new THREE.Mesh(geometry, this.look.material);
    const hollow = new THREE.MeshBasicMaterial({ colorWrite: false, polygonOffset: true, polygonOffsetFactor: OFFSET.factor, polygonOffsetUnits: OFFSET.units });
    hollow.transparent = true; // sorted with the transparent ones, by renderOrder
    this.depth = new THREE.Mesh(geometry, hollow);
    this.mesh.renderOrder = ORDER.skin;
    this.depth.renderOrder = ORDER.depth;
    this.look.material.transparent = true;
    this.look.material.depthFunc = THREE.LessEqualDepth;
    this.group.add(this.depth, this.mesh);
    this.group.visible = false;
  }

  /** Take a new body; it flows there from the last one unless stillness is wanted.  A body asked for later wins. */
  async show(glb: ArrayBuffer, still: boolean): Promise<void> {
    const asked = ++this.asked;
    const arrays = await unpacked(glb);
    if (asked !== this.asked) return;
    const isSame = this.to !== null && this.to.position.length === arrays.position.length;
    if (!isSame) this.begin(arrays);
    this.from = isSame && !still ? this.current() : arrays;
    this.to = arrays;
    this.began = performance.now();
    this.group.visible = true;
    this.isThere.value = true;
    this.redraw();
  }

  private begin(arrays: Arrays): void {
    const geometry = this.mesh.geometry;
    geometry.setIndex(new THREE.BufferAttribute(arrays.index, 1));
    for (const name of ["position", "normal", "color"]) geometry.setAttribute(name, new THREE.BufferAttribute(new Float32Array(arrays.position.length), 3));
    this.around = neighboursOf(arrays.index, arrays.position.length / 3);
  }

  private array(name: string): Float32Array {
    return this.mesh.geometry.getAttribute(name).array as Float32Array;
  }

  private current(): Arrays {
    return { position: this.array("position").slice(), normal: this.array("normal").slice(), index: this.to!.index };
  }

  /** Move on towards the new body; true while there is still way to go. */
  step(now: number): boolean {
    if (!this.from || !this.to) return false;
    const part = this.from === this.to ? 1 : Math.min(1, (now - this.began) / FLOW_MS);
    const eased = part * part * (3 - 2 * part);
    for (const name of ["position", "normal"] as const) {
      const [into, a, b] = [this.array(name), this.from[name], this.to[name]];
      for (let i = 0; i < into.length; i++) into[i] = a[i]! + (b[i]! - a[i]!) * eased;
      this.mesh.geometry.getAttribute(name).needsUpdate = true;
    }
    if (part < 1) return true;
    this.array("color").set(reliefTint(this.to.position, this.to.normal, this.around!));
    this.mesh.geometry.getAttribute("color").needsUpdate = true;
    this.mesh.geometry.computeBoundingSphere();
    this.mesh.geometry.computeBoundingBox();
    this.from = null;
    return false;
  }

  /** Positions of the body that is shown, or that the skin flows to; to be asked once it is there. */
  get positions(): Float32Array {
    return this.to!.position;
  }

  get box(): THREE.Box3 | null {
    return this.mesh.geometry.boundingBox;
  }

  fade(opacity: number): void {
    this.opacity = opacity;
    this.look.material.opacity = opacity;
    this.depth.visible = opacity < 1;
    this.redraw();
  }

  get isClear(): boolean {
    return this.opacity < 1;
  }

  setSpot(spot: Spot): void {
    this.look.setSpot(spot);
    this.redraw();
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.look.material.matcap?.dispose();
    this.look.material.dispose();
    (this.depth.material as THREE.Material).dispose();
  }
}
