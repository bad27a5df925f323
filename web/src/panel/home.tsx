/** The first screen: what this is, the body, what may trouble one, the meridians. */
import { Title, Section } from "./parts";
import { t } from "../i18n";
import { meridians } from "../state/atlas";
import { href } from "../state/route";
import { hasScreen } from "../state/screens";
import { isBodyOpen, bodyWords } from "./bodyCard";
import { MeridianLink } from "./meridians";
import { ComplaintChips } from "./complaints";

export function Home() {
  const [vessels, main] = [meridians.value.filter((m) => m.vessel), meridians.value.filter((m) => !m.vessel)];
  return (
    <>
      <Title>{t("home.title")}</Title>
      <p class="lead">{t("home.lead")}</p>
      <button type="button" class="wide-button" onClick={() => (isBodyOpen.value = true)}>
        <span>{bodyWords.value}</span>
        <strong>{t("body.change")}</strong>
      </button>
      <ComplaintChips />
      <Section title={t("meridians")}>
        <ul class="meridian-list">{main.map((m) => <MeridianLink key={m.id} meridian={m} />)}</ul>
        {vessels.length > 0 && (
          <details class="more">
            <summary>{t("home.vessels")}</summary>
            <ul class="meridian-list">{vessels.map((m) => <MeridianLink key={m.id} meridian={m} />)}</ul>
          </details>
        )}
      </Section>
      <nav class="foot-links" aria-label={t("home.more")}>
        {hasScreen("/compare") && <a href={href("/compare")}>{t("compare")}</a>}
        <a href={href("/about")}>{t("about")}</a>
      </nav>
      <p class="quiet">{t("not_medical")}</p>
    </>
  );
}
