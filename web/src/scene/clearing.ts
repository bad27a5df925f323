/** From where a place can be seen: the direction nearest to its normal in which no other limb stands before it. */
import * as THREE from "three";

const YAW = [0, 20, -20, 40, -40, 60, -60, 80, -80];
const PITCH = [0, 20, -20, 40, -40];
/** The place must still face the eye by this cosine. */
const LEAST_FACING = 0.3;
/** Skin nearer than this along the way is the place's own. */
const OWN_M = 0.05;
const WIDE_M = 0.035;
const UP = new THREE.Vector3(0, 1, 0);

/** Number of vertices within a round bar from a place towards the eye. */
function inTheWay(positions: ArrayLike<number>, at: THREE.Vector3, toward: THREE.Vector3, far: number): number {
  let count = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]! - at.x, positions[i + 1]! - at.y, positions[i + 2]! - at.z];
    const along = x * toward.x + y * toward.y + z * toward.z;
    if (along < OWN_M || along > far) continue;
    if (x * x + y * y + z * z - along * along < WIDE_M * WIDE_M) count += 1;
  }
  return count;
}

/** Directions around the normal, nearest first. */
function candidates(facing: THREE.Vector3): THREE.Vector3[] {
  const aside = new THREE.Vector3().crossVectors(UP, facing);
  if (aside.lengthSq() < 1e-4) aside.set(1, 0, 0);
  aside.normalize();
  const all = YAW.flatMap((yaw) => PITCH.map((pitch) => {
    const turned = facing.clone().applyAxisAngle(aside, THREE.MathUtils.degToRad(pitch));
    return turned.applyAxisAngle(UP, THREE.MathUtils.degToRad(yaw));
  }));
  return all.filter((d) => d.dot(facing) > LEAST_FACING).sort((a, b) => b.dot(facing) - a.dot(facing));
}

/** positions: those of the skin; far: how far the eye will stand.  Where nothing is wholly clear, the least hidden direction. */
export function clearDirection(positions: ArrayLike<number>, at: THREE.Vector3, facing: THREE.Vector3, far: number): THREE.Vector3 {
  let [best, least] = [facing, Infinity];
  for (const direction of candidates(facing.clone().normalize())) {
    const count = inTheWay(positions, at, direction, far);
    if (count < least) [best, least] = [direction, count];
    if (count === 0) break;
  }
  return best;
}
