import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/a';

describe('a row', () => {
  it('has what the record says and no field more', () => {
    expect(
      Cluster.from({ containerInstances: [{ containerInstanceArn: ARN }] })
        .prepare('*')
        .rows(),
    ).toStrictEqual([
      {
        key: ARN,
        cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
        attributes: {},
        tags: {},
        registered: {},
      },
    ]);
  });

  it('has resources, tags and attributes by name, ascending', () => {
    const amounts = (cpu: number, ports: readonly string[]) => [
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: ports },
      { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    ];
    const record = {
      containerInstanceArn: ARN,
      registeredResources: amounts(2048, ['22']),
      remainingResources: amounts(1024, ['22', '8080']),
      tags: [
        { key: 'b', value: '2' },
        { key: 'a', value: '1' },
      ],
      attributes: [{ name: '__proto__', value: 'x' }, { name: 'Z' }],
      runningTasksCount: 3,
      pendingTasksCount: 0,
    };
    const [row] = Cluster.from({ containerInstances: [record] })
      .prepare('*')
      .rows();
    expect(row).toMatchObject({
      registered: { cpu: 2048, ports: ['22'] },
      remaining: { cpu: 1024, ports: ['22', '8080'] },
      tags: { a: '1', b: '2' },
      runningTasksCount: 3,
      pendingTasksCount: 0,
    });
    expect(Object.keys(row?.remaining ?? {})).toEqual(['cpu', 'ports']);
    expect(Object.keys(row?.tags ?? {})).toEqual(['a', 'b']);
    expect(Object.entries(row?.attributes ?? {})).toEqual([
      ['Z', null],
      ['__proto__', 'x'],
    ]);
  });
});
