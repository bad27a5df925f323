/** Some points together, e.g. those of a region: a list, and on the body they alone stand out. */
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { colourOf, pointByCode } from "../state/atlas";
import { fromId, href, toId } from "../state/route";
import { marked } from "../state/stage";
import { Title } from "./parts";
import { Tone } from "./tone";

/** A point as a row to tap: code, name, characters. */
export function PointLink({ code }: { code: string }) {
  const row = pointByCode.value.get(code);
  return (
    <a class="point-link" href={href(`/point/${toId(code)}`)}>
      <Tone class="code" tone={colourOf(row?.meridian ?? "")}>{code}</Tone>
      <span>{row?.name}</span>
      <span lang="zh-Hans">{row?.characters}</span>
    </a>
  );
}

/** Let these points stand out on the body as long as a screen is there. */
export function useMarked(codes: string[]): void {
  const key = codes.join(" ");
  useEffect(() => {
    marked.value = codes;
    return () => void (marked.value = null);
  }, [key]);
}

export function PointsScreen({ codes }: { codes: string }) {
  const list = codes.split(",").map(fromId).filter((code) => pointByCode.value.has(code));
  useMarked(list);
  return (
    <>
      <Title>{t("points.title", { n: list.length })}</Title>
      <ul>{list.map((code) => <li key={code}><PointLink code={code} /></li>)}</ul>
    </>
  );
}
