/** Queries over instances and over tasks by the indexes, against the records one by one, while the records change. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Predicate } from '../../src/language/ast.js';
import type { Change } from '../../src/model/change.js';
import type { Host, Task } from '../../src/model/records.js';
import {
  type CountSubject,
  findSubject,
  isNumeric,
  type RowKind,
  readMembers,
  readValue,
  type SubjectReference,
  type SubjectValue,
} from '../../src/model/subjects.js';
import type { CheckedQuery } from '../../src/query/check.js';
import type { CheckedExpression, CheckedPredicate, ValueTest } from '../../src/query/checked.js';
import { holds, holdsFor } from '../../src/query/evaluate.js';
import type { Explanation } from '../../src/query/explain.js';
import { ORDERS } from '../../src/query/kinds.js';
import { operatorRow } from '../../src/query/operators.js';
import { plannedFor } from '../../src/query/planned-query.js';
import { PreparedQuery } from '../../src/query/prepared-query.js';
import { halfLine, points } from '../../src/query/ranges.js';
import { countsByValue } from '../../src/query/value-counts.js';
import { Store } from '../../src/store/store.js';
import { history } from '../store/history.js';
import { runs } from '../support/runs.js';

const SPAN = { start: 0, end: 0 };

const counted = (group: string): SubjectReference => ({
  subject: {
    name: 'count',
    source: 'count',
    kind: 'integer',
    index: 'ranges',
    families: [],
    kept: 'when-asked',
    counts: (task) => task.group === group,
    summary: '',
  } satisfies CountSubject,
  parameter: `task:group == ${group}`,
});

const NAMES = [
  'agentConnected',
  'attribute:rack',
  'attribute:ssd',
  'runningTasksCount',
  'task:group',
  'cluster',
  'status',
  'instanceId',
  'capacityProvider',
  'dockerVersion',
  'pendingTasksCount',
  'tag:team',
  'registered:cpu',
  'remaining:memory',
  'used:gpu',
  'utilization:cpu',
  'task:family',
  'task:startedBy',
  'task:status',
];

const reference = (rows: RowKind): fc.Arbitrary<SubjectReference> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...NAMES).map((name) => findSubject(name, rows) as SubjectReference) },
    fc.constantFrom('service:web', 'service:api').map(counted),
  );

const texts = fc.uniqueArray(
  fc.constantFrom(
    '',
    'a',
    'b',
    'true',
    'ACTIVE',
    'i1',
    'prod',
    'spot',
    '20.10.7',
    'service:web',
    'web',
    'RUNNING',
    'me',
  ),
  { maxLength: 4 },
);
const number = fc.constantFrom(-1, 0, 0.5, 1, 2, 256, 1024, 4096);

function testOn({ subject }: SubjectReference): fc.Arbitrary<readonly [symbol: string, test: ValueTest]> {
  const any = fc.constantFrom('exists', '!exists').map((symbol) => [symbol, { form: 'any' } as ValueTest] as const);
  if (isNumeric(subject)) {
    const { compare } = ORDERS.number;
    const ranges = (symbol: string, of: ReturnType<typeof halfLine>) =>
      [symbol, { form: 'ranges', order: 'number', ranges: of } as ValueTest] as const;
    return fc.oneof(
      number.map((bound) => ranges('>', halfLine('above', bound, true))),
      number.map((bound) => ranges('<=', halfLine('below', bound, true))),
      fc
        .tuple(fc.constantFrom('in', '!in'), fc.array(number))
        .map(([symbol, list]) => ranges(symbol, points(list, compare))),
      any,
    );
  }
  const matches = (text: string): boolean => text.includes('a') || text === '';
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('in', '!in'), texts)
      .map(([symbol, list]) => [symbol, { form: 'texts', texts: new Set(list) } as ValueTest] as const),
    fc
      .constantFrom('=~', '!~')
      .map((symbol) => [symbol, { form: 'pattern', pattern: '.*a.*|', matches } as ValueTest] as const),
    any,
  );
}

function predicate(rows: RowKind): fc.Arbitrary<CheckedPredicate> {
  return reference(rows).chain((of) =>
    testOn(of).map(([symbol, test]) => ({
      type: 'predicate' as const,
      ...of,
      operator: operatorRow(symbol as never),
      test,
      syntax: {
        type: 'existence',
        subject: { name: of.subject.name + of.parameter, span: SPAN },
        operator: { symbol: 'exists', span: SPAN },
        span: SPAN,
      } as Predicate,
      span: SPAN,
    })),
  );
}

function expressions(rows: RowKind): fc.Arbitrary<CheckedExpression> {
  return fc.letrec<{ expression: CheckedExpression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      predicate(rows),
      fc.constant({ type: 'everything' } as const),
      tie('expression').map((operand) => ({ type: 'not', operand }) as const),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('expression'), { minLength: 2, maxLength: 4 }),
        )
        .map(([type, operands]) => ({ type, operands })),
    ),
  })).expression;
}

const queryOf = (rows: RowKind, expression: CheckedExpression): CheckedQuery =>
  ({ text: '', rows, expression, stages: [] }) as unknown as CheckedQuery;

/** What a task, or the instance that it runs on, has of a subject. */
function valueOnTask(store: Store, { subject, parameter }: SubjectReference, task: Task): SubjectValue {
  if (subject.source === 'task') return subject.read(task);
  const host = task.instance === undefined ? undefined : store.host(task.instance);
  return host && readValue(subject as never, parameter, host);
}

