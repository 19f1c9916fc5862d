/**
 * Amounts of CPU and memory as Amazon ECS writes them in task definitions, overrides and tasks.
 *
 * Source: the ECS API reference, `cpu` and `memory` of RegisterTaskDefinition ("1 vCPU or 1 vcpu", "1GB or 1 GB", converted to an
 * integer when the definition is registered).
 */

/** Text without a unit is a whole number: `.5` as CPU units would surely be meant as vCPU, so it is no quantity at all. */
const WHOLE = /^\d+$/;
const WITH_UNIT = /^(\d+(?:\.\d*)?|\.\d+) *([a-z]+)$/i;

const UNITS_PER_VCPU = 1024;
const MIB_PER_GB = 1024;

/**
 * CPU units (1024 a vCPU) of `256`, `"256"`, `".5 vCPU"` or `"2vcpu"`; vCPUs are rounded to whole units.
 *
 * @returns undefined where it is no such text, or a number that is negative, not finite or beyond the safe integers.
 */
export function parseCpuUnits(quantity: string | number): number | undefined {
  return parseQuantity(quantity, 'vcpu', UNITS_PER_VCPU);
}

/**
 * MiB of `512`, `"512"`, `"1 GB"` or `"0.5gb"`, where ECS counts 1024 MiB a GB; GBs are rounded to whole MiB.
 *
 * @returns undefined where it is no such text, or a number that is negative, not finite or beyond the safe integers.
 */
export function parseMemoryMiB(quantity: string | number): number | undefined {
  return parseQuantity(quantity, 'gb', MIB_PER_GB);
}

function parseQuantity(quantity: string | number, unit: string, perUnit: number): number | undefined {
  if (typeof quantity === 'number') return amountOf(quantity);
  const whole = smallWholeNumber(quantity);
  if (whole !== undefined) return whole;
  const text = quantity.trim();
  if (WHOLE.test(text)) return amountOf(Number(text));
  const [, digits, name] = WITH_UNIT.exec(text) ?? [];
  if (digits === undefined || name?.toLowerCase() !== unit) return undefined;
  return amountOf(Math.round(Number(digits) * perUnit));
}

/** What nearly every quantity is, several of them in each of a million tasks: up to nine digits and nothing else. */
function smallWholeNumber(text: string): number | undefined {
  if (text.length === 0 || text.length > 9) return undefined;
  let value = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Sums of amounts have to stay exact, so what a double cannot count one by one is no amount. Adding 0 turns -0 into 0. */
function amountOf(value: number): number | undefined {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value + 0 : undefined;
}
