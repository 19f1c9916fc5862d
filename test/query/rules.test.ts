/** The rules of meaning, one row each: an expression and the hosts it holds for, by the engine and by the naive oracle. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import type { Dialect } from '../../src/language/dialect.js';
import { parse } from '../../src/language/parser.js';
import { matchingKeys } from '../oracle/query.js';
import { describedHosts } from '../oracle/query-fleet.js';
import { FLEET, FLEET_WITHOUT_TASKS, SOURCE, SOURCE_WITHOUT_TASKS, shortName } from './rules-fleet.js';

interface Row {
  readonly rule: string;
  readonly text: string;
  /** Both dialects where it is not said. */
  readonly dialect?: Dialect;
  /** Names of hosts, in order. */
  readonly ids: string;
}

const ABSENCE: readonly Row[] = [
  { rule: '== is false where the subject is absent or has no value', text: 'attribute:stack == prod', ids: 'a' },
  { rule: '!= is false there too', text: 'attribute:stack != prod', ids: 'bc' },
  { rule: 'in is false there', text: "attribute:stack in [prod, '']", ids: 'ac' },
  { rule: '!in is false there too', text: 'attribute:stack !in [prod]', ids: 'bc' },
  { rule: '=~ is false there', text: 'attribute:stack =~ .*', ids: 'abc' },
  { rule: '!~ is false there too', text: 'attribute:stack !~ prod', ids: 'bc' },
  { rule: '< is false there', text: 'attribute:stack < z', ids: 'abc' },
  { rule: '>= is false there', text: "attribute:stack >= ''", ids: 'abc' },
  { rule: '> is false there', text: 'attribute:stack > dev', ids: 'a' },
  { rule: '<= is false there', text: 'attribute:stack <= dev', ids: 'bc' },
  { rule: 'an attribute that no host has', text: 'attribute:none != x', ids: '' },
  { rule: 'agentConnected, absent', text: 'agentConnected != true', ids: 'b' },
  { rule: 'agentVersion, absent', text: 'agentVersion != 1.9.0', ids: 'bce' },
  { rule: 'ec2InstanceId, absent', text: 'ec2InstanceId != i-0a', ids: 'bce' },
  { rule: 'registeredAt, absent', text: 'registeredAt != 2018-06-18', ids: 'abc' },
  { rule: 'not is plain negation', text: 'not(attribute:stack == prod)', ids: 'bcde' },
  { rule: '! is plain negation', text: '!attribute:stack == prod', ids: 'bcde' },
  { rule: 'not of !=', text: 'not(attribute:stack != prod)', ids: 'ade' },
  { rule: 'not of not', text: 'not not attribute:stack == prod', ids: 'a' },
  { rule: 'not of an attribute that no host has', text: 'not(attribute:none == x)', ids: 'abcde' },
  { rule: 'exists is true without a value', text: 'attribute:stack exists', ids: 'abce' },
  { rule: '!exists is true where it is absent', text: 'attribute:stack !exists', ids: 'd' },
  { rule: 'not exists is !exists', text: 'not(attribute:stack exists)', ids: 'd' },
  { rule: 'exists of an attribute without any value', text: 'attribute:gpu exists', ids: 'a' },
  { rule: 'comparing an attribute without any value', text: "attribute:gpu != x or attribute:gpu == ''", ids: '' },
  { rule: 'the empty text is a value', text: "attribute:stack == ''", ids: 'c' },
  { rule: 'the empty text differs from another', text: "attribute:stack != ''", ids: 'ab' },
  { rule: 'the empty text matches the empty pattern', text: "attribute:stack =~ ''", ids: 'c' },
];

const CONNECTIVES: readonly Row[] = [
  { rule: 'and', text: 'attribute:stack == prod and agentConnected == true', ids: 'a' },
  { rule: 'or', text: 'attribute:stack == prod or attribute:stack == dev', ids: 'ab' },
  {
    rule: 'and before or',
    text: 'attribute:stack == prod or attribute:stack == dev and agentConnected == true',
    ids: 'a',
  },
  {
    rule: 'parentheses before and',
    text: '(attribute:stack == prod or attribute:stack == dev) and agentConnected == false',
    ids: 'b',
  },
  { rule: 'not before and', text: 'not attribute:stack == prod and agentConnected == true', ids: 'ce' },
  { rule: 'everything', text: '*', dialect: 'stowage', ids: 'abcde' },
  { rule: 'nothing', text: 'not *', dialect: 'stowage', ids: '' },
  { rule: 'everything and a condition', text: '* and attribute:stack == prod', dialect: 'stowage', ids: 'a' },
  { rule: 'everything or a condition', text: '* or attribute:stack == prod', dialect: 'stowage', ids: 'abcde' },
];

