/** What tables of tasks keep once for many rows is gone with the last of them. */
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/model/records.js';
import { NumberColumn } from '../../src/store/number-column.js';
import { TaskBindings } from '../../src/store/task-bindings.js';
import { type Profiled, TaskProfiles } from '../../src/store/task-profiles.js';

const WEB: Profiled = {
  group: 'service:web',
  desiredStatus: 'RUNNING',
  lastStatus: 'PENDING',
  cpu: 0.5,
  memory: 8,
  gpu: 0,
};

describe('profiles of tasks', () => {
  it('are the same for tasks that differ in nothing', () => {
    const profiles = new TaskProfiles();
    const code = profiles.retain(WEB, -1);
    expect(profiles.retain({ ...WEB }, -1)).toBe(code);
    expect(profiles.retain({ ...WEB }, code)).toBe(code);
    const others: Profiled[] = [
      { ...WEB, lastStatus: 'RUNNING' },
      { ...WEB, group: '0.5' },
      { ...WEB, family: 'service:web' },
      { ...WEB, cpu: 1 },
      { ...WEB, memory: 0.5 },
    ];
    expect(new Set([code, ...others.map((other) => profiles.retain(other, code))]).size).toBe(6);
    expect([profiles.size, profiles.textCount]).toEqual([6, 4]);
    expect(profiles.content(code)).toStrictEqual(WEB);
  });

  it('know their members, and whether their tasks are meant to run', () => {
    const profiles = new TaskProfiles();
    const [web, stopped, plain] = [WEB, { ...WEB, desiredStatus: 'STOPPED' }, { cpu: 1, memory: 1, gpu: 0 }].map(
      (one) => profiles.retain(one, -1),
    ) as [number, number, number];
    expect(profiles.memberText(profiles.member(web, 0))).toBe('service:web');
    expect([stopped, plain].map((code) => profiles.member(code, 0))).toEqual([-1, -1]);
    expect([web, stopped, plain].map((code) => profiles.isRunning(code))).toEqual([true, false, false]);
    profiles.release(web);
    expect(profiles.retain({ ...WEB, group: 'batch' }, stopped)).toBe(web);
    expect(profiles.memberText(profiles.member(web, 0))).toBe('batch');
    profiles.release(web);
    expect(profiles.retain({ ...WEB, desiredStatus: 'STOPPED', cpu: 9 }, stopped)).toBe(web);
    expect([profiles.member(web, 0), profiles.isRunning(web)]).toEqual([-1, false]);
  });

  it('leave nothing behind', () => {
    const profiles = new TaskProfiles();
    const codes = Array.from({ length: 300 }, (_, at) => profiles.retain({ ...WEB, startedBy: `s${at % 100}` }, -1));
    expect([profiles.size, profiles.textCount]).toEqual([100, 104]);
    for (const code of codes.slice(0, 200)) profiles.release(code);
    expect([profiles.size, profiles.textCount]).toEqual([100, 104]);
    for (const code of codes.slice(200)) profiles.release(code);
    expect([profiles.size, profiles.textCount]).toEqual([0, 0]);
    expect(profiles.content(profiles.retain(WEB, -1))).toStrictEqual(WEB);
  });
});

describe('bindings of tasks', () => {
  const bound = (port: number): Pick<Task, 'hostPorts' | 'gpuIds'> => ({
    gpuIds: ['\ud800'],
    hostPorts: [{ protocol: 'udp', port }],
  });

  it('are kept once, and leave nothing behind', () => {
    const bindings = new TaskBindings();
    expect([bindings.set(7, { gpuIds: [], hostPorts: [] }), bindings.byteLength]).toEqual([false, 0]);
    expect([1, 2, 3].map((row) => bindings.set(row, bound(80)))).toEqual([true, true, true]);
    expect([bindings.set(2, bound(80)), bindings.set(2, bound(81)), bindings.size]).toEqual([false, true, 2]);
    expect([0, 1, 2, 9].map((row) => bindings.at(row))).toStrictEqual([
      { gpuIds: [], hostPorts: [] },
      bound(80),
      bound(81),
      { gpuIds: [], hostPorts: [] },
    ]);
    expect([bindings.set(2, { gpuIds: [], hostPorts: [] }), bindings.size]).toEqual([true, 1]);
    bindings.clear(1);
    bindings.clear(3);
    expect([bindings.size, bindings.byteLength, bindings.at(3).gpuIds]).toEqual([0, 0, []]);
  });

  it('are equal whatever the order in which a port was told', () => {
    const bindings = new TaskBindings();
    bindings.set(0, bound(80));
    expect(bindings.set(0, { gpuIds: ['\ud800'], hostPorts: [{ port: 80, protocol: 'udp' }] })).toBe(false);
  });
});

describe('a column of versions', () => {
  it('becomes wider as its largest version needs', () => {
    const column = new NumberColumn();
    const versions: (number | undefined)[] = [
      0,
      65_534,
      undefined,
      65_535,
      2 ** 32 - 2,
      undefined,
      2 ** 32 - 1,
      0.5,
      2 ** 60,
    ];
    const widths = versions.map((version, row) => {
      column.set(row, version);
      expect(versions.slice(0, row + 1).map((_, at) => column.at(at))).toEqual(versions.slice(0, row + 1));
      return column.byteLength / (row < 8 ? 8 : 10);
    });
    expect(widths).toEqual([2, 2, 2, 4, 4, 4, 8, 8, 8]);
  });
});
