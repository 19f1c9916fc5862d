/** Random questions of the superset: as data for the oracle, and as text. */
import { readInstant } from '../oracle/query-values.js';
import type { Aggregate, Argument, Column, Condition, Question, Step } from '../oracle/superset.js';
import type { Random } from '../simulation/random.js';
import {
  DAYS,
  FAMILIES,
  GROUPS,
  LAST_STATUSES,
  NOW,
  PROVIDERS,
  STARTERS,
  STATUSES,
  TEAMS,
  VERSIONS,
  ZONES,
} from './superset-fleet.js';

export interface Asked {
  readonly rows: 'instances' | 'tasks';
  readonly question: Question;
  readonly steps: readonly Step[];
  readonly text: string;
}

const EQUALITY = ['==', '!=', 'in', '!in'] as const;
const EXISTENCE = ['exists', '!exists'] as const;
const ORDER = ['<', '<=', '>', '>='] as const;
const MATCH = ['=~', '!~'] as const;

/** What can be asked of a subject: its operators, arguments and patterns, and what stages may do with it. */
interface SubjectWords {
  readonly name: string;
  readonly operators: readonly string[];
  readonly arguments: readonly Argument[];
  readonly patterns: readonly string[];
  readonly isNumber: boolean;
  readonly isSet: boolean;
}

function textual(name: string, values: readonly string[], patterns: readonly string[]): SubjectWords {
  const operators = [...EQUALITY, ...EXISTENCE, ...ORDER, ...MATCH];
  return { name, operators, arguments: values.map(plain), patterns, isNumber: false, isSet: false };
}

function taskWords(name: string, values: readonly string[], patterns: readonly string[], isSet: boolean): SubjectWords {
  const operators = isSet ? [...EQUALITY, ...EXISTENCE, ...MATCH] : [...EQUALITY, ...EXISTENCE, ...ORDER, ...MATCH];
  return { name, operators, arguments: values.map(plain), patterns, isNumber: false, isSet };
}

function numeric(name: string, values: readonly (readonly [text: string, means: number])[]): SubjectWords {
  const given = values.map(([text, means]) => ({ text, means }));
  return {
    name,
    operators: [...EQUALITY, ...EXISTENCE, ...ORDER],
    arguments: given,
    patterns: [],
    isNumber: true,
    isSet: false,
  };
}

function comparable(name: string, values: readonly Argument[]): SubjectWords {
  return {
    name,
    operators: [...EQUALITY, ...EXISTENCE, ...ORDER],
    arguments: values,
    patterns: [],
    isNumber: false,
    isSet: false,
  };
}

const COUNTS = ([0, 1, 2, 3, 5] as const).map((count) => [String(count), count] as const);
const CPU = [
  ['512', 512],
  ['1vcpu', 1024],
  ['2vcpu', 2048],
  ['0.5vcpu', 512],
  ['0', 0],
  ['1024', 1024],
] as const;
const MEMORY = [
  ['1GiB', 1024],
  ['1.5GiB', 1536],
  ['4GiB', 4096],
  ['512MiB', 512],
  ['1048576KiB', 1024],
  ['1TiB', 1_048_576],
  ['2048', 2048],
] as const;
const SHARES = [
  ['0.5', 0.5],
  ['0.25', 0.25],
  ['0', 0],
  ['1', 1],
] as const;
const CLUSTERS = ['demo', 'edge'].map((name) => `arn:aws:ecs:eu-west-1:111122223333:cluster/${name}`);
const HOSTS = ['demo/001', 'edge/002', 'demo/004'].map(
  (id) => `arn:aws:ecs:eu-west-1:111122223333:container-instance/${id}`,
);

const INSTANTS: readonly Argument[] = [
  ...DAYS.map((text) => ({ text, means: millis(text) })),
  { text: 'now', means: millis(NOW) },
  { text: 'now-7d', means: millis(NOW) - 7 * 86_400_000 },
  { text: 'now-1w', means: millis(NOW) - 7 * 86_400_000 },
  { text: 'now-750m', means: millis(NOW) - 750 * 60_000 },
  { text: 'now+36h', means: millis(NOW) + 36 * 3_600_000 },
  { text: 'now-1800s', means: millis(NOW) - 1_800_000 },
];

