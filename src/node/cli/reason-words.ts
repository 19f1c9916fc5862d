import type { InstanceReasons, Reason, ReasonCount } from '../../index.js';
import type { Column } from '../output/answer.js';
import { plural } from '../output/terminal.js';

/** What a reason code means where no host's facts are at hand, by what stands before its colon. */
const WORDS: Readonly<Record<string, (detail: string) => string>> = {
  status: () => 'not ACTIVE',
  agent: () => 'agent not connected',
  cluster: () => 'of another cluster',
  resource: (name) => (name === 'gpu' ? 'too few GPUs free' : `too little ${name} free`),
  port: (port) => (port.startsWith('0/') ? `too few ${port.slice(2)} ports free` : `port ${port} taken`),
  attribute: (name) => `attribute ${name} missing or of another value`,
  constraint: (index) => `placement constraint ${index} does not hold`,
  distinctInstance: () => 'runs a task of the group already',
  spread: (index) => `as many tasks there as placement strategy ${index} allows`,
};

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
  if ('free' in reason) return `${codeWords(reason.code)}: ${amount(reason.asked)} asked, ${amount(reason.free)} free`;
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

function amount(value: AmountReason['asked'] | AmountReason['free']): string {
  return typeof value === 'object' ? (value.length === 0 ? 'none' : value.join(' ')) : String(value);
}

function found(value: unknown): string {
  if (value === null || value === undefined) return 'absent';
  if (Array.isArray(value)) return value.length === 0 ? 'found none' : `found ${value.join(', ')}`;
  return `found ${value}`;
}

/** The table of reasons: how many hosts each holds back, and how many of them nothing else does. */
export const REASON_COLUMNS: readonly Column[] = [
  { title: 'instances', value: ({ hosts }) => hosts },
  { title: 'alone', value: ({ alone }) => alone },
  { title: 'reason', value: ({ code }) => code },
  { title: 'in words', value: ({ code, words }) => words ?? codeWords(String(code)), wrap: true },
];

/** The reasons with words that sum up the facts of the hosts they hold back. */
export function summarize(
  reasons: readonly ReasonCount[],
  hosts: readonly InstanceReasons[],
): readonly (ReasonCount & { readonly words: string })[] {
  const facts = new Map<string, Reason[]>();
  for (const { reasons: all } of hosts) {
    for (const reason of all) {
      const sameCode = facts.get(reason.code);
      if (sameCode === undefined) facts.set(reason.code, [reason]);
      else sameCode.push(reason);
    }
  }
  return reasons.map((count) => ({ ...count, words: summaryWords(count.code, facts.get(count.code) ?? []) }));
}

function summaryWords(code: string, reasons: readonly Reason[]): string {
  const [first] = reasons;
  if (first === undefined) return codeWords(code);
  if ('bucket' in first) return spreadWords(first, reasons);
  if ('failing' in first)
    return constraintWords(reasons.flatMap((reason) => ('failing' in reason ? reason.failing : [])));
  if ('present' in first) return `${first.asked ?? 'any value'} asked, ${mostFound(reasons.map(foundIn))}`;
  if ('free' in first && typeof first.asked === 'number') {
    const most = Math.max(...reasons.map((reason) => ('free' in reason ? Number(reason.free) : 0)));
    return `${codeWords(code)}: ${first.asked} asked, at most ${most} free`;
  }
  return 'found' in first ? `${codeWords(code)}: ${mostFound(reasons.map(foundIn))}` : codeWords(code);
}

/** The bound that keeps the hosts out, and how many have no bucket. */
function spreadWords({ field, limit, most }: SpreadReason, reasons: readonly Reason[]): string {
  const absent = reasons.filter((reason) => 'bucket' in reason && reason.bucket === null).length;
  const without = absent === 0 ? '' : `; ${field} absent on ${absent}`;
  return `${limit} ${most} of the spread on ${field}${without}`;
}

/** Which conditions fail, the most frequent first; what is found instead, where there is but one. */
function constraintWords(failing: readonly Failing[]): string {
  const counts = countBy(failing.map(condition));
  const [first] = counts;
  if (first === undefined || counts.length > 1) {
    return counts.map(([predicate, count]) => `${predicate} fails on ${count}`).join(', ');
  }
  return `${first[0]}: ${mostFound(failing.map((each) => found(each.found)))}`;
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
  const words = shown.map(([value, count]) => (counts.length === 1 ? value : `${value} on ${count}`));
  return words.join(', ') + (rest > 0 ? `, and ${rest} other values` : '');
}

/** The different texts, the most frequent first. */
function countBy(texts: readonly string[]): readonly (readonly [text: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
