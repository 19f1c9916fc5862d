/**
 * Amounts with units, as queries write them: `4GiB` of memory, `2vcpu` of CPU.
 *
 * Every factor is a power of two, so that an amount with a unit is exactly the number that the same amount has without one.
 */

/** Resource → unit → how many MiB, or CPU units, it is. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  memory: { KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10, TiB: 2 ** 20 },
  cpu: { vcpu: 2 ** 10 },
};

const AMOUNT = /^([+-]?\d+(?:\.\d+)?)([A-Za-z]*)$/;

/** What is wrong with a unit: it is one of another resource (given), or none at all. */
export type AmountProblem = { readonly unitOf: string } | 'unreadable';

/** The units of a resource, none for most. */
export function unitsOf(resource: string): readonly string[] {
  return Object.hasOwn(UNITS, resource) ? Object.keys(UNITS[resource] ?? {}) : [];
}

/** Read a decimal number with a unit of the resource or without one: in MiB, CPU units, or whatever the resource is counted in. */
export function parseAmount(text: string, resource: string): number | AmountProblem {
  const [, digits, unit = ''] = AMOUNT.exec(text) ?? [];
  if (digits === undefined) return 'unreadable';
  if (unit === '') return Number(digits);
  const factor = unitsOf(resource).includes(unit) ? UNITS[resource]?.[unit] : undefined;
  if (factor !== undefined) return Number(digits) * factor;
  const other = Object.keys(UNITS).find((name) => unitsOf(name).includes(unit));
  return other === undefined ? 'unreadable' : { unitOf: other };
}

const LOOSE = /^([+-]?)(\d*)(?:\.(\d*))? *([A-Za-z]+|%)?$/;

/** What somebody may have meant who wrote the amount otherwise: `4GB`, `.5 vCPU`, `500m`. */
export function mendAmount(text: string, resource: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', unit = ''] = LOOSE.exec(text.trim()) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const digits = `${sign}${whole || '0'}${fraction && `.${fraction}`}`;
  const spelled = unit.toLowerCase();
  if (resource === 'memory' && /^[kmgt]i?b?$/.test(spelled)) return `${digits}${spelled[0]?.toUpperCase()}iB`;
  if (resource === 'cpu' && /^(v?cpus?|v?cores?)$/.test(spelled)) return `${digits}vcpu`;
  if (resource === 'cpu' && unit === 'm') return `${shifted(digits, 3)}vcpu`;
  return unit === '' && digits !== text ? digits : undefined;
}

/** A share written as a percentage, as the number it is: `20%` is 0.2. */
export function mendShare(text: string): string | undefined {
  const [, digits] = /^([+-]?\d+(?:\.\d+)?) *%$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : shifted(digits, 2);
}

/** The decimal point so many places to the left. */
function shifted(digits: string, places: number): string {
  const sign = /^[+-]/.exec(digits)?.[0] ?? '';
  const [whole = '', fraction = ''] = digits.slice(sign.length).split('.');
  const padded = whole.padStart(places + 1, '0');
  const point = padded.length - places;
  const rest = `${padded.slice(point)}${fraction}`.replace(/0+$/, '');
  const front = padded.slice(0, point).replace(/^0+(?=\d)/, '');
  return `${sign}${front}${rest && `.${rest}`}`;
}
