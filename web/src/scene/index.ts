/** Start the 3D body on a canvas, or say that this browser cannot draw it. */
import { canDraw } from "../state/stage";

/** three.js is large: it is fetched at once, beside the body's file. */
const loading = import("./stage");
loading.catch(() => undefined); // told below, when the stage is wanted

/** Return a way to end it, or null where there is no WebGL (the page then shows the server's drawings). */
export async function startStage(canvas: HTMLCanvasElement, layer: HTMLElement): Promise<(() => void) | null> {
  if (!canvas.ownerDocument.createElement("canvas").getContext("webgl2")) {
    canDraw.value = "none";
    return null;
  }
  try {
    const { Stage } = await loading;
    const stage = new Stage(canvas, layer);
    canDraw.value = "webgl";
    return () => stage.dispose();
  } catch {
    canDraw.value = "none";
    return null;
  }
}
