/**
 * The words that random fleets and random expressions share, so that an expression often speaks of what a fleet has.
 *
 * Which operators a subject takes is written down here once more, from the language reference, for the tests alone.
 */
import type { Operator } from '../../src/language/ast.js';
import type { Dialect } from '../../src/language/dialect.js';

export const ATTRIBUTE_NAMES = [
  'stack',
  'zone',
  'rack',
  'weight',
  'ecs.instance-type',
  'com.example/feature_x',
  'a\\b',
  'gpu',
] as const;

/** Values of attributes and arguments alike: plain ones, numbers, odd ones, words of the language. */
export const TEXTS = [
  'prod',
  'Prod',
  'dev',
  '',
  'us-east-1a',
  't2.micro',
  't2.large',
  'm5.xlarge',
  '5',
  '10',
  '9',
  '2.5',
  '2.50',
  '-3',
  '0',
  'true',
  'and',
  'in',
  "it's",
  'say "hi"',
  'a b',
  'back\\slash',
  'trailing\\',
  'é',
  'e\u0301',
  '\u{1F600}',
  '\uFFFD',
  'x\ny',
  '*',
] as const;

export const GROUPS = ['service:web', 'service:web2', 'service:api', 'family:batch', 'database', 'Database'] as const;

export const EC2_INSTANCE_IDS = ['i-0a', 'i-0b', 'i-0A', 'i-ffff', 'mi-1'] as const;

/** Versions that can be compared, the equal ones in several spellings. */
export const VERSIONS = [
  '1.9.0',
  '1.9',
  '1.14.5',
  '1.14.5-beta',
  '1.14.5-alpha',
  '1.14.5-rc.1',
  '1.14.5.0',
  '1.100.0',
  '2',
  '2.0.0',
  '0.0.1',
  '1.99999999999999999999.0',
] as const;

/** What agents have said instead of a version. */
export const ODD_VERSIONS = ['dev', '', 'v1.9.0', '1..2', '1.9.x', '.9', '1.9.'] as const;

/** Instants, several of them the same one in another spelling. */
export const INSTANTS = [
  '2018-06-18T22:28:28+00:00',
  '2018-06-18T22:28:28Z',
  '2018-06-18T22:28:28',
  '2018-06-19T00:28:28+02:00',
  '2018-06-18T22:28:28.123456Z',
  '2018-06-18T22:28:28.123Z',
  '2018-06-18T22:28:28.5-07:30',
  '2018-06-18',
  '2018-06-18T00:00:00Z',
  '2017-12-31T23:59:59Z',
  '2018-01-01',
  '2020-02-29',
  '1969-12-31T23:59:59Z',
] as const;

/** Patterns of which every one compiles, those on the left written so that they stand bare. */
export const BARE_PATTERNS = [
  't2.*',
  '.*',
  '.',
  '..',
  'prod|dev',
  '(t2|m5)\\.(micro|xlarge)',
  '[a-z]+',
  '[^)]*',
  '[,(]?prod',
  '\\d+(\\.\\d+)?',
  '-?[0-9]{1,2}',
  '(?i)PROD',
  '(?i:database|SERVICE:.*)',
  'service:.*',
  'service:web2?',
  'us-east-1*',
  '(p[2,3]|g[3,4]|t[2]).*',
  '\\w+',
  '\\p{L}',
  'i-0[aA]',
  'true|false',
  't.*',
  '^prod$',
  'a+?',
  '\\Qt2.micro\\E',
] as const;

export const QUOTED_PATTERNS = [
  '',
  'a b',
  '[ ab]+',
  "it's",
  'say ".*"',
  '\\s*',
  'x\\ny',
  '(?s).*',
  'a&&b|prod',
  'é',
  '\\\\',
] as const;

const TEXT_OPERATORS: readonly Operator[] = ['==', '!=', 'in', '!in', '=~', '!~'];
const ORDER_OPERATORS: readonly Operator[] = ['==', '!=', '>', '>=', '<', '<='];
const EXISTENCE: readonly Operator[] = ['exists', '!exists'];
const ALL: readonly Operator[] = ['==', '!=', '>', '>=', '<', '<=', 'in', '!in', '=~', '!~', 'exists', '!exists'];
const ORDERED_AND_LISTED: readonly Operator[] = [...ORDER_OPERATORS, 'in', '!in', ...EXISTENCE];

/** The operators that each subject takes, in each dialect (LANGUAGE 3). `attribute` stands for `attribute:<name>`. */
export const SUBJECT_OPERATORS: Readonly<Record<string, Readonly<Record<Dialect, readonly Operator[]>>>> = {
  agentConnected: { ecs: TEXT_OPERATORS, stowage: [...TEXT_OPERATORS, ...EXISTENCE] },
  agentVersion: { ecs: ORDER_OPERATORS, stowage: ORDERED_AND_LISTED },
  attribute: { ecs: ALL, stowage: ALL },
  ec2InstanceId: { ecs: TEXT_OPERATORS, stowage: ALL },
  registeredAt: { ecs: ORDER_OPERATORS, stowage: ORDERED_AND_LISTED },
  runningTasksCount: { ecs: ORDER_OPERATORS, stowage: ORDERED_AND_LISTED },
  'task:group': { ecs: [...TEXT_OPERATORS, ...EXISTENCE], stowage: [...TEXT_OPERATORS, ...EXISTENCE] },
};

export const ALL_OPERATORS = ALL;

/** Every way to write an operator. */
export const SPELLINGS: Readonly<Record<Operator, readonly string[]>> = {
  '==': ['==', 'equals'],
  '!=': ['!=', 'not_equals'],
  '>': ['>', 'greater_than'],
  '>=': ['>=', 'greater_than_equal'],
  '<': ['<', 'less_than'],
  '<=': ['<=', 'less_than_equal'],
  in: ['in'],
  '!in': ['!in', 'not_in'],
  '=~': ['=~', 'matches'],
  '!~': ['!~', 'not_matches'],
  exists: ['exists'],
  '!exists': ['!exists', 'not_exists'],
};
