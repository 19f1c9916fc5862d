import type { InstanceReasons, Reason, ReasonCount } from '../../index.js';
import type { Column } from '../output/answer.js';
import { plural } from '../output/terminal.js';

/** What a reason code means where no host's facts are at hand, by what stands before its colon. */
const WORDS: Readonly<Record<string, (detail: string) => string>> = {
  status: () => 'not ACTIVE',
  agent: () => 'agent not connected',
  cluster: () => 'of another cluster',
  resource: (name) => (name === 'gpu' ? 'too few GPUs free' : `too little ${RESOURCE_NAMES[name] ?? name} free`),
  port: (port) => (port.startsWith('0/') ? `too few ${port.slice(2)} ports free` : `port ${port} taken`),
  attribute: (name) => `attribute ${name} missing or of another value`,
  constraint: (index) => `placement constraint ${index} does not hold`,
  distinctInstance: () => 'runs a task of the group already',
  spread: (index) => `as many tasks there as placement strategy ${index} allows`,
};

const RESOURCE_NAMES: Readonly<Record<string, string>> = { cpu: 'CPU' };

/** A reason code in words: `resource:memory` → too little memory free. */
export function codeWords(code: string): string {
  const colon = code.indexOf(':');
  const kind = colon === -1 ? code : code.slice(0, colon);
  return WORDS[kind]?.(code.slice(colon + 1)) ?? code;
}

/** One reason against one host, in words with its facts. */
export function reasonWords(reason: Reason): string {
  if ('bucket' in reason) return `${reason.code}: ${bucketWords(reason)}`;
  if ('failing' in reason) return `${reason.code}: ${reason.failing.map(failingWords).join(', ')}`;
  if ('present' in reason) return `${codeWords(reason.code)}: ${attributeWords(reason)}`;
  if ('reserved' in reason) return `${codeWords(reason.code)}${reason.reserved ? ' (reserved on the host)' : ''}`;
  if ('free' in reason) {
    return `${codeWords(reason.code)}: ${amount(reason.asked, reason.code)} asked, ${amount(reason.free)} free`;
  }
  return 'found' in reason ? `${codeWords(reason.code)}: ${found(reason.found)}` : codeWords(reason.code);
}

type SpreadReason = Extract<Reason, { readonly bucket: string | null }>;

function bucketWords({ field, bucket, tasks, limit, most }: SpreadReason): string {
  if (bucket === null) return `${field} absent, and ${limit} is asked for`;
  return `${plural(tasks, 'task')} in ${bucket}, ${limit} ${most}`;
}

type ConstraintReason = Extract<Reason, { readonly failing: unknown }>;
type AttributeReason = Extract<Reason, { readonly present: boolean }>;
type AmountReason = Extract<Reason, { readonly free: unknown }>;

type Failing = ConstraintReason['failing'][number];

function failingWords(failing: Failing): string {
  return `${condition(failing)} (${found(failing.found)})`;
}

/** What should be and is not. */
function condition({ predicate, holds }: Failing): string {
  return holds ? `not(${predicate})` : predicate;
}

function attributeWords({ asked, found: value, present }: AttributeReason): string {
  return `${asked === null ? 'any value' : asked} asked, ${present && value === null ? 'no value' : found(value)}`;
}

function amount(value: AmountReason['asked'] | AmountReason['free'], code = ''): string {
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(' ');
  return typeof value === 'number' ? `${grouped(value)}${UNITS[code] ?? ''}` : value;
}

/** What stands behind a number; devices, ports and named resources have no unit. */
const UNITS: Readonly<Record<string, string>> = { 'resource:cpu': ' units', 'resource:memory': ' MiB' };

/** A number as people read it: 180,000. */
export function grouped(value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY) return 'any number';
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 6 }) : value;
}

function found(value: unknown): string {
  if (value === null || value === undefined) return 'absent';
  if (Array.isArray(value)) return value.length === 0 ? 'found none' : `found ${firstOf(value)}`;
  return `found ${value}`;
}

/** The first of many values: a host may run hundreds of tasks. */
function firstOf(values: readonly unknown[]): string {
  const rest = values.length - SHOWN_VALUES;
  return values.slice(0, SHOWN_VALUES).join(', ') + (rest > 0 ? ` and ${grouped(rest)} more` : '');
}

/** The table of reasons: how many hosts each holds back, and how many of them nothing else does. */
export const REASON_COLUMNS: readonly Column[] = [
  { title: 'instances', value: ({ hosts }) => grouped(hosts), align: 'right' },
  { title: 'only this', value: ({ alone }) => grouped(alone), align: 'right' },
  { title: 'reason', value: ({ code }) => code },
  { title: 'in words', value: ({ code, words }) => words ?? codeWords(String(code)), wrap: true },
];

/** Facts of a reason on all the hosts that it holds back. */
interface Facts {
  readonly reasons: Reason[];
  /** The most that is free on a host that nothing but its room keeps out, and on any. */
  mostOpen: number | undefined;
  most: number;
}

/** The reasons with words that sum up the facts of the hosts they hold back. */
export function summarize(
  reasons: readonly ReasonCount[],
  hosts: readonly InstanceReasons[],
): readonly (ReasonCount & { readonly words: string })[] {
  const facts = new Map<string, Facts>();
  for (const { reasons: all } of hosts) {
    const isOpen = all.every(isOfRoom);
    for (const reason of all) addFacts(facts, reason, isOpen);
  }
  return reasons.map((count) => {
    const known = facts.get(count.code);
    return { ...count, words: known === undefined ? codeWords(count.code) : summaryWords(count.code, known) };
  });
}

