/** A soft shadow under the feet, so that the body stands and does not float. */
import * as THREE from "three";

const VERTEX = `varying vec2 vAt; void main() { vAt = position.xy; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`;
const FRAGMENT = `
uniform float uDark; varying vec2 vAt;
void main() { float away = length(vAt * vec2(1.0, 1.7)); gl_FragColor = vec4(0.13, 0.08, 0.05, uDark * pow(max(0.0, 1.0 - away), 2.2)); }`;

export class Ground {
  readonly mesh: THREE.Mesh;
  private readonly material = new THREE.ShaderMaterial({
    vertexShader: VERTEX, fragmentShader: FRAGMENT, transparent: true, depthWrite: false, uniforms: { uDark: { value: 0.34 } },
  });

  constructor() {
    this.mesh = new THREE.Mesh(new THREE.PlaneGeometry(2, 2), this.material);
    this.mesh.rotation.x = -Math.PI / 2;
    this.mesh.renderOrder = 0;
    this.mesh.visible = false;
  }

  place(box: THREE.Box3): void {
    const wide = (box.max.x - box.min.x) * 0.55;
    this.mesh.scale.setScalar(wide);
    this.mesh.position.set((box.min.x + box.max.x) / 2, box.min.y - 0.002, (box.min.z + box.max.z) / 2);
    this.mesh.visible = true;
  }

  paint(isDark: boolean): void {
    this.material.uniforms["uDark"]!.value = isDark ? 0.75 : 0.34;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.material.dispose();
  }
}
