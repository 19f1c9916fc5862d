import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../src/cluster.js';
import { StowageError } from '../src/model/errors.js';
import { LIMITS } from '../src/model/limits.js';
import type { Message } from './oracle/query-fleet.js';
import { SOURCE, SOURCE_WITHOUT_TASKS, shortName } from './query/rules-fleet.js';
import { meaningfulExpression } from './support/expression.js';
import { describeOutput, fleet, messages, toSource } from './support/fleet.js';
import { runs } from './support/runs.js';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';

function instance(name: string, version: number | undefined, more: object = {}): object {
  const numbered = version === undefined ? {} : { version };
  return { containerInstanceArn: `${ARN}:container-instance/prod/${name}`, status: 'ACTIVE', ...numbered, ...more };
}

function task(name: string, on: string, version: number, more: object = {}): object {
  const at = `${ARN}:container-instance/prod/${on}`;
  const status = { desiredStatus: 'RUNNING', lastStatus: 'RUNNING' };
  return {
    taskArn: `${ARN}:task/prod/${name}`,
    clusterArn: `${ARN}:cluster/prod`,
    containerInstanceArn: at,
    version,
    ...status,
    ...more,
  };
}

function instanceEvent(detail: object): object {
  return { source: 'aws.ecs', 'detail-type': 'ECS Container Instance State Change', detail };
}

function taskEvent(detail: object): object {
  return { source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail };
}

function ids(cluster: Cluster, text: string): string {
  return cluster.prepare(text).ids().map(shortName).join(' ');
}

/** The snapshot without its revision, which tells how many changes led there. */
function state(cluster: Cluster): object {
  return { ...cluster.toSnapshot(), revision: 0 };
}

describe('Cluster.from', () => {
  it('takes one source, a list of them, and lists in lists', () => {
    const pages = [{ containerInstances: [instance('a', 1)] }, { containerInstances: [instance('b', 1)] }];
    expect(ids(Cluster.from(pages[0]), '*')).toBe('a');
    expect(ids(Cluster.from(pages), '*')).toBe('a b');
    expect(ids(Cluster.from([[pages[0]], [[pages[1]]]]), '*')).toBe('a b');
  });

  it('takes records and events beside pages', () => {
    const cluster = Cluster.from([instanceEvent(instance('b', 1)), instance('a', 1), { tasks: [task('t', 'a', 1)] }]);
    expect(ids(cluster, '*')).toBe('a b');
    expect(cluster.instanceCount).toBe(2);
    expect(cluster.taskCount).toBe(1);
  });

  it('orders answers by key, whatever the order of the source', () => {
    const names = ['c', 'B', 'a', 'É', '\u{1F600}', '\uFFFD', 'b'];
    const cluster = Cluster.from({ containerInstances: names.map((name) => instance(name, 1)) });
    expect(ids(cluster, '*')).toBe('B a b c É \u{1F600} \uFFFD');
  });

  it('is empty for an empty page', () => {
    const cluster = Cluster.from({ containerInstances: [] });
    expect(cluster.prepare('*').count()).toBe(0);
    expect(cluster.prepare('attribute:a == b or not attribute:c exists').ids()).toEqual([]);
    expect(cluster.prepare('attribute:a == b or not attribute:c exists').explain().actualRows).toBe(0);
  });

  it.each([
    ['a number', 5],
    ['null', null],
    ['nothing', undefined],
    ['text', 'containerInstances'],
    ['a foreign object', { apiVersion: 'v9', kind: 'Nothing' }],
  ])('refuses %s', (_what, source) => {
    expect(() => Cluster.from(source)).toThrow(StowageError);
    expect(() => Cluster.from(source)).toThrow(expect.objectContaining({ code: 'source-kind', path: '$' }));
  });

  it('leaves out malformed records, with their path, and loads the rest', () => {
    const cluster = Cluster.from({
      containerInstances: [
        instance('a', 1),
        { status: 'ACTIVE' },
        instance('b', 1, { agentConnected: 'yes' }),
        instance('c', 1),
      ],
    });
    expect(ids(cluster, '*')).toBe('a c');
    expect(cluster.rejected).toMatchObject([
      { index: 1, code: 'source-malformed', path: '$.containerInstances[1].containerInstanceArn' },
      { index: 2, code: 'source-malformed', path: '$.containerInstances[2].agentConnected' },
    ]);
  });

  it('lists malformed records up to the limit and counts those beyond', () => {
    const malformed = (count: number) => ({ containerInstances: Array.from({ length: count }, () => ({ status: 1 })) });
    const cluster = Cluster.from(malformed(LIMITS.rejections));
    expect(cluster.rejected).toHaveLength(LIMITS.rejections);
    expect(cluster.apply(malformed(1)).rejected).toHaveLength(1);
    expect(cluster.rejected).toHaveLength(LIMITS.rejections);
    expect(cluster.rejectedCount).toBe(LIMITS.rejections + 1);
  });

  it('gives the cluster of the options to records that name none', () => {
    const source = [
      { containerInstances: [{ containerInstanceArn: `${ARN}:container-instance/old`, runningTasksCount: 7 }] },
    ];
    const tasks = {
      tasks: [
        {
          taskArn: `${ARN}:task/t`,
          clusterArn: `${ARN}:cluster/prod`,
          desiredStatus: 'RUNNING',
          lastStatus: 'RUNNING',
        },
      ],
    };
    const count = (cluster: Cluster): number => cluster.prepare('runningTasksCount == 7').count();
    expect(count(Cluster.from([...source, tasks]))).toBe(1);
    expect(count(Cluster.from([...source, tasks], { cluster: 'prod' }))).toBe(0);
    expect(count(Cluster.from([...source, tasks], { cluster: `${ARN}:cluster/prod` }))).toBe(0);
    expect(count(Cluster.from([...source, tasks], { cluster: 'other' }))).toBe(1);
  });
});