const OF_INSTANCES: readonly SubjectWords[] = [
  textual('attribute:zone', ZONES, ['eu-1[ab]', '.*c']),
  textual('attribute:cores', ['2', '9', '16', 'many'], ['[0-9]+']),
  textual('attribute:ssd', ['x'], ['.*']),
  textual('tag:team', TEAMS, ['[a-z ]*', 'O.*']),
  textual('cluster', CLUSTERS, ['.*demo']),
  textual('status', STATUSES, ['A.*', '.*ING']),
  textual('instanceId', HOSTS, ['.*00[1-4]']),
  textual('instanceArn', HOSTS, ['.*edge.*']),
  textual('capacityProvider', PROVIDERS, ['s.*']),
  textual('ec2InstanceId', ['i-1', 'i-2', 'i-9'], ['i-[123]']),
  comparable('dockerVersion', VERSIONS.map(plain)),
  comparable('agentVersion', VERSIONS.map(plain)),
  comparable('registeredAt', INSTANTS),
  numeric('pendingTasksCount', COUNTS),
  numeric('runningTasksCount', COUNTS),
  numeric('registered:cpu', CPU),
  numeric('remaining:cpu', CPU),
  numeric('used:cpu', CPU),
  numeric('utilization:cpu', SHARES),
  numeric('registered:memory', MEMORY),
  numeric('remaining:memory', MEMORY),
  numeric('used:memory', MEMORY),
  numeric('utilization:memory', SHARES),
  numeric('registered:gpu', COUNTS),
  numeric('remaining:gpu', COUNTS),
  numeric('used:gpu', COUNTS),
];

const taskSubjects = (isSet: boolean): readonly SubjectWords[] => [
  taskWords('task:group', GROUPS, ['service:.*', 'db|family:.*'], isSet),
  taskWords('task:family', FAMILIES, ['[wb].*'], isSet),
  taskWords('task:definition', ['web:1', 'api:2', 'batch:3'], ['.*:1'], isSet),
  taskWords('task:startedBy', STARTERS, ['ecs-svc/.*'], isSet),
  taskWords('task:status', LAST_STATUSES, ['.*ING'], isSet),
  taskWords('task:launchType', ['EC2', 'FARGATE'], ['F.*'], isSet),
];

const SETS = taskSubjects(true);
const TASKS = taskSubjects(false);

function plain(text: string): Argument {
  return { text, means: text };
}

function millis(text: string): number {
  return Number(readInstant(text)) / 1000;
}

export function randomQuestion(random: Random): Asked {
  const rows = random.chance(0.4) ? 'tasks' : 'instances';
  const subjects = rows === 'tasks' ? [...OF_INSTANCES, ...TASKS, ...TASKS] : [...OF_INSTANCES, ...SETS];
  const draw = new Draw(random, subjects);
  const question = random.chance(0.2) ? { everything: true as const } : draw.question(random.between(0, 3));
  const steps = random.chance(0.35) ? [] : draw.steps();
  const from = rows === 'tasks' ? 'from tasks ' : random.chance(0.1) ? 'from instances ' : '';
  const text = [from + textOf(question), ...steps.map(textOfStep)].join(' | ');
  return { rows, question, steps, text };
}

class Draw {
  readonly #random: Random;
  readonly #subjects: readonly SubjectWords[];

  constructor(random: Random, subjects: readonly SubjectWords[]) {
    this.#random = random;
    this.#subjects = subjects;
  }

  question(depth: number): Question {
    const random = this.#random;
    if (depth === 0) return this.#condition();
    const parts = () => Array.from({ length: random.between(2, 3) }, () => this.question(depth - 1));
    switch (random.weighted({ leaf: 2, all: 3, any: 3, none: 2 })) {
      case 'leaf':
        return this.#condition();
      case 'all':
        return { all: parts() };
      case 'any':
        return { any: parts() };
      case 'none':
        return { none: this.question(depth - 1) };
    }
  }

