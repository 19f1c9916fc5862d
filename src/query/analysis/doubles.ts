/** The neighbours of doubles, and doubles as plain decimal text. */

/** The least double above; of the greatest, infinity. */
export function nextUp(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return value;
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** The greatest double below. */
export function nextDown(value: number): number {
  return -nextUp(-value);
}

/** A number without an exponent, as the language writes decimals; `Number` reads the same number. Infinity is a number too long. */
export function decimalText(value: number): string {
  const sign = value < 0 ? '-' : '';
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return `${sign}1${'0'.repeat(309)}`;
  const [digits = '0', exponent] = String(magnitude).split('e');
  if (exponent === undefined) return sign + digits;
  const [whole = '', fraction = ''] = digits.split('.');
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return `${sign}${all.padEnd(point, '0')}`;
}
