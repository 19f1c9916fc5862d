/** Queries with stages against a naive evaluator, and laws that hold between them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster.js';
import { describeOutput, fleet } from '../../support/fleet.js';
import { runs } from '../../support/runs.js';
import { answerOf } from './naive.js';
import { pipeline } from './pipelines.js';

const described = fleet({ instances: 30, tasks: 50 });

describe('a query with stages', () => {
  it('equals the naive evaluator', () => {
    let made = 0;
    let kept = 0;
    fc.assert(
      fc.property(
        described,
        fc.array(pipeline, { minLength: 30, maxLength: 30 }),
        fc.nat(9),
        (content, asked, limit) => {
          const cluster = Cluster.from(describeOutput(content));
          for (const { of, text, stages } of asked) {
            const query = cluster.prepare(text);
            const { keys, rows } = answerOf(content, of, stages);
            expect(query.count(), text).toBe(rows.length);
            const actual = query.rows<Readonly<Record<string, unknown>>>();
            expect(query.rows({ limit }), text).toEqual(actual.slice(0, limit));
            expect([...query.run().rows()], text).toEqual(actual);
            expect(query.explain().actualRows, text).toBe(rows.length);
            if (query.rowKind === 'made') {
              made += rows.length;
              expect(actual, text).toEqual(rows);
              const [first] = actual;
              if (first !== undefined) expect(Object.keys(first), text).toEqual(query.columns);
              expect(() => query.ids(), text).toThrow(expect.objectContaining({ code: 'no-keys' }));
            } else if (rows.length > 0) {
              kept += rows.length;
              const sorted = [...(keys ?? [])].sort();
              expect(
                actual.map(({ key }) => key),
                text,
              ).toEqual(keys);
              expect(query.ids(), text).toEqual(sorted);
              expect(query.ids({ limit }), text).toEqual(sorted.slice(0, limit));
            }
          }
        },
      ),
      runs(100),
    );
    expect(made).toBeGreaterThan(runs(100).numRuns * 10);
    expect(kept).toBeGreaterThan(runs(100).numRuns * 10);
  });
});

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';

function hosts(groups: Readonly<Record<string, readonly (string | undefined)[]>>): Cluster {
  const arn = (name: string) => `${ARN}:container-instance/prod/${name}`;
  const containerInstances = Object.keys(groups).map((name) => ({
    containerInstanceArn: arn(name),
    ec2InstanceId: name,
  }));
  const tasks = Object.entries(groups).flatMap(([name, list]) =>
    list.map((group, at) => ({
      taskArn: `${ARN}:task/prod/${name}${at}`,
      containerInstanceArn: arn(name),
      desiredStatus: 'RUNNING',
      lastStatus: 'RUNNING',
      ...(group !== undefined && { group }),
    })),
  );
  return Cluster.from([{ containerInstances }, { tasks }]);
}

describe('sets of text', () => {
  const cluster = hosts({ a: ['x', 'y', 'x'], b: [], c: [undefined], d: [undefined, 'x'] });
  const answer = (text: string) => cluster.prepare(text).rows<Readonly<Record<string, unknown>>>();

  it('are lists of their members where they are selected, empty where no task has the field, null without tasks', () => {
    expect(answer('* | select ec2InstanceId, task:group')).toEqual([
      { ec2InstanceId: 'a', 'task:group': ['x', 'y'] },
      { ec2InstanceId: 'b', 'task:group': null },
      { ec2InstanceId: 'c', 'task:group': [] },
      { ec2InstanceId: 'd', 'task:group': ['x'] },
    ]);
  });

  it.each([
    ['task:group != y', 'cd'],
    ['task:group == x', 'ad'],
    ['task:group exists', 'acd'],
    ['task:group !exists', 'b'],
    ['not(task:group == x)', 'bc'],
  ])('mean in `where %s` the same before and after select and limit', (expression, expected) => {
    for (const before of ['', '| limit 9 ', '| select ec2InstanceId, task:group ']) {
      const rows = answer(`* ${before}| where ${expression} | select ec2InstanceId`);
      expect(rows.map((row) => row['ec2InstanceId']).join('')).toBe(expected);
    }
  });

  it('count a row under each member, and where there is none as absent', () => {
    const counts = [
      { 'task:group': 'x', count: 2 },
      { 'task:group': 'y', count: 1 },
      { 'task:group': null, count: 2 },
    ];
    expect(answer('* | count by task:group')).toEqual(counts);
    expect(answer('* | limit 9 | count by task:group')).toEqual(counts);
    expect(answer('* | distinct task:group')).toEqual(counts.map(({ count: _, ...row }) => row));
  });
});

describe('made rows', () => {
  const cluster = hosts({ a: [], b: [] });

  it('have no keys', () => {
    const query = cluster.prepare('* | count');
    expect(query.columns).toEqual(['count']);
    expect(query.rowKind).toBe('made');
    expect(() => query.ids()).toThrow('(count), which have no keys');
    expect(() => query.run().ids()).toThrow(expect.objectContaining({ code: 'no-keys' }));
    expect([...query.run().rows()]).toEqual([{ count: 2 }]);
  });

  it('are not made of what has moved', () => {
    const result = cluster.prepare('* | sort ec2InstanceId desc').run();
    const rows = result.rows();
    expect(rows.next().value?.ec2InstanceId).toBe('b');
    cluster.apply({ containerInstances: [{ containerInstanceArn: `${ARN}:container-instance/prod/c` }] });
    expect(() => rows.next()).toThrow(expect.objectContaining({ code: 'revision-moved' }));
  });

  it('of none at all are one row for an aggregate without by, and none with it', () => {
    const ask = (text: string) => cluster.prepare(`ec2InstanceId == nobody ${text}`).rows();
    expect(ask('| count')).toEqual([{ count: 0 }]);
    expect(ask('| sum runningTasksCount')).toEqual([{ 'sum(runningTasksCount)': null }]);
    expect(ask('| count by ec2InstanceId')).toEqual([]);
  });
});
