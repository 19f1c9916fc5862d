/** An index that another thread reads: equal to its owner's, never changed by it, and not a copy. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { StowageError } from '../../src/model/errors.js';
import { attachIndex, type IndexView } from '../../src/query/index-view.js';
import { KeyTable } from '../../src/store/key-table.js';
import { AttachedTexts } from '../../src/store/shared/attached-texts.js';
import type { SharedIndex } from '../../src/store/shared/shared-index.js';
import type { Message } from '../oracle/query-fleet.js';
import { meaningfulExpression } from '../support/expression.js';
import { describeOutput, fleet, messages, toSource } from '../support/fleet.js';
import { runs } from '../support/runs.js';

/** What posting does: arrays over shared memory arrive as other arrays over the same memory. */
function posted(shared: SharedIndex): SharedIndex {
  return structuredClone(shared);
}

interface Answer {
  readonly count: number;
  readonly ids: readonly string[];
}

function answersOf(asked: Cluster | IndexView, texts: readonly string[]): Answer[] {
  return texts.map((text) => {
    const query = asked.prepare(text);
    return { count: query.count(), ids: query.ids() };
  });
}

/** Every typed array in a value, however deep. */
function arraysIn(value: unknown): (Int32Array | Uint8Array)[] {
  if (ArrayBuffer.isView(value)) return [value as Int32Array];
  if (value instanceof Map) return [...value.values()].flatMap(arraysIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : [];
}

const texts = fc.array(
  meaningfulExpression('stowage').map(({ piece }) => piece.text),
  { minLength: 12, maxLength: 12 },
);

/** Expressions may ask for subjects that are made when asked: shared by name, but for counts. */
const SUBJECTS = ['status', 'instanceId', 'capacityProvider', 'dockerVersion', 'remaining:cpu', 'task:family'];

describe('a shared index', () => {
  it('answers as its owner does, and goes on to do so while the owner changes and shares again', () => {
    const law = (
      described: Parameters<typeof describeOutput>[0],
      asked: string[],
      history: readonly Message[],
    ): void => {
      const cluster = Cluster.from(describeOutput(described));
      const views: { view: IndexView; answers: Answer[] }[] = [];
      for (let step = 0; ; step += 3) {
        const view = attachIndex(posted(cluster.share({ subjects: SUBJECTS })));
        views.push({ view, answers: answersOf(cluster, asked) });
        expect(view.revision).toBe(cluster.revision);
        expect(view.instanceCount).toBe(cluster.instanceCount);
        if (step >= history.length) break;
        for (const message of history.slice(step, step + 3)) cluster.apply(toSource(message));
      }
      for (const { view, answers } of views) expect(answersOf(view, asked)).toEqual(answers);
    };
    fc.assert(fc.property(fleet({ instances: 40, tasks: 60 }), texts, messages({ length: 18 }), law), runs(60));
  });

  it('does so where chunks are dense, rows are numbered anew and values come and go', () => {
    const cluster = largeCluster();
    const kept: { view: IndexView; answers: Answer[] }[] = [];
    for (let round = 0; round < 6; round++) {
      const view = attachIndex(posted(cluster.share({ subjects: ['status', 'remaining:cpu'] })));
      const answers = answersOf(cluster, QUESTIONS);
      expect(new Set(answers.map(({ count }) => count)).size).toBeGreaterThan(3);
      kept.push({ view, answers });
      for (const record of changesOf(round)) cluster.apply(record);
    }
    for (const { view, answers } of kept) expect(answersOf(view, QUESTIONS)).toEqual(answers);
    expect(new Set(kept.map(({ answers }) => JSON.stringify(answers))).size).toBe(kept.length);
  });

  it('lies in shared memory: what arrives are other arrays over the same bytes', () => {
    const shared = largeCluster().share();
    const copy = posted(shared);
    const [mine, theirs] = [arraysIn(shared), arraysIn(copy)];
    expect(mine.length).toBeGreaterThan(50);
    expect(theirs.map(({ byteLength }) => byteLength)).toEqual(mine.map(({ byteLength }) => byteLength));
    for (const [at, array] of mine.entries()) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
      const other = theirs[at] as Int32Array;
      expect(other).not.toBe(array);
      if (array.length === 0) continue;
      const before = array[0] as number;
      array[0] = before ^ 1;
      expect(other[0]).toBe(array[0]);
      array[0] = before;
    }
  });

  it('is packed again only where something changed', () => {
    const cluster = largeCluster();
    const first = arraysIn(cluster.share());
    expect(sharedBuffers(first, arraysIn(cluster.share()))).toBeGreaterThan(0.9);
    cluster.apply(changesOf(0)[0]);
    expect(sharedBuffers(first, arraysIn(cluster.share()))).toBeGreaterThan(0.5);
  });

  it('keeps texts beyond Latin-1, long ones, and empty fleets', () => {
    const long = 'x'.repeat(20_000);
    const attributes = [
      { name: 'city', value: 'Zürich' },
      { name: 'star', value: '星😀' },
      { name: 'long', value: `${long}星` },
      { name: 'plain', value: long },
    ];
    const cluster = Cluster.from(describeOf([{ ...instanceOf('a'), attributes }]));
    const view = attachIndex(posted(cluster.share()));
    for (const { name, value } of attributes) {
      expect(view.prepare(`attribute:${name} == '${value.slice(0, 40)}'`).count()).toBe(value.length > 40 ? 0 : 1);
      expect(view.prepare(`attribute:${name} exists | select attribute:${name}`).rows()).toEqual(
        cluster.prepare(`attribute:${name} exists | select attribute:${name}`).rows(),
      );
    }
    const empty = attachIndex(posted(Cluster.from({ containerInstances: [] }).share()));
    expect(answersOf(empty, ['runningTasksCount > 0', 'not attribute:a exists'])).toEqual(
      Array(2).fill({ count: 0, ids: [] }),
    );
  });

  it('does not grow by the texts that are gone', () => {
    const table = new KeyTable();
    const texts = (round: number): string[] => Array.from({ length: 100 }, (_, at) => `${round}-${at}`.padStart(20));
    for (let round = 0; round < 50; round++) {
      for (const text of texts(round)) table.add(text);
      if (round > 0) for (const text of texts(round - 1)) table.remove(table.find(text));
      const shared = table.share();
      expect(shared.bytes.length).toBeLessThan(100 * 20 * 6);
      const attached = new AttachedTexts(shared);
      expect(texts(round).map((text) => attached.text(attached.find(text)))).toEqual(texts(round));
      if (round > 0) expect(texts(round - 1).map((text) => attached.find(text))).toEqual(Array(100).fill(-1));
    }
  });

  it('takes part in stages with what is shared', () => {
    const cluster = largeCluster();
    const view = attachIndex(posted(cluster.share()));
    for (const text of STAGED) expect(view.prepare(text).rows()).toEqual(cluster.prepare(text).rows());
  });

  it('refuses by name what is not shared', () => {
    const cluster = largeCluster();
    const view = attachIndex(posted(cluster.share()));
    const refused = (ask: () => unknown, words: string): void => {
      expect(ask).toThrow(StowageError);
      expect(ask).toThrow(expect.objectContaining({ code: 'not-shared', message: expect.stringContaining(words) }));
    };
    refused(() => view.prepare('remaining:cpu > 1').count(), "subjects: ['remaining:cpu']");
    refused(() => view.prepare('status == ACTIVE').ids(), '`status`');
    refused(() => view.prepare("count(task:group == 'a') > 1").count(), 'ask the thread that has the cluster');
    refused(() => view.prepare('from tasks agentConnected == true').count(), 'from tasks');
    refused(() => view.prepare('agentConnected == true').rows(), 'records');
    for (const name of ['remaining:', 'colour', 'attribute:']) {
      expect(() => cluster.share({ subjects: [name] })).toThrow(expect.objectContaining({ code: 'usage' }));
    }
    for (const strange of [undefined, {}, { ...cluster.share(), formatVersion: 2 }]) {
      expect(() => attachIndex(strange as never)).toThrow(expect.objectContaining({ code: 'usage' }));
    }
  });
});

