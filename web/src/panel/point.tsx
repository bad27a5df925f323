/** The card of a point: names, cautions, where it lies and how that is found, who may do what, tradition, evidence, neighbours. */
import type { PointCard } from "../api/types";
import { useAnswer } from "../state/words";
import { t, told } from "../i18n";
import { colourOf, meridianById, pointByCode } from "../state/atlas";
import { hasSides, onSkin } from "../state/body";
import * as player from "../state/player";
import { fromId, href, setQuery, side, toId } from "../state/route";
import { canDraw } from "../state/stage";
import { Segments } from "./fields";
import { BackIcon, CautionIcon, HandIcon, NeedleIcon, NextIcon, PlayIcon } from "./icons";
import { Lines } from "./lines";
import { Section, Shown, Title, Unchecked } from "./parts";
import { Tone } from "./tone";

const NAME_FORMS = ["pinyin", "simplified", "traditional", "korean", "kana", "romaji", "vietnamese", "english"];

function Head({ card }: { card: PointCard }) {
  const meridian = meridianById.value.get(card.meridian);
  const isSaid = [card.names["pinyin"]?.text, card.names["simplified"]?.text].includes(card.local);
  return (
    <div class="point-head">
      <p class="han" lang="zh-Hans" aria-hidden="true">{card.names["simplified"]?.text}</p>
      <div>
        <Title kicker={<Tone class="code" tone={colourOf(card.meridian)}>{card.code}</Tone>}>{card.names["pinyin"]?.text}</Title>
        {!isSaid && <p class="local">{card.local}{card.names["english"]?.unchecked && <Unchecked />}</p>}
        {meridian && <a class="to-meridian" href={href(`/meridian/${meridian.id}`)}>{meridian.name}</a>}
      </div>
    </div>
  );
}

/** Which sides a point has on the body that is shown. */
function SideChoice({ card }: { card: PointCard }) {
  if (!hasSides(card.sites)) return null;
  return <Segments name="side" label={t("side")} hidden value={side.value} choices={[["R", t("side.right")], ["L", t("side.left")]]} choose={(s) => setQuery("side", s === "R" ? "R" : null)} />;
}

/** The sigma of the place on this body, in words. */
function Sure({ card }: { card: PointCard }) {
  const points = onSkin.value?.points;
  const i = points?.codes.findIndex((site, k) => card.sites.includes(site) && (points.sides[k] === side.value || points.sides[k] === "M")) ?? -1;
  const sigma = points?.sigma_mm[i];
  const status = points?.status[i];
  return (
    <>
      {typeof sigma === "number" && sigma >= 0.5 && <p class="quiet">{t("point.sigma", { mm: Math.round(sigma) })}</p>}
      {status && status !== "found" && <p class="note">{told("status", status)}</p>}
    </>
  );
}

function Where({ card }: { card: PointCard }) {
  return (
    <Section title={t("point.where")}>
      {card.where.map((sentence) => <p class="where" key={sentence}>{sentence}</p>)}
      <div class="row">
        {canDraw.value !== "none" && (
          <button type="button" class="primary" id="watch" onClick={player.open}><PlayIcon />{t("film.watch")}</button>
        )}
        <SideChoice card={card} />
      </div>
      <Sure card={card} />
    </Section>
  );
}

function Tradition({ card }: { card: PointCard }) {
  const sources = [...new Set(card.tradition.map((use) => use.source))];
  if (!card.tradition.length && !card.classes.length) return null;
  return (
    <Section title={<>{t("point.tradition")} <span class="badge">{t("badge.tradition")}</span></>}>
      {card.classes.length > 0 && <ul class="chips">{card.classes.map((c) => <li key={c.id + c.detail} class="chip still">{c.name}{c.unchecked && <Unchecked />}</li>)}</ul>}
      {card.tradition.length > 0 && (
        <>
          <p class="quiet">{card.tradition_note.text}</p>
          <ul class="uses">{card.tradition.map((use) => <li key={use.id}>{use.use}{use.unchecked && <Unchecked />}</li>)}</ul>
          {sources.map((source) => <p class="source" key={source}>{source}</p>)}
        </>
      )}
    </Section>
  );
}

function May({ card }: { card: PointCard }) {
  const { press, needle } = card.may;
  return (
    <Section title={t("point.may")}>
      <div class={press.allowed ? "may" : "may may-not"}>
        {press.allowed ? <HandIcon /> : <CautionIcon />}
        <div>
          <p class="may-word">{t(press.allowed ? "point.press_yes" : "point.press_no")}</p>
          <Lines lines={press.lines} />
        </div>
      </div>
      <div class="may">
        <NeedleIcon />
        <Lines lines={needle.lines} />
      </div>
    </Section>
  );
}

function Names({ card }: { card: PointCard }) {
  return (
    <details class="more">
      <summary>{t("point.names")}</summary>
      <dl class="names">
        {NAME_FORMS.filter((form) => card.names[form]?.text).map((form) => (
          <div key={form}>
            <dt>{told("name", form)}</dt>
            <dd>{card.names[form]!.text}{card.names[form]!.unchecked && <Unchecked />}</dd>
          </div>
        ))}
      </dl>
      {card.first_named.map((f) => <p class="source" key={f.source + f.chapter}>{t("point.first_named")}: {f.source}, {f.chapter}{f.unchecked && <Unchecked />}</p>)}
    </details>
  );
}

function Neighbour({ code, isNext }: { code: string | null; isNext: boolean }) {
  const row = code ? pointByCode.value.get(code) : undefined;
  if (!row) return <span />;
  const keepSide = side.value === "R" ? "?side=R" : "";
  return (
    <a class={isNext ? "neighbour next" : "neighbour"} href={href(`/point/${toId(row.code)}${keepSide}`)} aria-label={t(isNext ? "point.next" : "point.before", { code: row.code, name: row.name })}>
      {!isNext && <BackIcon />}
      <span><strong>{row.code}</strong> {row.name}</span>
      {isNext && <NextIcon />}
    </a>
  );
}

function Card({ card }: { card: PointCard }) {
  return (
    <article class="point">
      <Head card={card} />
      <Where card={card} />
      <May card={card} />
      <Section title={t("point.cautions")}><Lines lines={card.cautions} rows /></Section>
      <Tradition card={card} />
      <Section title={t("point.evidence")}>
        <Lines lines={card.evidence.filter((line) => line.kind !== "title")} rows />
        <p><a href={href(`/evidence/${toId(card.code)}`)}>{t("evidence.all")}</a></p>
      </Section>
      <Names card={card} />
      <nav class="neighbours" aria-label={t("point.neighbours")}>
        <Neighbour code={card.neighbours.before} isNext={false} />
        <Neighbour code={card.neighbours.after} isNext />
      </nav>
    </article>
  );
}

export function PointScreen({ id }: { id: string }) {
  const answer = useAnswer<PointCard>(`/api/points/${encodeURIComponent(fromId(id))}`);
  return <Shown answer={answer}>{(card) => <Card card={card} />}</Shown>;
}