const LISTS: readonly Row[] = [
  { rule: 'in [] is never true', text: 'attribute:stack in []', ids: '' },
  { rule: '!in [] is true where the subject is present', text: 'attribute:stack !in []', ids: 'abc' },
  { rule: 'in [] of tasks', text: 'task:group in []', ids: '' },
  { rule: '!in [] of tasks', text: 'task:group !in []', ids: 'ace' },
  { rule: 'in of several', text: 'attribute:stack in [prod, dev, none]', ids: 'ab' },
  { rule: 'in of the same twice', text: 'attribute:stack in [prod, prod]', ids: 'a' },
  { rule: 'in a list in parentheses', text: 'attribute:stack in (prod, dev)', dialect: 'stowage', ids: 'ab' },
  { rule: 'in of booleans', text: "agentConnected in [true, 'false']", ids: 'abce' },
  { rule: '!in of booleans', text: 'agentConnected !in [true]', ids: 'b' },
  { rule: 'in of ids', text: 'ec2InstanceId in [i-0a, i-1]', ids: 'ae' },
  { rule: '!in of ids', text: 'ec2InstanceId !in [i-0a, i-1]', ids: 'bc' },
  { rule: 'in of versions', text: 'agentVersion in [1.9, 1.14.0]', dialect: 'stowage', ids: 'ae' },
  { rule: '!in of versions', text: 'agentVersion !in [1.9, 1.14.0]', dialect: 'stowage', ids: 'bc' },
  { rule: 'in of instants', text: 'registeredAt in [2018-06-18, 2018-06-18T22:28:29Z]', dialect: 'stowage', ids: 'be' },
  { rule: '!in of instants', text: 'registeredAt !in [2018-06-18]', dialect: 'stowage', ids: 'abc' },
  { rule: 'in of counts', text: 'runningTasksCount in [0, 2]', dialect: 'stowage', ids: 'abde' },
  { rule: '!in of counts', text: 'runningTasksCount !in [0, 2]', dialect: 'stowage', ids: 'c' },
];

const TASKS: readonly Row[] = [
  { rule: '== holds where some task matches', text: 'task:group == service:web', ids: 'a' },
  { rule: 'another task of the same host', text: 'task:group == database', ids: 'a' },
  { rule: 'two tasks of one group', text: 'task:group == service:api', ids: 'e' },
  { rule: 'two groups on one host', text: 'task:group == service:web and task:group == database', ids: 'a' },
  {
    rule: 'a task that should not run does not count',
    text: 'task:group == service:web and agentConnected == false',
    ids: '',
  },
  {
    rule: 'a task on a host that is not loaded matters to none',
    text: 'task:group in [service:elsewhere, service:fargate]',
    ids: '',
  },
  { rule: '!= holds where there is a task and none matches', text: 'task:group != service:web', ids: 'ce' },
  { rule: 'in holds where some task matches', text: 'task:group in [database, service:api]', ids: 'ae' },
  { rule: '!in holds where there is a task and none matches', text: 'task:group !in [database]', ids: 'ce' },
  { rule: '=~ holds where some task matches', text: 'task:group =~ service:.*', ids: 'ae' },
  { rule: '!~ holds where there is a task and none matches', text: 'task:group !~ service:.*', ids: 'c' },
  { rule: 'a task without a group matches no pattern', text: 'task:group =~ .*', ids: 'ae' },
  { rule: 'a task without a group differs from every group', text: 'task:group !~ .*', ids: 'c' },
  { rule: 'not of == holds on an empty host too', text: 'not(task:group == service:web)', ids: 'bcde' },
  { rule: 'exists', text: 'task:group exists', ids: 'ace' },
  { rule: '!exists', text: 'task:group !exists', ids: 'bd' },
  { rule: 'groups compare with case', text: 'task:group == DATABASE', ids: '' },
];