describe('apply', () => {
  it('tells what became of each record, and the revision', () => {
    const cluster = Cluster.from({ containerInstances: [instance('a', 5)] });
    const { revision } = cluster;
    const result = cluster.apply([
      instanceEvent(instance('a', 6)),
      instanceEvent(instance('a', 6)),
      instanceEvent(instance('a', 4)),
      { detail: 1 },
    ]);
    expect(result).toMatchObject({ applied: 1, stale: 2, rejected: [{ index: 3, code: 'source-kind' }] });
    expect(result.revision).toBe(cluster.revision);
    expect(cluster.revision).toBeGreaterThan(revision);
    expect(cluster.rejected).toEqual(result.rejected);
  });

  it('takes one event as well as a list', () => {
    const cluster = Cluster.from({ containerInstances: [] });
    expect(cluster.apply(instanceEvent(instance('a', 1)))).toMatchObject({ applied: 1, stale: 0, rejected: [] });
    expect(ids(cluster, '*')).toBe('a');
  });

  it('never throws on what is no source, and changes nothing', () => {
    const cluster = Cluster.from(SOURCE);
    const before = cluster.toSnapshot();
    for (const source of [null, 5, 'x', {}, [{}], { format: 'stowage-snapshot' }]) {
      const result = cluster.apply(source);
      expect(result).toMatchObject({ applied: 0, stale: 0, revision: before.revision });
      expect(result.rejected).toHaveLength(1);
    }
    expect(cluster.toSnapshot()).toEqual(before);
  });

  it('does not change the revision where nothing changes', () => {
    const cluster = Cluster.from({ containerInstances: [instance('a', 5)] });
    const { revision } = cluster;
    for (const nothing of [[], instanceEvent(instance('a', 5)), { containerInstances: [instance('a', 5)] }]) {
      expect(cluster.apply(nothing).revision).toBe(revision);
    }
  });

  it('lets the newer version win', () => {
    const cluster = Cluster.from({ containerInstances: [instance('a', 5, { agentConnected: true })] });
    cluster.apply(instanceEvent(instance('a', 4, { agentConnected: false })));
    expect(ids(cluster, 'agentConnected == true')).toBe('a');
    cluster.apply(instanceEvent(instance('a', 6, { agentConnected: false })));
    expect(ids(cluster, 'agentConnected == true')).toBe('');
  });

  it('lets an event of an equal version lose, and a description of an equal version win', () => {
    const cluster = Cluster.from({ containerInstances: [instance('a', 5, { agentConnected: true })] });
    expect(cluster.apply(instanceEvent(instance('a', 5, { agentConnected: false })))).toMatchObject({
      applied: 0,
      stale: 1,
    });
    expect(ids(cluster, 'agentConnected == true')).toBe('a');
    expect(cluster.apply({ containerInstances: [instance('a', 5, { agentConnected: false })] })).toMatchObject({
      applied: 1,
      stale: 0,
    });
    expect(ids(cluster, 'agentConnected == true')).toBe('');
    expect(cluster.apply({ containerInstances: [instance('a', 4, { agentConnected: true })] })).toMatchObject({
      applied: 0,
      stale: 1,
    });
  });

  it('takes what has no version as newer than anything', () => {
    const cluster = Cluster.from({ containerInstances: [instance('a', 5, { agentConnected: true })] });
    expect(cluster.apply({ containerInstances: [instance('a', undefined, { agentConnected: false })] })).toMatchObject({
      applied: 1,
    });
    expect(ids(cluster, 'agentConnected == false')).toBe('a');
    expect(cluster.apply(instanceEvent(instance('a', 5, { agentConnected: true })))).toMatchObject({ stale: 1 });
  });

  it('removes an instance by an event that says INACTIVE, and keeps one that is described so', () => {
    const cluster = Cluster.from({ containerInstances: [instance('a', 5), instance('b', 5, { status: 'INACTIVE' })] });
    expect(ids(cluster, '*')).toBe('a b');
    cluster.apply(instanceEvent(instance('a', 6, { status: 'INACTIVE' })));
    expect(ids(cluster, '*')).toBe('b');
    cluster.apply(instanceEvent(instance('a', 5)));
    expect(ids(cluster, '*')).toBe('b');
    cluster.apply(instanceEvent(instance('a', 7)));
    expect(ids(cluster, '*')).toBe('a b');
  });

  it('removes a task by an event that says STOPPED, and keeps one that is described so', () => {
    const cluster = Cluster.from([
      { containerInstances: [instance('a', 1)] },
      { tasks: [task('t', 'a', 5, { group: 'g' })] },
    ]);
    expect(ids(cluster, 'task:group == g')).toBe('a');
    cluster.apply(taskEvent(task('t', 'a', 6, { group: 'g', desiredStatus: 'STOPPED', lastStatus: 'STOPPED' })));
    expect(cluster.taskCount).toBe(0);
    expect(ids(cluster, 'task:group == g')).toBe('');
    cluster.apply(taskEvent(task('t', 'a', 5, { group: 'g' })));
    expect(ids(cluster, 'task:group == g')).toBe('');
    expect(ids(cluster, 'runningTasksCount == 0')).toBe('a');
    cluster.apply({ tasks: [task('t', 'a', 7, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' })] });
    expect(cluster.taskCount).toBe(1);
  });

  it('knows a removal before the record it removes', () => {
    const cluster = Cluster.from({ containerInstances: [] });
    cluster.apply([instanceEvent(instance('a', 6, { status: 'INACTIVE' })), instanceEvent(instance('a', 5))]);
    cluster.apply([taskEvent(task('t', 'a', 6, { lastStatus: 'STOPPED' })), taskEvent(task('t', 'a', 5))]);
    expect(cluster.instanceCount).toBe(0);
    expect(cluster.taskCount).toBe(0);
  });

  it('finds tasks on an instance whichever came first, and keeps them when the instance goes and comes', () => {
    const cluster = Cluster.from({ tasks: [task('t', 'a', 1, { group: 'g' })] });
    cluster.apply(instanceEvent(instance('a', 1)));
    expect(ids(cluster, 'task:group == g and runningTasksCount == 1')).toBe('a');
    cluster.apply(instanceEvent(instance('a', 2, { status: 'INACTIVE' })));
    expect(ids(cluster, '*')).toBe('');
    cluster.apply(instanceEvent(instance('a', 3)));
    expect(ids(cluster, 'task:group == g and runningTasksCount == 1')).toBe('a');
  });

  it('moves a task from one instance to another', () => {
    const cluster = Cluster.from([
      { containerInstances: [instance('a', 1), instance('b', 1)] },
      { tasks: [task('t', 'a', 1, { group: 'g' })] },
    ]);
    cluster.apply(taskEvent(task('t', 'b', 2, { group: 'g' })));
    expect(ids(cluster, 'task:group == g')).toBe('b');
    expect(ids(cluster, 'task:group !exists')).toBe('a');
  });

  it('derives counts from the first task record of the cluster on, also when that one is a removal', () => {
    const cluster = Cluster.from(SOURCE_WITHOUT_TASKS);
    expect(ids(cluster, 'runningTasksCount == 7')).toBe('a b');
    cluster.apply(taskEvent(task('t', 'a', 6, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' })));
    expect(ids(cluster, 'runningTasksCount == 0')).toBe('a b c d e');
    expect(ids(Cluster.from(cluster.toSnapshot()), 'runningTasksCount == 0')).toBe('a b c d e');
  });

  it('derives counts only in the cluster whose tasks are known', () => {
    const other = {
      containerInstanceArn: 'arn:aws:ecs:us-east-1:111122223333:container-instance/prod/z',
      runningTasksCount: 7,
    };
    const unnamed = { containerInstanceArn: `${ARN}:container-instance/y`, runningTasksCount: 7 };
    const cluster = Cluster.from([...SOURCE, { containerInstances: [other, unnamed] }]);
    expect(ids(cluster, 'runningTasksCount == 7')).toBe('y z');
    cluster.apply(taskEvent({ taskArn: `${ARN}:task/t`, version: 1, desiredStatus: 'RUNNING', lastStatus: 'RUNNING' }));
    expect(ids(cluster, 'runningTasksCount == 7')).toBe('z');
    cluster.apply(
      taskEvent({
        taskArn: 'arn:aws:ecs:us-east-1:111122223333:task/prod/t',
        version: 1,
        desiredStatus: 'RUNNING',
        lastStatus: 'RUNNING',
      }),
    );
    expect(ids(cluster, 'runningTasksCount == 7')).toBe('');
  });
});

describe('any order and duplication of a set of records ends in the same state', () => {
  const history = messages({ length: 25 }).chain((list) =>
    fc.record({
      list: fc.constant(list),
      shuffled: fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }),
    }),
  );

  it('record by record, and all at once', () => {
    const law = ({ list, shuffled }: { list: readonly Message[]; shuffled: readonly Message[] }): void => {
      const once = Cluster.from([]);
      for (const message of list) once.apply(toSource(message));
      const twice = Cluster.from([]);
      for (const message of shuffled) twice.apply(toSource(message));
      const together = Cluster.from([]);
      together.apply(shuffled.map(toSource));
      expect(state(twice)).toEqual(state(once));
      expect(state(together)).toEqual(state(once));
    };
    fc.assert(fc.property(history, law), runs(400));
  });

  it('and the revision grows exactly by what changed', () => {
    const law = (list: readonly Message[]): void => {
      const cluster = Cluster.from([]);
      for (const message of list) {
        const before = cluster.toSnapshot();
        const { applied, stale, revision } = cluster.apply(toSource(message));
        expect(applied + stale).toBe(1);
        expect(revision).toBe(before.revision + applied);
        const same = JSON.stringify(state(cluster)) === JSON.stringify({ ...before, revision: 0 });
        expect(same).toBe(applied === 0);
      }
    };
    fc.assert(fc.property(messages({ length: 25 }), law), runs(200));
  });
});

describe('toSnapshot', () => {
  it('round-trips: the same snapshot, revision included, and the same answers', () => {
    const questions = fc.array(meaningfulExpression('stowage'), { minLength: 5, maxLength: 5 });
    const law = (
      described: Parameters<typeof describeOutput>[0],
      news: readonly Message[],
      asked: readonly { piece: { text: string } }[],
    ): void => {
      const cluster = Cluster.from(describeOutput(described));
      cluster.apply(news.map(toSource));
      const snapshot = cluster.toSnapshot();
      const again = Cluster.from(JSON.parse(JSON.stringify(snapshot)));
      expect(again.toSnapshot()).toEqual(snapshot);
      expect(again.revision).toBe(cluster.revision);
      expect(again.rejected).toEqual([]);
      for (const { piece } of asked) {
        expect(again.prepare(piece.text).rows()).toEqual(cluster.prepare(piece.text).rows());
      }
      for (const message of news) expect(again.apply(toSource(message))).toEqual(cluster.apply(toSource(message)));
      expect(again.toSnapshot()).toEqual(cluster.toSnapshot());
    };
    fc.assert(fc.property(fleet({ instances: 25, tasks: 25 }), messages({ length: 20 }), questions, law), {
      numRuns: 150,
    });
  });

  it('is the same for the same content, whatever the order it was told in', () => {
    const [first, second] = [...SOURCE];
    expect(state(Cluster.from([second, first]))).toEqual(state(Cluster.from([first, second])));
  });
});
