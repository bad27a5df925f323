/** Form parts: a choice of a few, a number as slider and field, a height in feet and inches. */
import { useId } from "preact/hooks";
import { t } from "../i18n";
import { cmOf, CM_PER_INCH, feetOf, feetWords } from "./units";

interface SegmentsProps<T extends string> {
  name: string;
  label: string;
  value: T;
  choices: [T, string][];
  choose: (value: T) => void;
  hidden?: boolean;
}

/** A few choices side by side, as radio buttons. */
export function Segments<T extends string>({ name, label, value, choices, choose, hidden = false }: SegmentsProps<T>) {
  const id = useId();
  return (
    <fieldset class="segments">
      <legend class={hidden ? "hidden-text" : ""}>{label}</legend>
      <div class="segment-row">
        {choices.map(([key, text]) => (
          <label key={key} class={key === value ? "segment is-on" : "segment"}>
            <input type="radio" name={`${name}-${id}`} value={key} checked={key === value} onChange={() => choose(key)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface NumberProps {
  label: string;
  unit: string;
  value: number;
  limits: [number, number];
  step: number;
  /** one of the shown unit in units of the value */
  scale?: number;
  change: (value: number) => void;
}

const clamp = (x: number, [least, most]: [number, number]): number => Math.min(most, Math.max(least, x));

/** A number as a slider and as a field; the field is heeded when it is left or Enter is pressed. */
export function NumberField({ label, unit, value, limits, step, scale = 1, change }: NumberProps) {
  const id = useId();
  const shown = Math.round((value / scale) * 10) / 10;
  const [least, most] = [Math.ceil(limits[0] / scale), Math.floor(limits[1] / scale)];
  const set = (text: string): void => {
    const typed = Number(text);
    if (text.trim() !== "" && Number.isFinite(typed)) change(Math.round(clamp(typed * scale, limits) * 10) / 10);
  };
  return (
    <div class="measure">
      <label for={`${id}n`}>{label}</label>
      <input type="range" aria-label={`${label}, ${unit}`} min={least} max={most} step={step} value={shown} onInput={(e) => set(e.currentTarget.value)} />
      <span class="with-unit">
        <input id={`${id}n`} type="number" inputMode="decimal" min={least} max={most} step="any" value={shown} onChange={(e) => {
          set(e.currentTarget.value);
          e.currentTarget.value = String(shown);
        }} />
        <span>{unit}</span>
      </span>
    </div>
  );
}

interface FeetProps {
  label: string;
  value: number;
  limits: [number, number];
  change: (cm: number) => void;
}

/** A height as a slider of inches and as fields of feet and inches; in and out in centimetres. */
export function FeetField({ label, value, limits, change }: FeetProps) {
  const [feet, inches] = feetOf(value);
  const set = (f: number, i: number): void => change(clamp(cmOf(f, i), limits));
  const [least, most] = [Math.ceil(limits[0] / CM_PER_INCH), Math.floor(limits[1] / CM_PER_INCH)];
  return (
    <div class="measure">
      <span>{label}</span>
      <input type="range" aria-label={label} aria-valuetext={feetWords(value)} min={least} max={most} step={1} value={feet * 12 + inches} onInput={(e) => set(0, Number(e.currentTarget.value))} />
      <span class="with-unit">
        <input class="narrow" type="number" aria-label={`${label}, ${t("body.feet")}`} min={4} max={7} value={feet} onChange={(e) => set(Number(e.currentTarget.value), inches)} />
        <span>ft</span>
        <input class="narrow" type="number" aria-label={`${label}, ${t("body.inches")}`} min={0} max={11} value={inches} onChange={(e) => set(feet, Number(e.currentTarget.value))} />
        <span>in</span>
      </span>
    </div>
  );
}
