/** The top: the name, the search, and a menu with language, colours and links. */
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { about } from "../state/body";
import { LANGUAGES, lang, theme, type Language, type Theme } from "../state/prefs";
import { href } from "../state/route";
import { hasScreen } from "../state/screens";
import { Segments } from "./fields";
import { CloseIcon, MenuIcon } from "./icons";
import { Search } from "./search";

const isMenuOpen = signal(false);

/** Each language in its own words: a reader finds theirs without knowing the one on show. */
const OWN_NAME: Record<Language, string> = { en: "English", zh: "中文", ko: "한국어", ja: "日本語", es: "Español" };
const LINKS = [["/", "home"], ["/complaints", "complaints"], ["/compare", "compare"], ["/history", "history"], ["/about", "about"]] as const;

function Menu() {
  const close = (): void => {
    isMenuOpen.value = false;
    document.getElementById("menu-button")?.focus();
  };
  return (
    <div id="menu" class="card menu" onKeyDown={(e) => e.key === "Escape" && close()}>
      <nav aria-label={t("menu")} onClick={() => (isMenuOpen.value = false)}>
        {LINKS.filter(([to]) => hasScreen(to)).map(([to, key]) => <a key={to} href={href(to)}>{t(key)}</a>)}
      </nav>
      <label class="select">
        <span>{t("language")}</span>
        <select id="language" value={lang.value} onChange={(e) => (lang.value = e.currentTarget.value as Language)}>
          {LANGUAGES.map((code) => <option key={code} value={code} lang={code}>{OWN_NAME[code]}</option>)}
        </select>
      </label>
      <Segments<Theme> name="theme" label={t("theme")} value={theme.value} choose={(v) => (theme.value = v)} choices={[["auto", t("theme.auto")], ["light", t("theme.light")], ["dark", t("theme.dark")]]} />
      {about.value && <p class="quiet">Tongren {about.value.version}</p>}
    </div>
  );
}

export function Header() {
  return (
    <header class="header">
      <a class="brand" href={href("/")} aria-label={`铜人 Tongren, ${t("home")}`}><span class="brand-han" lang="zh-Hans">铜人</span></a>
      <Search />
      <button id="menu-button" type="button" class="round" aria-expanded={isMenuOpen.value} aria-controls="menu" aria-label={t("menu")} onClick={() => (isMenuOpen.value = !isMenuOpen.value)}>
        {isMenuOpen.value ? <CloseIcon /> : <MenuIcon />}
      </button>
      {isMenuOpen.value && <Menu />}
    </header>
  );
}
