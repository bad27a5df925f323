/** Units of the page's fields.  The server is always asked in centimetres and kilograms. */

export const CM_PER_INCH = 2.54;
export const KG_PER_LB = 0.45359237;

/** Feet and whole inches of a height. */
export function feetOf(cm: number): [number, number] {
  const inches = Math.round(cm / CM_PER_INCH);
  return [Math.floor(inches / 12), inches % 12];
}

export function feetWords(cm: number): string {
  const [feet, inches] = feetOf(cm);
  return `${feet}′ ${inches}″`;
}

/** A height in centimetres, to a tenth. */
export function cmOf(feet: number, inches: number): number {
  return Math.round((feet * 12 + inches) * CM_PER_INCH * 10) / 10;
}
