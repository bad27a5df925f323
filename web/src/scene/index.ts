/** Start the 3D body on a canvas, or say that this browser cannot draw it. */
import { canDraw } from "../state/stage";

/** Return a way to end it, or null where there is no WebGL (the page then shows the server's drawings). */
export async function startStage(canvas: HTMLCanvasElement, layer: HTMLElement): Promise<(() => void) | null> {
  if (!canvas.ownerDocument.createElement("canvas").getContext("webgl2")) {
    canDraw.value = "none";
    return null;
  }
  try {
    const { Stage } = await import("./stage");
    const stage = new Stage(canvas, layer);
    canDraw.value = "webgl";
    return () => stage.dispose();
  } catch {
    canDraw.value = "none";
    return null;
  }
}
