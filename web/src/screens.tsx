/** Every address and its screen.  To add a screen: write a component in panel/, and add its line here. */
import type { ComponentType } from "preact";
import { AboutScreen, MissingScreen } from "./panel/about";
import { EvidenceScreen } from "./panel/evidence";
import { Home } from "./panel/home";
import { MeridianScreen } from "./panel/meridians";
import { PointScreen } from "./panel/point";
import { match, path } from "./state/route";
import { known } from "./state/screens";

interface Screen {
  /** ":id" in a pattern is handed to the component as its property `id` */
  pattern: string;
  component: ComponentType<Record<string, string>>;
}

const screen = <P extends Record<string, string>>(pattern: string, component: ComponentType<P>): Screen => ({
  pattern,
  component: component as unknown as Screen["component"],
});

export const SCREENS: Screen[] = [
  screen("/", Home),
  screen("/point/:id", PointScreen),
  screen("/meridian/:id", MeridianScreen),
  screen("/evidence/:id", EvidenceScreen),
  screen("/about", AboutScreen),
];

known(SCREENS.map(({ pattern }) => pattern));

/** The screen of the address. */
export function CurrentScreen() {
  for (const { pattern, component: Component } of SCREENS) {
    const values = match(pattern, path.value);
    if (values) return <Component {...values} />;
  }
  return <MissingScreen />;
}
