import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { QueryError } from '../../src/language/diagnostic.js';
import { instanceArn, SOURCE, shortName } from './rules-fleet.js';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';

function instance(name: string, version: number | undefined, more: object = {}): object {
  const numbered = version === undefined ? {} : { version };
  return { containerInstanceArn: `${ARN}:container-instance/prod/${name}`, status: 'ACTIVE', ...numbered, ...more };
}

function instanceEvent(detail: object): object {
  return { source: 'aws.ecs', 'detail-type': 'ECS Container Instance State Change', detail };
}

describe('prepare', () => {
  const cluster = Cluster.from(SOURCE);

  it('throws every error of a text at once', () => {
    const text = 'foo == bar and agentConnected == yes';
    expect(() => cluster.prepare(text)).toThrow(QueryError);
    try {
      cluster.prepare(text);
    } catch (error) {
      expect(error).toMatchObject({ text, diagnostics: [{ code: 'unknown-subject' }, { code: 'invalid-boolean' }] });
    }
  });

  it('holds to the dialect it is given', () => {
    expect(() => cluster.prepare('*', { dialect: 'ecs' })).toThrow(QueryError);
    expect(cluster.prepare('*', { dialect: 'stowage' }).count()).toBe(5);
  });

  it('knows its text, and the text in canonical form', () => {
    expect(cluster.prepare('  agentConnected equals "true" ')).toMatchObject({
      text: '  agentConnected equals "true" ',
      canonical: 'agentConnected == true',
    });
  });

  it('answers for the current revision', () => {
    const live = Cluster.from({ containerInstances: [instance('a', 1)] });
    const query = live.prepare('attribute:late exists');
    expect(query.count()).toBe(0);
    live.apply(instanceEvent(instance('a', 2, { attributes: [{ name: 'late' }] })));
    expect(query.ids()).toEqual([instanceArn('a')]);
    expect(query.count()).toBe(1);
    live.apply(instanceEvent(instance('a', 3)));
    expect(query.ids()).toEqual([]);
  });

  it.each([
    [0, ''],
    [1, 'a'],
    [2.5, 'a b c'],
    [5, 'a b c d e'],
    [99, 'a b c d e'],
    [Number.POSITIVE_INFINITY, 'a b c d e'],
  ])('limits to %d', (limit, expected) => {
    expect(cluster.prepare('*').ids({ limit }).map(shortName).join(' ')).toBe(expected);
    expect(
      cluster
        .prepare('*')
        .rows({ limit })
        .map(({ key }) => shortName(key))
        .join(' '),
    ).toBe(expected);
  });

  it.each([-1, Number.NaN])('refuses a limit of %d', (limit) => {
    expect(() => cluster.prepare('*').ids({ limit })).toThrow(
      new RangeError(`limit has to be a number from 0, not ${limit}`),
    );
  });

  it('gives rows as plain JSON', () => {
    const [row] = cluster.prepare('attribute:gpu exists').rows();
    expect(row).toEqual({
      key: instanceArn('a'),
      cluster: `${ARN}:cluster/prod`,
      status: 'ACTIVE',
      agentConnected: true,
      agentVersion: '1.9.0',
      ec2InstanceId: 'i-0a',
      registeredAt: '2018-06-18T22:28:28Z',
      runningTasksCount: 2,
      attributes: { gpu: null, note: "it's", stack: 'prod', weight: '5', zone: 'us-east-1a' },
      tags: {},
      registered: {},
    });
    expect(Object.keys(row ?? {})[0]).toBe('key');
    expect(Object.keys(row?.attributes ?? {})).toEqual(['gpu', 'note', 'stack', 'weight', 'zone']);
    expect(JSON.parse(JSON.stringify(row))).toEqual(row);
  });
});
