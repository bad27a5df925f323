/** The body's measures: sex, age, height and weight as sliders and as fields, metric or imperial. */
import { computed, signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { about, canChange, failure, onSkin, wish, wished, type Wish } from "../state/body";
import { units } from "../state/prefs";
import { steer } from "../state/stage";
import { FeetField, NumberField, Segments } from "./fields";
import { CloseIcon } from "./icons";
import { feetWords, KG_PER_LB } from "./units";

export const isBodyOpen = signal(false);

/** The body in a few words: "Woman, 40 years, 163 cm, 60 kg". */
export const bodyWords = computed(() => {
  const w = wish.value;
  if (!w) return "";
  const isMetric = units.value === "metric";
  const height = isMetric ? `${round(w.height_cm)} cm` : feetWords(w.height_cm);
  const weight = isMetric ? `${round(w.weight_kg)} kg` : `${Math.round(w.weight_kg / KG_PER_LB)} lb`;
  return [t(w.sex === "female" ? "body.woman" : "body.man"), t("body.years", { n: round(w.age) }), height, weight].join(" · ");
});

const round = (x: number): number => Math.round(x * 10) / 10;

function change(part: Partial<Wish>): void {
  if (wish.value) wish.value = heavyEnough({ ...wish.value, ...part });
}

/** The lightest and heaviest that the server makes at a height. */
function weightLimits(height_cm: number): [number, number] {
  const [least, most] = about.value?.limits.bmi ?? [15, 45];
  const square = (height_cm / 100) ** 2;
  return [Math.ceil(least * square), Math.floor(most * square)];
}

function heavyEnough(w: Wish): Wish {
  const [least, most] = weightLimits(w.height_cm);
  return { ...w, weight_kg: Math.min(most, Math.max(least, w.weight_kg)) };
}

/** What the server says of this body: how far it misses the wish, or what was wrong with it. */
function Notes() {
  const notes = onSkin.value?.key === wished.value ? (onSkin.value?.info.notes ?? []) : [];
  const wrong = failure.value && failure.value.code !== "offline" ? failure.value.message : "";
  return (
    <div role="status" class="body-notes">
      {wrong && <p class="note note-error">{wrong}</p>}
      {notes.map((note) => <p class="note" key={note}>{note}</p>)}
    </div>
  );
}

function Measures({ w }: { w: Wish }) {
  const limits = about.value?.limits;
  const rests = !canChange.value;
  if (!limits) return null;
  const [lightest, heaviest] = weightLimits(w.height_cm);
  return (
    <fieldset class="measures" disabled={rests}>
      <legend class="hidden-text">{t("body.measures")}</legend>
      <Segments name="sex" label={t("body.sex")} value={w.sex} choices={[["female", t("body.woman")], ["male", t("body.man")]]} choose={(sex) => change({ sex })} />
      <NumberField label={t("body.age")} unit={t("body.unit.years")} value={w.age} limits={limits.age} step={1} change={(age) => change({ age })} />
      {units.value === "metric" ? (
        <NumberField label={t("body.height")} unit="cm" value={w.height_cm} limits={limits.height_cm} step={1} change={(height_cm) => change({ height_cm })} />
      ) : (
        <FeetField label={t("body.height")} value={w.height_cm} limits={limits.height_cm} change={(height_cm) => change({ height_cm })} />
      )}
      <NumberField
        label={t("body.weight")}
        unit={units.value === "metric" ? "kg" : "lb"}
        value={w.weight_kg}
        limits={[lightest, heaviest]}
        step={1}
        scale={units.value === "metric" ? 1 : KG_PER_LB}
        change={(weight_kg) => change({ weight_kg })}
      />
    </fieldset>
  );
}

/** Whoever changes the body wants to see all of it. */
function lookHome(): void {
  steer.peek()?.home();
}

export function BodyCard() {
  const card = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute("data-measuring", isBodyOpen.value);
    if (isBodyOpen.value) lookHome();
  }, [isBodyOpen.value]);
  useEffect(() => {
    if (isBodyOpen.value) card.current?.querySelector<HTMLElement>("input:checked, button")?.focus();
  }, [isBodyOpen.value]);
  if (!isBodyOpen.value || !wish.value) return null;
  const close = (): void => {
    isBodyOpen.value = false;
    document.getElementById("body-button")?.focus();
  };
  return (
    <section id="body-card" class="card body-card" aria-label={t("body.title")} ref={card} onKeyDown={(e) => e.key === "Escape" && close()}>
      <header class="card-head">
        <h2>{t("body.title")}</h2>
        <Segments name="units" label={t("body.units")} value={units.value} choices={[["metric", "cm · kg"], ["imperial", "ft · lb"]]} choose={(u) => (units.value = u)} hidden />
        <button type="button" class="round" aria-label={t("close")} onClick={close}><CloseIcon /></button>
      </header>
      {!canChange.value && <p class="note" role="status">{t("offline.body_rests")}</p>}
      <Measures w={wish.value} />
      <Notes />
      <p class="quiet">{t("body.private")}</p>
    </section>
  );
}