const COUNTS: readonly Row[] = [
  { rule: 'counted from tasks that should run', text: 'runningTasksCount == 2', ids: 'ae' },
  { rule: 'a host without tasks has none', text: 'runningTasksCount == 0', ids: 'bd' },
  { rule: 'a task without a group counts', text: 'runningTasksCount == 1', ids: 'c' },
  { rule: 'the field of the host does not stand', text: 'runningTasksCount == 7', ids: '' },
  { rule: '!=', text: 'runningTasksCount != 2', ids: 'bcd' },
  { rule: '>', text: 'runningTasksCount > 1', ids: 'ae' },
  { rule: '>=', text: 'runningTasksCount >= 1', ids: 'ace' },
  { rule: '<', text: 'runningTasksCount < 1', ids: 'bd' },
  { rule: '<=', text: 'runningTasksCount <= 1', ids: 'bcd' },
  { rule: 'quotes are lexical only', text: "runningTasksCount == '2'", ids: 'ae' },
  { rule: 'below zero', text: 'runningTasksCount > -1', ids: 'abcde' },
  { rule: 'beyond every number', text: 'runningTasksCount < 99999999999999999999', ids: 'abcde' },
  { rule: 'it exists wherever tasks are known', text: 'runningTasksCount exists', dialect: 'stowage', ids: 'abcde' },
];

const COUNTS_WITHOUT_TASKS: readonly Row[] = [
  { rule: 'without task records the field of the host stands', text: 'runningTasksCount == 7', ids: 'ab' },
  { rule: 'and is absent where the host does not say', text: 'runningTasksCount != 7', ids: '' },
  { rule: 'so it need not exist', text: 'runningTasksCount !exists', dialect: 'stowage', ids: 'cde' },
  { rule: 'no task: == is false', text: 'task:group == service:web', ids: '' },
  { rule: 'no task: != is false', text: 'task:group != service:web', ids: '' },
  { rule: 'no task: not of == is true', text: 'not(task:group == service:web)', ids: 'abcde' },
  { rule: 'no task: !exists is true', text: 'task:group !exists', ids: 'abcde' },
];

const TEXT: readonly Row[] = [
  { rule: 'case matters', text: 'attribute:zone == US-EAST-1A', ids: 'c' },
  { rule: 'case matters in !=', text: 'attribute:zone != us-east-1a', ids: 'bc' },
  { rule: 'case matters in ids', text: 'ec2InstanceId == i-0b', ids: 'b' },
  { rule: 'upper case sorts before lower', text: 'attribute:zone < a', ids: 'c' },
  { rule: 'text compares by code unit', text: 'attribute:note >= "\u{1F600}"', ids: 'e' },
  { rule: 'a surrogate sorts before a later code unit', text: "attribute:note < '\uFFFD'", ids: 'abce' },
  { rule: 'a quote in a value', text: "attribute:note == 'it\\'s'", ids: 'a' },
  { rule: 'a double quote in a value', text: `attribute:note == 'say "hi"'`, ids: 'b' },
  { rule: 'a backslash in a value', text: "attribute:note == 'back\\slash'", ids: 'c' },
  { rule: 'a number is not text', text: 'attribute:weight == 2.5', ids: '' },
  { rule: 'equality of attributes is of text', text: 'attribute:weight == 2.50', ids: 'e' },
];

const ORDERING: readonly Row[] = [
  { rule: 'by number where the argument is one', text: 'attribute:weight > 5', ids: 'b' },
  { rule: 'by number, equal', text: 'attribute:weight >= 5', ids: 'ab' },
  { rule: 'by number, below', text: 'attribute:weight < 5', ids: 'e' },
  { rule: 'by number, at most', text: 'attribute:weight <= 2.5', ids: 'e' },
  { rule: 'a decimal argument', text: 'attribute:weight > 2.4999', ids: 'abe' },
  { rule: 'a quoted number is a number', text: "attribute:weight > '5'", ids: 'b' },
  { rule: 'a negative argument', text: 'attribute:weight > -1', ids: 'abe' },
  {
    rule: 'a value that is no number is false both ways',
    text: 'attribute:stack < 5 or attribute:stack >= 5',
    ids: '',
  },
  { rule: 'by text otherwise', text: 'attribute:weight >= a', ids: 'c' },
  { rule: 'by text, numbers sort as text', text: 'attribute:weight < 5x', ids: 'abe' },
  { rule: 'a version is no number', text: 'attribute:weight < 9.0.0', ids: 'abe' },
  { rule: 'the empty text is no number', text: "attribute:weight > ''", ids: 'abce' },
];

