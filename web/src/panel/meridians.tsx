/** Meridians: the list, and the screen of one: its clock, its partner, and the walk along it from point to point. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Meridian, PointCard } from "../api/types";
import { useAnswer } from "../state/words";
import { t, told } from "../i18n";
import { meridianById, pointByCode } from "../state/atlas";
import { hasSides } from "../state/body";
import { chosen, href, setQuery, side, toId } from "../state/route";
import { Clock, hours } from "./clock";
import { BackIcon, NextIcon, PauseIcon, PlayIcon } from "./icons";
import { Section, Title, Unchecked } from "./parts";
import { Segments } from "./fields";
import { Tone } from "./tone";

const STEP_MS = 2600;
const isWalking = signal(false);

export function MeridianLink({ meridian }: { meridian: Meridian }) {
  return (
    <li>
      <a class="meridian-link" href={href(`/meridian/${meridian.id}`)}>
        <Tone class="swatch" tone={meridian.colour} />
        <span class="meridian-name">{meridian.name}</span>
        <span class="meridian-id">{meridian.vessel ? "" : meridian.id}</span>
        <span class="meridian-hours">{meridian.clock ? hours(meridian.clock) : ""}</span>
      </a>
    </li>
  );
}

function stand(code: string | undefined): void {
  if (code) setQuery("at", toId(code));
}

/** Go on to the point after (or before) the one stood at; a walk ends at the last. */
function walk(meridian: Meridian, by: number): void {
  const now = meridian.points.indexOf(chosen.value ?? "");
  const next = now < 0 ? (by > 0 ? 0 : meridian.points.length - 1) : now + by;
  if (next >= 0 && next < meridian.points.length) stand(meridian.points[next]);
  if (next >= meridian.points.length - 1) isWalking.value = false;
}

/** Where the walk stands now: the point's name and its sentence. */
function Standing() {
  const code = chosen.value;
  const card = useAnswer<PointCard>(code ? `/api/points/${encodeURIComponent(code)}` : undefined).data;
  const row = code ? pointByCode.value.get(code) : undefined;
  if (!row) return <p class="quiet">{t("walk.hint")}</p>;
  return (
    <div class="standing" aria-live="polite">
      <p class="standing-name"><a href={href(`/point/${toId(row.code)}${side.value === "R" ? "?side=R" : ""}`)}>{row.code} {row.name} <span lang="zh-Hans">{row.characters}</span></a></p>
      {card?.code === code && card?.where.map((sentence) => <p key={sentence}>{sentence}</p>)}
    </div>
  );
}

function Walk({ meridian }: { meridian: Meridian }) {
  useEffect(() => {
    if (!isWalking.value) return;
    const timer = setInterval(() => walk(meridian, 1), STEP_MS);
    return () => clearInterval(timer);
  }, [isWalking.value, meridian.id]);
  useEffect(() => () => void (isWalking.value = false), [meridian.id]);
  const start = (): void => {
    isWalking.value = !isWalking.value;
    if (isWalking.value && chosen.value === meridian.points.at(-1)) stand(meridian.points[0]);
    else if (isWalking.value) walk(meridian, 1);
  };
  return (
    <Section title={t("walk")}>
      <div class="row">
        <button type="button" class="round" aria-label={t("walk.back")} onClick={() => walk(meridian, -1)}><BackIcon /></button>
        <button type="button" class="primary" id="walk" onClick={start}>{isWalking.value ? <PauseIcon /> : <PlayIcon />}{t(isWalking.value ? "walk.stop" : "walk.start")}</button>
        <button type="button" class="round" aria-label={t("walk.next")} onClick={() => walk(meridian, 1)}><NextIcon /></button>
        {hasSides(meridian.points) && <Segments name="side" label={t("side")} hidden value={side.value} choices={[["R", t("side.right")], ["L", t("side.left")]]} choose={(s) => setQuery("side", s === "R" ? "R" : null)} />}
      </div>
      <Standing />
      <ol class="walk-list">
        {meridian.points.map((code) => {
          const row = pointByCode.value.get(code);
          return (
            <li key={code}>
              <button type="button" class="walk-point" aria-current={chosen.value === code ? "true" : undefined} onClick={() => stand(code)}>
                <strong>{code}</strong> {row?.name} <span lang="zh-Hans">{row?.characters}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

function Facts({ meridian }: { meridian: Meridian }) {
  const partner = meridian.paired ? meridianById.value.get(meridian.paired) : undefined;
  const facts: [string, string | null][] = [
    [t("meridian.direction"), meridian.direction && told("direction", meridian.direction)],
    [t("meridian.phase"), meridian.phase && told("phase", meridian.phase)],
    [t("meridian.yin_yang"), meridian.yin_yang && told("yin_yang", meridian.yin_yang)],
  ];
  return (
    <dl class="facts">
      {facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
      {partner && <div><dt>{t("meridian.partner")}</dt><dd><a href={href(`/meridian/${partner.id}`)}>{partner.name}</a></dd></div>}
    </dl>
  );
}

export function MeridianScreen({ id }: { id: string }) {
  const meridian = meridianById.value.get(id);
  if (!meridian) return meridianById.value.size ? <Title>{t("missing")}</Title> : <p class="waiting">{t("waiting")}</p>;
  return (
    <>
      <Title kicker={<Tone class="code" tone={meridian.colour}>{meridian.vessel ? t("meridian.vessel") : meridian.id}</Tone>}>{meridian.name}</Title>
      <p class="local">{meridian.characters !== meridian.name && <><span lang="zh-Hans">{meridian.characters}</span> · </>}{meridian.pinyin}{meridian.unchecked && <Unchecked />}</p>
      {meridian.clock && <Clock own={meridian} />}
      <Facts meridian={meridian} />
      <Walk meridian={meridian} />
    </>
  );
}