const QUESTIONS = [
  'agentConnected == true',
  'agentConnected == false',
  "attribute:ecs.instance-type == 'm5.large' and runningTasksCount > 0",
  'attribute:round exists',
  'runningTasksCount >= 2 and not attribute:ecs.availability-zone =~ .*a',
  "ec2InstanceId in ['i-3', 'i-17', 'i-2999', 'i-5000']",
  'task:group =~ service:s1.*',
  'registeredAt > 2026-01-01',
  'status == DRAINING',
  'remaining:cpu > 500',
];
const STAGED = [
  'agentConnected == true | count by attribute:ecs.instance-type',
  'runningTasksCount > 1 | count by task:group',
  'runningTasksCount > 1 | select ec2InstanceId, agentVersion, runningTasksCount | limit 7',
];
const SIZE = 3_000;
const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

function largeCluster(): Cluster {
  const cluster = Cluster.from(describeOf(Array.from({ length: SIZE }, (_, at) => instanceOf(at))));
  cluster.apply({ tasks: Array.from({ length: SIZE }, (_, at) => taskOf(at, (at * 7) % 2_000)) });
  return cluster;
}

/** What happens between two times of sharing: hosts come in the midst of others, go and change, tasks come and stop. */
function changesOf(round: number): readonly object[] {
  const from = 400 * round;
  const changed = Array.from({ length: 90 }, (_, at) => ({
    ...instanceOf(from + at),
    version: 2 + round,
    agentConnected: at % 2 === 0,
    status: 'DRAINING',
    attributes: [{ name: 'round', value: String(round) }],
  }));
  const came = Array.from({ length: 700 }, (_, at) => instanceOf(`${String(from + at).padStart(6, '0')}x`));
  const started = Array.from({ length: 100 }, (_, at) => taskOf(`${round}-${at}`, from + 3 * at));
  const gone = Array.from({ length: 60 }, (_, at) => ({
    ...instanceOf(from + 100 + at),
    version: 9,
    status: 'INACTIVE',
  }));
  return [{ tasks: started }, describeOf(changed), describeOf(came), describeOf(gone)];
}