const VERSIONS: readonly Row[] = [
  { rule: 'numbers compare as numbers', text: 'agentVersion > 1.9.0', ids: 'bce' },
  { rule: '1.9.0 < 1.14.5', text: 'agentVersion < 1.14.5', ids: 'ace' },
  { rule: 'a missing part is 0', text: 'agentVersion == 1.14.0', ids: 'e' },
  { rule: 'missing parts are 0', text: 'agentVersion == 1.14.0.0', ids: 'e' },
  { rule: 'a missing part of the argument is 0', text: 'agentVersion == 1.9', ids: 'a' },
  { rule: 'a suffix sorts before its release', text: 'agentVersion >= 1.14.5', ids: 'b' },
  { rule: 'a suffix sorts after the release before', text: 'agentVersion > 1.14.4', ids: 'bc' },
  { rule: 'suffixes compare by code unit', text: 'agentVersion > 1.14.5-alpha', ids: 'bc' },
  { rule: 'suffixes compare by code unit, capitals first', text: 'agentVersion > 1.14.5-Beta', ids: 'bc' },
  { rule: 'the same suffix', text: 'agentVersion == 1.14.5-beta', ids: 'c' },
  { rule: 'the release is not its suffix', text: 'agentVersion != 1.14.5-beta', ids: 'abe' },
  { rule: 'at most', text: 'agentVersion <= 1.14.5-beta', ids: 'ace' },
  { rule: 'what is no version counts as absent', text: 'agentVersion exists', dialect: 'stowage', ids: 'abce' },
  { rule: 'and does not exist', text: 'agentVersion !exists', dialect: 'stowage', ids: 'd' },
  { rule: 'a single number is a version', text: "agentVersion < '2'", ids: 'abce' },
];

const INSTANTS: readonly Row[] = [
  { rule: 'an offset', text: 'registeredAt == 2018-06-18T22:28:28+00:00', ids: 'a' },
  { rule: 'Z', text: 'registeredAt == 2018-06-18T22:28:28Z', ids: 'a' },
  { rule: 'without a zone it is UTC', text: 'registeredAt == 2018-06-18T22:28:28', ids: 'a' },
  { rule: 'another offset of the same instant', text: 'registeredAt == 2018-06-19T00:28:28+02:00', ids: 'a' },
  { rule: 'a negative offset of the same instant', text: 'registeredAt == 2018-06-18T14:58:28-07:30', ids: 'a' },
  { rule: 'a date is its first instant', text: 'registeredAt == 2018-06-18', ids: 'e' },
  { rule: 'a date as a bound', text: 'registeredAt > 2018-06-18', ids: 'abc' },
  { rule: 'the next date as a bound', text: 'registeredAt < 2018-06-19', ids: 'abce' },
  { rule: 'a fraction', text: 'registeredAt == 2018-06-18T22:28:28.5Z', ids: 'c' },
  { rule: 'a longer fraction of the same instant', text: 'registeredAt == 2018-06-18T22:28:28.500000Z', ids: 'c' },
  {
    rule: 'between fractions',
    text: 'registeredAt > 2018-06-18T22:28:28.499999 and registeredAt <= 2018-06-18T22:28:28.5',
    ids: 'c',
  },
  { rule: 'a record in seconds since 1970', text: 'registeredAt == 2018-06-18T22:28:29Z', ids: 'b' },
  { rule: '>=', text: 'registeredAt >= 2018-06-18T22:28:28.5', ids: 'bc' },
  { rule: '<', text: 'registeredAt < 2018-06-18T22:28:28', ids: 'e' },
  { rule: '<=', text: 'registeredAt <= 2018-06-18T22:28:28', ids: 'ae' },
  { rule: 'in quotes', text: "registeredAt == '2018-06-18'", ids: 'e' },
  { rule: 'exists', text: 'registeredAt exists', dialect: 'stowage', ids: 'abce' },
];

