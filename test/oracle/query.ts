/**
 * A naive evaluator of the query language: one host at a time, one predicate at a time, arrays and loops.
 *
 * It is written from the language reference and takes nothing from the product but the types of the syntax tree, so that
 * it can disagree with it. The regular expression engine is a given of the language (RE2), so it is the same one.
 */
import { RE2JS } from 're2js';
import type { ComparisonOperator, Expression, Predicate } from '../../src/language/ast.js';
import type { OracleHost } from './query-fleet.js';
import {
  compareDecimals,
  compareInstants,
  compareIntegers,
  compareTexts,
  compareVersions,
  type Order,
  readDecimal,
  readInstant,
  readInteger,
  readVersion,
} from './query-values.js';

/** Keys of the hosts for which the expression holds, ascending by code unit. */
export function matchingKeys(expression: Expression, hosts: readonly OracleHost[]): string[] {
  const keys: string[] = [];
  for (const host of hosts) if (holdsOn(expression, host)) keys.push(host.key);
  return keys.sort(compareTexts);
}

export function holdsOn(expression: Expression, host: OracleHost): boolean {
  switch (expression.type) {
    case 'or': {
      for (const operand of expression.operands) if (holdsOn(operand, host)) return true;
      return false;
    }
    case 'and': {
      for (const operand of expression.operands) if (!holdsOn(operand, host)) return false;
      return true;
    }
    case 'not':
      return !holdsOn(expression.operand, host);
    case 'everything':
      return true;
    default:
      return predicateHolds(expression, host);
  }
}

/** A value of a subject on a host, with what its kind can do. */
interface Found {
  /** Compares with an argument; `undefined` where the two cannot be compared. */
  readonly compare: (argument: string, ordering: boolean) => Order | undefined;
  /** What a pattern sees. */
  readonly text: string;
}

/** What a subject is on a host: present or not, and its values (none for an attribute without a value). */
interface Subject {
  readonly present: boolean;
  readonly values: readonly Found[];
  /** Negated operators ask that the subject has something to speak of. */
  readonly answerable: boolean;
}

const ABSENT: Subject = { present: false, values: [], answerable: false };

function predicateHolds(predicate: Predicate, host: OracleHost): boolean {
  const subject = subjectOf(predicate.subject.name, host);
  switch (predicate.operator.symbol) {
    case 'exists':
      return subject.present;
    case '!exists':
      return !subject.present;
    case '!=':
    case '!in':
    case '!~':
      return subject.answerable && !someMatches(predicate, subject);
    default:
      return someMatches(predicate, subject);
  }
}

/** Whether some value of the subject stands in the positive form of the predicate's relation. */
function someMatches(predicate: Predicate, subject: Subject): boolean {
  for (const value of subject.values) if (valueMatches(predicate, value)) return true;
  return false;
}

function valueMatches(predicate: Predicate, value: Found): boolean {
  if (predicate.type === 'comparison') {
    return compares(predicate.operator.symbol, value, predicate.value.text);
  }
  if (predicate.type === 'membership') {
    for (const member of predicate.values) if (compares('==', value, member.text)) return true;
    return false;
  }
  if (predicate.type === 'match') return RE2JS.compile(predicate.pattern.text).matcher(value.text).matches();
  throw new Error('existence has no value');
}

function compares(operator: ComparisonOperator, value: Found, argument: string): boolean {
  const ordering = operator !== '==' && operator !== '!=';
  const order = value.compare(argument, ordering);
  if (order === undefined) return false;
  switch (operator) {
    case '==':
    case '!=': // negated by the caller
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function subjectOf(name: string, host: OracleHost): Subject {
  if (name.startsWith('attribute:')) return attributeOf(name.slice('attribute:'.length), host);
  switch (name) {
    case 'agentConnected':
      return host.agentConnected === undefined ? ABSENT : single(booleanValue(host.agentConnected));
    case 'agentVersion':
      return host.agentVersion === undefined ? ABSENT : versionOf(host.agentVersion);
    case 'ec2InstanceId':
      return host.ec2InstanceId === undefined ? ABSENT : single(textValue(host.ec2InstanceId));
    case 'registeredAt':
      return host.registeredAt === undefined ? ABSENT : single(instantValue(host.registeredAt));
    case 'runningTasksCount':
      return host.runningTasksCount === undefined ? ABSENT : single(integerValue(host.runningTasksCount));
    case 'task:group':
      return groupsOf(host);
    default:
      throw new Error(`the oracle does not know the subject ${name}`);
  }
}

function single(value: Found): Subject {
  return { present: true, values: [value], answerable: true };
}

function attributeOf(name: string, host: OracleHost): Subject {
  if (!host.attributes.has(name)) return ABSENT;
  const value = host.attributes.get(name);
  if (value === undefined || value === null) return { present: true, values: [], answerable: false };
  return single(attributeValue(value));
}

/** A task without a group counts as a task and matches no group. */
function groupsOf(host: OracleHost): Subject {
  const values: Found[] = [];
  for (const group of host.runningGroups) if (group !== undefined) values.push(textValue(group));
  const some = host.runningGroups.length > 0;
  return { present: some, values, answerable: some };
}

function versionOf(text: string): Subject {
  const version = readVersion(text);
  if (version === undefined) return ABSENT;
  const compare = (argument: string): Order | undefined => {
    const other = readVersion(argument);
    return other === undefined ? undefined : compareVersions(version, other);
  };
  return single({ compare, text });
}

function booleanValue(value: boolean): Found {
  return { compare: (argument) => compareTexts(String(value), argument), text: String(value) };
}

function textValue(value: string): Found {
  return { compare: (argument) => compareTexts(value, argument), text: value };
}

/** Ordering on an attribute goes by number where the argument is one; equality is always that of text. */
function attributeValue(value: string): Found {
  const compare = (argument: string, ordering: boolean): Order | undefined => {
    const number = ordering ? readDecimal(argument) : undefined;
    if (number === undefined) return compareTexts(value, argument);
    const own = readDecimal(value);
    return own === undefined ? undefined : compareDecimals(own, number);
  };
  return { compare, text: value };
}

function instantValue(micros: bigint): Found {
  const compare = (argument: string): Order | undefined => {
    const other = readInstant(argument);
    return other === undefined ? undefined : compareInstants(micros, other);
  };
  return { compare, text: '' };
}

function integerValue(value: number): Found {
  const compare = (argument: string): Order | undefined => {
    const other = readInteger(argument);
    return other === undefined ? undefined : compareIntegers(BigInt(value), other);
  };
  return { compare, text: '' };
}
