/**
 * Which places can be seen: the skin's distance in a small hidden picture, read back once when the eye rests.
 *
 * Tried: a ray for each name (2 to 9 ms each, 60 names); this costs one small frame for all of them.
 */
import * as THREE from "three";

const WIDE = 224;
const BEFORE_M = 0.008;

const VERTEX = `varying float vAway; void main() { vec4 seen = modelViewMatrix * vec4(position, 1.0); vAway = -seen.z; gl_Position = projectionMatrix * seen; }`;
const FRAGMENT = `
uniform float uFar; varying float vAway;
void main() {
  float d = clamp(vAway / uFar, 0.0, 0.999999) * 255.0;
  float a = floor(d); float b = floor(fract(d) * 255.0); float c = fract(fract(d) * 255.0);
  gl_FragColor = vec4(a / 255.0, b / 255.0, c, 1.0);
}`;

export class Sight {
  private readonly material = new THREE.ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: { uFar: { value: 1 } } });
  private readonly scene = new THREE.Scene();
  private readonly target = new THREE.WebGLRenderTarget(WIDE, WIDE, { minFilter: THREE.NearestFilter, magFilter: THREE.NearestFilter });
  private readonly camera = new THREE.PerspectiveCamera();
  private readonly mesh: THREE.Mesh;
  private bytes = new Uint8Array(0);
  private far = 1;

  constructor(skin: THREE.Mesh) {
    this.mesh = new THREE.Mesh(skin.geometry, this.material);
    this.mesh.frustumCulled = false;
    this.scene.add(this.mesh);
  }

  /** Look anew from where the camera is. */
  update(renderer: THREE.WebGLRenderer, camera: THREE.PerspectiveCamera): void {
    const tall = Math.max(32, Math.round(WIDE / camera.aspect));
    this.target.setSize(WIDE, tall);
    this.camera.copy(camera);
    this.far = camera.far;
    this.material.uniforms["uFar"]!.value = this.far;
    const before = renderer.getClearColor(new THREE.Color());
    const alpha = renderer.getClearAlpha();
    renderer.setRenderTarget(this.target);
    renderer.setClearColor(0xffffff, 1);
    renderer.clear();
    renderer.render(this.scene, this.camera);
    if (this.bytes.length !== WIDE * tall * 4) this.bytes = new Uint8Array(WIDE * tall * 4);
    renderer.readRenderTargetPixels(this.target, 0, 0, WIDE, tall, this.bytes);
    renderer.setRenderTarget(null);
    renderer.setClearColor(before, alpha);
  }

  /** Whether skin lies before a place, as it was at the last look; a place at the edge of skin counts as seen. */
  isHidden(at: THREE.Vector3): boolean {
    const tall = this.target.height;
    const away = -at.clone().applyMatrix4(this.camera.matrixWorldInverse).z;
    const p = at.clone().project(this.camera);
    const [column, row] = [Math.floor(((p.x + 1) / 2) * WIDE), Math.floor(((p.y + 1) / 2) * tall)];
    for (let y = row - 1; y <= row + 1; y++) {
      for (let x = column - 1; x <= column + 1; x++) {
        if (x < 0 || y < 0 || x >= WIDE || y >= tall) return false;
        const i = (y * WIDE + x) * 4;
        const d = (this.bytes[i]! + (this.bytes[i + 1]! + this.bytes[i + 2]! / 255) / 255) / 255;
        if (d * this.far > away - BEFORE_M) return false;
      }
    }
    return true;
  }

  dispose(): void {
    this.target.dispose();
    this.material.dispose();
  }
}