function addFacts(facts: Map<string, Facts>, reason: Reason, isOpen: boolean): void {
  let known = facts.get(reason.code);
  if (known === undefined) {
    known = { reasons: [], mostOpen: undefined, most: Number.NEGATIVE_INFINITY };
    facts.set(reason.code, known);
  }
  known.reasons.push(reason);
  if (!('free' in reason) || typeof reason.free !== 'number') return;
  known.most = Math.max(known.most, reason.free);
  if (isOpen) known.mostOpen = Math.max(known.mostOpen ?? Number.NEGATIVE_INFINITY, reason.free);
}

/** Whether a reason is about what is free there; any other rules the host out, however empty it is. */
function isOfRoom(reason: Reason): boolean {
  return 'free' in reason || 'reserved' in reason;
}

function summaryWords(code: string, { reasons, most, mostOpen }: Facts): string {
  const [first] = reasons;
  if (first === undefined) return codeWords(code);
  if ('bucket' in first) return spreadWords(first, reasons);
  if ('failing' in first)
    return constraintWords(reasons.flatMap((reason) => ('failing' in reason ? reason.failing : [])));
  if ('present' in first) return `${first.asked ?? 'any value'} asked, ${mostFound(reasons.map(foundIn))}`;
  if ('free' in first && typeof first.asked === 'number') {
    // The emptiest host is no help where something else rules it out: then that is said.
    const best = mostOpen === undefined ? `${grouped(most)} free, on ruled-out instances` : `${grouped(mostOpen)} free`;
    return `${codeWords(code)}: ${amount(first.asked, code)} asked, at most ${best}`;
  }
  if ('reserved' in first) return portWords(code, reasons);
  if (code === 'agent') return codeWords(code);
  return 'found' in first ? `${codeWords(code)}: ${mostFound(reasons.map(foundIn))}` : codeWords(code);
}

function portWords(code: string, reasons: readonly Reason[]): string {
  const reserved = reasons.filter((reason) => 'reserved' in reason && reason.reserved).length;
  if (reserved === 0) return codeWords(code);
  return `${codeWords(code)}${reserved === reasons.length ? ', reserved on the instances' : `, reserved on ${grouped(reserved)}`}`;
}

/** The bound that keeps the hosts out, and how many have no bucket. */
function spreadWords({ field, limit, most }: SpreadReason, reasons: readonly Reason[]): string {
  const absent = reasons.filter((reason) => 'bucket' in reason && reason.bucket === null).length;
  const without = absent === 0 ? '' : `; ${field} absent on ${grouped(absent)}`;
  return `${limit} ${most} of the spread on ${field}${without}`;
}

/** Which conditions fail, the most frequent first; what is found instead, where there is but one. */
function constraintWords(failing: readonly Failing[]): string {
  const counts = countBy(failing.map(condition));
  const [first] = counts;
  // What runs on a host is another list on each: how many hosts is all there is to sum up.
  if (first !== undefined && counts.length === 1 && !failing.some((each) => Array.isArray(each.found))) {
    return `${first[0]}${similar(failing)}: ${mostFound(failing.map((each) => found(each.found)))}`;
  }
  const shown = counts.slice(0, SHOWN_VALUES).map(([predicate, count]) => `${predicate} fails on ${grouped(count)}`);
  const rest = counts.length - shown.length;
  return shown.join(', ') + (rest > 0 ? `, and ${plural(rest, 'other condition')}` : '');
}

const EQUALITY = /^\S+\s+(?:==|equals)\s+(\S+)$/;

/** What may have been meant: of the values found, one that is a slip of the finger away from the one that no host has. */
function similar(failing: readonly Failing[]): string {
  const asked = EQUALITY.exec(failing[0]?.predicate ?? '')?.[1];
  if (asked === undefined || failing[0]?.holds !== false) return '';
  const values = countBy(failing.flatMap((each) => (typeof each.found === 'string' ? [each.found] : [])));
  const near = values.find(([value]) => isSlip(asked, value));
  return near === undefined ? '' : ` (did you mean ${near[0]}?)`;
}

/** Whether one letter behind the first is missing, too many or wrong. Other digits are another version, not a slip. */
function isSlip(asked: string, value: string): boolean {
  const shorter = Math.min(asked.length, value.length);
  let start = 0;
  while (start < shorter && asked[start] === value[start]) start++;
  let end = 0;
  while (end < shorter - start && asked.at(-1 - end) === value.at(-1 - end)) end++;
  const differing = [asked.slice(start, asked.length - end), value.slice(start, value.length - end)];
  return start > 0 && differing.every((part) => /^\D?$/.test(part));
}

function foundIn(reason: Reason): string {
  return 'found' in reason ? found(reason.found) : '';
}

/** Values that are shown of those found on the hosts. */
const SHOWN_VALUES = 3;

/** The values found most often. */
function mostFound(values: readonly string[]): string {
  const counts = countBy(values);
  const shown = counts.slice(0, SHOWN_VALUES);
  const rest = counts.length - shown.length;
  const words = shown.map(([value, count]) => (counts.length === 1 ? value : `${value} on ${grouped(count)}`));
  return words.join(', ') + (rest > 0 ? `, and ${plural(rest, 'other value')}` : '');
}

/** The different texts, the most frequent first. */
function countBy(texts: readonly string[]): readonly (readonly [text: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