function describeOf(instances: readonly object[]): object {
  return { containerInstances: instances };
}

function instanceOf(at: number | string): object {
  const number = Number.parseInt(String(at), 10) || 0;
  return {
    containerInstanceArn: `arn:aws:ecs:eu-west-1:1:container-instance/prod/${String(at).padStart(6, '0')}`,
    ec2InstanceId: `i-${at}`,
    version: 1,
    status: 'ACTIVE',
    agentConnected: number % 10 > 0,
    versionInfo: { agentVersion: `1.${number % 40}.0` },
    registeredAt: new Date(Date.UTC(2025, number % 24, 1 + (number % 28))).toISOString(),
    registeredResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 4096 }],
    remainingResources: [{ name: 'CPU', type: 'INTEGER', integerValue: number % 1000 }],
    attributes: [
      { name: 'ecs.instance-type', value: number % 3 > 0 ? 'm5.large' : 'c5.large' },
      { name: 'ecs.availability-zone', value: ZONES[number % 3] },
    ],
  };
}

function taskOf(at: number | string, host: number): object {
  return {
    taskArn: `arn:aws:ecs:eu-west-1:1:task/prod/${at}`,
    containerInstanceArn: `arn:aws:ecs:eu-west-1:1:container-instance/prod/${String(host).padStart(6, '0')}`,
    group: `service:s${host % 50}`,
    version: 1,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
  };
}

/** The share of the bytes of `later` that lie in buffers of `earlier`. */
function sharedBuffers(earlier: readonly ArrayBufferView[], later: readonly ArrayBufferView[]): number {
  const before = new Set(earlier.map(({ buffer }) => buffer));
  const bytes = (arrays: readonly ArrayBufferView[]): number => arrays.reduce((sum, one) => sum + one.byteLength, 0);
  return bytes(later.filter(({ buffer }) => before.has(buffer))) / bytes(later);
}
