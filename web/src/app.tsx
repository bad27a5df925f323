/** The page: the body, and beside or below it the sheet with the screen of the address. */
import { useEffect, useRef } from "preact/hooks";
import { Header } from "./panel/header";
import { Sheet } from "./panel/sheet";
import { StageView } from "./panel/stageView";
import { t } from "./i18n";
import { CurrentScreen } from "./screens";
import { path } from "./state/route";

export function App() {
  const panel = useRef<HTMLElement>(null);
  const where = path.value;
  useEffect(() => {
    panel.current?.scrollTo(0, 0);
    const heading = panel.current?.querySelector("h1")?.textContent;
    document.title = heading ? `${heading} – Tongren 铜人` : "Tongren 铜人";
  });
  return (
    <>
      <a class="skip" href="#panel" onClick={(e) => { e.preventDefault(); panel.current?.focus(); }}>{t("skip")}</a>
      <Header />
      <StageView />
      <Sheet>
        <main id="panel" class="panel" tabIndex={-1} ref={panel} key={where}><CurrentScreen /></main>
      </Sheet>
    </>
  );
}
