/** The words of the page itself in five languages, all at hand at once; facts come from the server in the same language. */
import { lang, type Language } from "../state/prefs";
import en from "./en.json";
import es from "./es.json";
import guideEn from "./guide.en.json";
import guideEs from "./guide.es.json";
import guideJa from "./guide.ja.json";
import guideKo from "./guide.ko.json";
import guideZh from "./guide.zh.json";
import ja from "./ja.json";
import ko from "./ko.json";
import zh from "./zh.json";

export type Key = keyof typeof en | keyof typeof guideEn;

const WORDS: Record<Language, Record<Key, string>> = {
  en: { ...en, ...guideEn }, zh: { ...zh, ...guideZh }, ko: { ...ko, ...guideKo }, ja: { ...ja, ...guideJa }, es: { ...es, ...guideEs },
};

/** Say a word of the page; {name} in it is replaced by a value. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return WORDS[lang.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Say a word whose key comes with the data, or the data's own text when the page has no word for it. */
export function told(prefix: string, value: string): string {
  const key = `${prefix}.${value}`;
  return key in WORDS.en ? t(key as Key) : value.replaceAll("_", " ");
}
