/** Which addresses have a screen.  The list itself is in screens.tsx; this only answers whether one is there. */
import { match } from "./route";

let patterns: string[] = [];

export function setScreens(list: string[]): void {
  patterns = list;
}

/** Whether some screen answers to an address: links to screens that are not built are not shown. */
export const hasScreen = (where: string): boolean => patterns.some((pattern) => match(pattern, where) !== null);
