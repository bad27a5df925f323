/** What this is and is not, and whose work it rests on. */
import type { About } from "../api/types";
import { useAnswer } from "../state/words";
import { t } from "../i18n";
import { Lines } from "./lines";
import { Section, Shown, Title } from "./parts";

export function AboutScreen() {
  const answer = useAnswer<About>("/api/about");
  return (
    <>
      <Title>{t("about")}</Title>
      <p class="lead">{t("about.lead")}</p>
      <p>{t("about.private")}</p>
      <p>{t("about.adults")}</p>
      <Shown answer={answer}>{(about) => <Section title={t("about.rests")}><Lines lines={about.lines} /></Section>}</Shown>
      <Section title={t("about.page")}>
        <p class="quiet">three.js, Preact (MIT). <a href="/LICENSES.txt" target="_blank">LICENSES.txt</a></p>
      </Section>
    </>
  );
}

export function MissingScreen() {
  return (
    <>
      <Title>{t("missing")}</Title>
      <p>{t("missing.hint")}</p>
    </>
  );
}