const PATTERNS: readonly Row[] = [
  { rule: 'the whole value must match', text: 'attribute:zone =~ us-east', ids: '' },
  { rule: 'not only its end', text: 'attribute:zone =~ 1a', ids: '' },
  {
    rule: 'the first alternative that matches need not be the whole',
    text: 'attribute:zone =~ us-east|us-east-1a',
    ids: 'ae',
  },
  { rule: 'a pattern with anchors', text: 'attribute:zone =~ ^us-east-1a$', ids: 'ae' },
  { rule: 'case matters', text: 'attribute:zone =~ US.*', ids: 'c' },
  { rule: 'a flag of the pattern', text: 'attribute:zone =~ (?i)us-east-1a', ids: 'ace' },
  { rule: 'a class', text: 'attribute:zone =~ us-east-1[ab]', ids: 'abe' },
  { rule: '!~ asks for the whole value too', text: 'attribute:zone !~ us-east', ids: 'abce' },
  { rule: '. is one code point', text: 'attribute:note =~ .', ids: 'e' },
  { rule: 'two dots are two', text: 'attribute:note =~ ..', ids: '' },
  { rule: 'quotes of a pattern', text: 'attribute:note =~ \\Qback\\slash\\E', ids: 'c' },
  { rule: 'an escaped backslash', text: 'attribute:note =~ back\\\\slash', ids: 'c' },
  { rule: 'an escaped backslash in quotes', text: "attribute:note =~ 'back\\\\\\\\slash'", ids: 'c' },
  { rule: 'an escaped dot', text: 'attribute:weight =~ \\d\\.\\d+', ids: 'e' },
  { rule: 'a Unicode class', text: 'attribute:weight =~ \\p{L}+', ids: 'c' },
  { rule: 'on booleans', text: 'agentConnected =~ t.*', ids: 'ace' },
  { rule: 'not on booleans', text: 'agentConnected !~ t.*', ids: 'b' },
  { rule: 'on ids', text: 'ec2InstanceId =~ i-0[a-z]', ids: 'ab' },
  { rule: 'not on ids', text: 'ec2InstanceId !~ i-0[a-z]', ids: 'ce' },
];

const BOOLEANS: readonly Row[] = [
  { rule: 'true', text: 'agentConnected == true', ids: 'ace' },
  { rule: 'false', text: 'agentConnected == false', ids: 'b' },
  { rule: 'not false', text: 'agentConnected != false', ids: 'ace' },
  { rule: 'in quotes', text: "agentConnected == 'true'", ids: 'ace' },
  { rule: 'exists', text: 'agentConnected exists', dialect: 'stowage', ids: 'abce' },
  { rule: '!exists', text: 'agentConnected !exists', dialect: 'stowage', ids: 'd' },
];

const IDS: readonly Row[] = [
  { rule: 'ordering of ids', text: 'ec2InstanceId < i-0a', dialect: 'stowage', ids: 'c' },
  {
    rule: 'ordering of ids is that of text, whatever the argument',
    text: 'ec2InstanceId > 5',
    dialect: 'stowage',
    ids: 'abce',
  },
  { rule: 'ordering of ids, at least', text: 'ec2InstanceId >= i-0b', dialect: 'stowage', ids: 'be' },
  { rule: 'exists', text: 'ec2InstanceId exists', dialect: 'stowage', ids: 'abce' },
  { rule: '!exists', text: 'ec2InstanceId !exists', dialect: 'stowage', ids: 'd' },
];

const cluster = Cluster.from(SOURCE);
const withoutTasks = Cluster.from(SOURCE_WITHOUT_TASKS);
const hosts = describedHosts(FLEET);
const hostsWithoutTasks = describedHosts(FLEET_WITHOUT_TASKS);

describe.each([
  ['where a subject is absent', ABSENCE, cluster, hosts],
  ['connectives', CONNECTIVES, cluster, hosts],
  ['lists', LISTS, cluster, hosts],
  ['tasks on the instance', TASKS, cluster, hosts],
  ['running tasks', COUNTS, cluster, hosts],
  ['without task records', COUNTS_WITHOUT_TASKS, withoutTasks, hostsWithoutTasks],
  ['text', TEXT, cluster, hosts],
  ['ordering of attributes', ORDERING, cluster, hosts],
  ['versions', VERSIONS, cluster, hosts],
  ['instants', INSTANTS, cluster, hosts],
  ['patterns', PATTERNS, cluster, hosts],
  ['booleans', BOOLEANS, cluster, hosts],
  ['ids', IDS, cluster, hosts],
] as const)('%s', (_name, rows, of, oracleHosts) => {
  it.each(rows)('$rule: $text', ({ text, dialect, ids }) => {
    for (const each of dialect === undefined ? (['ecs', 'stowage'] as const) : [dialect]) {
      const query = of.prepare(text, { dialect: each });
      expect(query.ids().map(shortName).join('')).toBe(ids);
      expect(query.count()).toBe(ids.length);
      const tree = parse(text, { dialect: each });
      expect(tree.ok && matchingKeys(tree.ast.expression, oracleHosts).map(shortName).join('')).toBe(ids);
    }
  });
});
