/** The page: the body, and beside or below it the sheet with the screen of the address. */
import { useEffect, useRef } from "preact/hooks";
import { BodyCard } from "./panel/bodyCard";
import { Header } from "./panel/header";
import { Sheet } from "./panel/sheet";
import { StageView } from "./panel/stageView";
import { t } from "./i18n";
import { startStage } from "./scene";
import { CurrentScreen } from "./screens";
import { path } from "./state/route";

export function App() {
  const panel = useRef<HTMLElement>(null);
  const where = path.value;
  useEffect(() => {
    panel.current?.scrollTo(0, 0);
  }, [where]);
  return (
    <>
      <a class="skip" href="#panel" onClick={(e) => { e.preventDefault(); panel.current?.focus(); }}>{t("skip")}</a>
      <Header />
      <StageView start={startStage} />
      <BodyCard />
      <Sheet>
        <main id="panel" class="panel" tabIndex={-1} ref={panel} key={where}><CurrentScreen /></main>
      </Sheet>
    </>
  );
}