/** The records, each with its key and what it has of a subject: every member, or the one value; none where it has nothing. */
interface Naive {
  readonly key: string;
  readonly holds: (expression: CheckedExpression) => boolean;
  readonly said: (of: SubjectReference) => readonly SubjectValue[];
}

function naively(store: Store, rows: RowKind): readonly Naive[] {
  const single = (value: SubjectValue): readonly SubjectValue[] => (value === undefined ? [] : [value]);
  const ofHost = (host: Host): Naive => ({
    key: host.instance.key,
    holds: (expression) => holds(expression, host),
    said: ({ subject, parameter }) =>
      subject.source === 'task-set' ? readMembers(subject, host) : single(readValue(subject, parameter, host)),
  });
  const ofTask = (task: Task): Naive => ({
    key: task.key,
    holds: (expression) =>
      holdsFor(expression, task, {
        value: (subject, parameter, one) => valueOnTask(store, { subject, parameter }, one),
        members: () => [],
      }),
    said: (of) => single(valueOnTask(store, of, task)),
  });
  const all = rows === 'tasks' ? [...store.tasks()].map(ofTask) : store.hosts().map(ofHost);
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function countsOf(found: readonly Naive[], of: SubjectReference): unknown {
  const counts = new Map<SubjectValue, number>();
  for (const one of found) {
    const members = new Set(one.said(of));
    members.delete(undefined);
    for (const value of members.size === 0 ? [null] : members) {
      const key = typeof value === 'number' ? value + 0 : (value as string | null);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function everyNode(node: Explanation): readonly Explanation[] {
  return [node, ...node.children.flatMap(everyNode)];
}

describe.each<RowKind>(['instances', 'tasks'])('a query over %s', (rows) => {
  const steps = fc.array(history({ length: 8 }), { minLength: 1, maxLength: 8 });

  it('finds what the records say, whatever changed between two questions', () => {
    const law = (
      expression: CheckedExpression,
      all: readonly Change[][],
      of: SubjectReference,
      limit: number,
    ): void => {
      const store = new Store();
      const query = new PreparedQuery(queryOf(rows, expression), store, () => 0);
      const planned = plannedFor(queryOf(rows, expression), store);
      for (const changes of all) {
        store.apply(changes);
        const found = naively(store, rows).filter((one) => one.holds(expression));
        const keys = found.map(({ key }) => key);
        expect(query.ids()).toEqual(keys);
        expect(query.ids({ limit })).toEqual(keys.slice(0, limit));
        expect(query.count()).toBe(keys.length);
        expect([...query.run()]).toEqual(keys);
        expect(query.rows().map(({ key }) => key)).toEqual(keys);
        expect(countsByValue(planned, of.subject, of.parameter)).toEqual(countsOf(found, of));
        const root = query.explain();
        expect(root.actualRows).toBe(keys.length);
        for (const node of everyNode(root)) expect(node.estimatedRows).toBeLessThanOrEqual(naively(store, rows).length);
      }
    };
    fc.assert(fc.property(expressions(rows), steps, reference(rows), fc.nat({ max: 6 }), law), runs(300));
  });
});
