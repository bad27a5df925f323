/** Every address and its screen.  To add a screen: write a component in panel/, and add its line here. */
import type { ComponentType } from "preact";
import { AboutScreen, MissingScreen } from "./panel/about";
import { CompareOneScreen, CompareScreen } from "./panel/compare";
import { EvidenceScreen } from "./panel/evidence";
import { AfterScreen } from "./panel/guide/after";
import { ComplaintScreen } from "./panel/guide/card";
import { ComplaintsScreen } from "./panel/guide/list";
import { PlanScreen } from "./panel/guide/plan";
import { QuestionsScreen } from "./panel/guide/questions";
import { SheetScreen } from "./panel/guide/sheet";
import { StepScreen } from "./panel/guide/step";
import { ToolsScreen } from "./panel/guide/tools";
import { HistoryScreen } from "./panel/history";
import { Home } from "./panel/home";
import { MeridianScreen } from "./panel/meridians";
import { PointScreen } from "./panel/point";
import { PointsScreen } from "./panel/points";
import { match, path } from "./state/route";
import { setScreens } from "./state/screens";

interface Screen {
  /** ":id" in a pattern is handed to the component as its property `id` */
  pattern: string;
  component: ComponentType<Record<string, string>>;
}

const screen = <P extends Record<string, string>>(pattern: string, Component: ComponentType<P>): Screen => ({
  pattern,
  component: (values) => <Component {...(values as P)} />,
});

export const SCREENS: Screen[] = [
  screen("/", Home),
  screen("/point/:id", PointScreen),
  screen("/points/:codes", PointsScreen),
  screen("/meridian/:id", MeridianScreen),
  screen("/evidence/:id", EvidenceScreen),
  screen("/compare", CompareScreen),
  screen("/compare/:id", CompareOneScreen),
  screen("/complaints", ComplaintsScreen),
  screen("/complaint/:id", ComplaintScreen),
  screen("/session/:id/questions", QuestionsScreen),
  screen("/session/:id/tools", ToolsScreen),
  screen("/session/:id/plan", PlanScreen),
  screen("/session/:id/point/:n", StepScreen),
  screen("/session/:id/after", AfterScreen),
  screen("/session/:id/sheet", SheetScreen),
  screen("/history", HistoryScreen),
  screen("/about", AboutScreen),
];

setScreens(SCREENS.map(({ pattern }) => pattern));

/** The screen of the address. */
export function CurrentScreen() {
  for (const { pattern, component: Component } of SCREENS) {
    const values = match(pattern, path.value);
    if (values) return <Component {...values} />;
  }
  return <MissingScreen />;
}