  steps(): readonly Step[] {
    const random = this.#random;
    const steps: Step[] = [];
    for (let count = random.below(3); count > 0; count--) steps.push(this.#onRows());
    if (random.chance(0.7)) steps.push(...this.#making());
    return steps;
  }

  /** A step that leaves rows as they are. */
  #onRows(): Step {
    const random = this.#random;
    switch (random.weighted({ where: 1, sort: 2, limit: 1 })) {
      case 'where':
        return { where: this.question(random.below(2)) };
      case 'sort':
        return { sort: this.#keys(this.#columns(2, true)) };
      case 'limit':
        return { limit: random.pick([0, 1, 3, 10, 1000]) };
    }
  }

  #keys(columns: readonly Column[]) {
    return columns.map((column) => ({ column, descending: this.#random.chance(0.4) }));
  }

  /** A step that makes rows, and some that work on those. */
  #making(): readonly Step[] {
    const random = this.#random;
    const by = this.#columns(2, false);
    switch (random.weighted({ select: 2, count: 3, aggregate: 3, distinct: 1 })) {
      case 'select':
        return [
          { select: by },
          ...this.#after(
            by.filter((column) => !this.#isSet(column)),
            [],
          ),
        ];
      case 'distinct':
        return [{ distinct: by[0] as Column }];
      case 'count': {
        const keys = random.chance(0.2) ? [] : by;
        return [{ aggregate: 'count', by: keys }, ...this.#after(keys, [{ name: 'count' }])];
      }
      case 'aggregate': {
        const numbers = this.#subjects.filter(({ isNumber }) => isNumber);
        // Sums of fractions depend on their order.
        const summable = numbers.filter(({ name }) => !name.startsWith('utilization'));
        const aggregate = random.pick(['sum', 'avg', 'min', 'max'] as const satisfies readonly Aggregate[]);
        const of = random.pick(aggregate === 'sum' || aggregate === 'avg' ? summable : numbers);
        const keys = random.chance(0.3) ? [] : by;
        const made = { name: `${aggregate}(${of.name})` };
        return [{ aggregate, of: { name: of.name }, by: keys }, ...this.#after(keys, [made])];
      }
    }
  }

  /** @param counts columns that hold whole numbers or amounts. */
  #after(keys: readonly Column[], counts: readonly Column[]): readonly Step[] {
    const random = this.#random;
    const steps: Step[] = [];
    const [count] = counts;
    const columns = [...keys, ...counts];
    if (count !== undefined && random.chance(0.3)) {
      const operator = random.pick([...ORDER, '==', '!=']);
      steps.push({
        where: {
          column: count,
          operator,
          arguments: [
            random.pick([
              { text: '1', means: 1 },
              { text: '3', means: 3 },
            ]),
          ],
        },
      });
    }
    if (columns.length > 0 && random.chance(0.5)) steps.push({ sort: this.#keys([random.pick(columns)]) });
    if (random.chance(0.3)) steps.push({ limit: random.between(0, 4) });
    return steps;
  }

  #columns(most: number, ordered: boolean): readonly Column[] {
    const random = this.#random;
    const fit = [...new Set(this.#subjects)].filter(({ isSet }) => !(ordered && isSet));
    const columns: Column[] = random
      .shuffled(fit)
      .slice(0, random.between(1, most))
      .map(({ name }) => ({ name }));
    return random.chance(0.15) ? [...columns, this.#count()] : columns;
  }

  #isSet({ name }: Column): boolean {
    return this.#subjects.some((subject) => subject.name === name && subject.isSet);
  }

  #count(): Column {
    const counted = new Draw(this.#random, TASKS).#ofTasks(this.#random.below(2));
    return { name: `count(${textOf(counted)})`, counted };
  }

  #ofTasks(depth: number): Question {
    if (depth === 0) return this.#predicate(this.#random.pick(this.#subjects));
    const parts = [this.#ofTasks(depth - 1), this.#ofTasks(depth - 1)];
    return this.#random.pick<Question>([{ all: parts }, { any: parts }, { none: parts[0] as Question }]);
  }

  #condition(): Question {
    if (!this.#random.chance(0.12)) return this.#predicate(this.#random.pick(this.#subjects));
    return { ...this.#predicate(numeric('count', COUNTS)), column: this.#count() };
  }

  #predicate({ name, operators, arguments: given, patterns }: SubjectWords): Condition {
    const random = this.#random;
    const operator = random.pick(operators);
    const column = { name };
    if (operator === 'exists' || operator === '!exists') return { column, operator, arguments: [] };
    if (operator === '=~' || operator === '!~') return { column, operator, arguments: [plain(random.pick(patterns))] };
    const isList = operator === 'in' || operator === '!in';
    const count = isList ? random.below(4) : 1;
    return { column, operator, arguments: random.shuffled([...given, ...given]).slice(0, count) };
  }
}

/** Canonical text, so that a count is named by it. */
function textOf(question: Question): string {
  if ('all' in question)
    return question.all
      .map((part) => ('any' in part || 'all' in part ? `(${textOf(part)})` : textOf(part)))
      .join(' and ');
  if ('any' in question)
    return question.any
      .map((part) => ('any' in part || 'all' in part ? `(${textOf(part)})` : textOf(part)))
      .join(' or ');
  if ('none' in question)
    return 'none' in question.none ? `not ${textOf(question.none)}` : `not(${textOf(question.none)})`;
  if ('everything' in question) return '*';
  const { column, operator, arguments: given } = question;
  const values = given.map(({ text }) => (operator.endsWith('~') && !text.includes(' ') ? text : written(text)));
  const isList = operator === 'in' || operator === '!in';
  const argument = isList ? ` [${values.join(', ')}]` : values.length === 0 ? '' : ` ${values[0]}`;
  return `${column.name} ${operator}${argument}`;
}

function written(value: string): string {
  return /^[\w.@/:+-]+$/.test(value) ? value : `'${value}'`;
}

function textOfStep(step: Step): string {
  const names = (columns: readonly Column[]) => columns.map(({ name }) => name).join(', ');
  if ('where' in step) return `where ${textOf(step.where)}`;
  if ('limit' in step) return `limit ${step.limit}`;
  if ('select' in step) return `select ${names(step.select)}`;
  if ('distinct' in step) return `distinct ${names([step.distinct])}`;
  if ('sort' in step)
    return `sort ${step.sort.map(({ column, descending }) => column.name + (descending ? ' desc' : '')).join(', ')}`;
  const by = step.by.length === 0 ? '' : ` by ${names(step.by)}`;
  return `${step.aggregate}${step.of === undefined ? '' : ` ${step.of.name}`}${by}`;
}
