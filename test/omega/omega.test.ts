import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../bench/omega/agenda.mjs';
import { Cell, MACHINE } from '../../bench/omega/cell.mjs';
import { MODES, SCALES, sweeps, told } from '../../bench/omega/experiment.mjs';
import { PICTURES, pageWith, plotOf } from '../../bench/omega/page.mjs';
import { type Setting, simulate } from '../../bench/omega/simulation.mjs';

const MACHINES = 8;
const host = fc.nat(MACHINES - 1);
const claims = fc.record({
  hosts: fc.array(host, { minLength: 1, maxLength: 12 }),
  cpu: fc.integer({ min: 1, max: MACHINE.cpu }),
  memory: fc.integer({ min: 1, max: MACHINE.memory }),
});
const history = fc.array(claims, { maxLength: 6 });

const SETTING: Setting = {
  machines: 200,
  hours: 4,
  seed: 7,
  architecture: 'shared',
  batchSchedulers: 4,
  batchRate: 1,
  jobS: { batch: 10, service: 30 },
  conflict: 'fit',
  commit: 'incremental',
};

describe('a commit', () => {
  it('drops no more with fit than with version, and no more incremental than all or nothing', () => {
    fc.assert(
      fc.property(history, claims, fc.nat(6), (earlier, last, seen) => {
        const dropped = (conflict: 'fit' | 'version', commit: 'incremental' | 'all-or-nothing') => {
          const { dropped } = cellAfter(earlier).commit({ ...last, seen }, { conflict, commit });
          return dropped.length;
        };
        expect(dropped('fit', 'incremental')).toBeLessThanOrEqual(dropped('fit', 'all-or-nothing'));
        expect(dropped('version', 'incremental')).toBeLessThanOrEqual(dropped('version', 'all-or-nothing'));
        expect(dropped('fit', 'all-or-nothing')).toBeLessThanOrEqual(dropped('version', 'all-or-nothing'));
        const changed = cellAfter(earlier).changedAt;
        if (last.hosts.every((one) => (changed[one] ?? 0) <= seen))
          expect(dropped('fit', 'incremental')).toBe(dropped('version', 'incremental'));
      }),
      { seed: 1 },
    );
  });

  it('with version drops what has changed since, though it has room', () => {
    const cell = cellAfter([{ hosts: [3], cpu: 1, memory: 1 }]);
    const late = { hosts: [3, 4], cpu: 1, memory: 1, seen: 0 };
    expect(cell.commit(late, { conflict: 'version', commit: 'incremental' })).toEqual({ accepted: [4], dropped: [3] });
    const before = structuredClone(cell);
    const claims = { ...late, hosts: [5, 3] };
    expect(cell.commit(claims, { conflict: 'version', commit: 'all-or-nothing' })).toEqual({
      accepted: [],
      dropped: [5, 3],
    });
    expect(structuredClone(cell)).toEqual(before);
    expect(cell.commit(late, { conflict: 'fit', commit: 'all-or-nothing' }).accepted).toEqual([3, 4]);
  });
});

describe('the simulation', () => {
  it('gives the same again, and something else with another seed', () => {
    expect(told(SETTING)).toEqual(told(SETTING));
    expect(told({ ...SETTING, seed: 8 })).not.toEqual(told(SETTING));
  });

  it.each(MODES)('never takes more of a machine than it has: $conflict, $commit', (modes) => {
    let looks = 0;
    let isWithin = true;
    const look = ({ cpu, memory }: Cell) => {
      looks++;
      isWithin &&= cpu.every((free) => free >= 0 && free <= MACHINE.cpu);
      isWithin &&= memory.every((free) => free >= 0 && free <= MACHINE.memory);
    };
    const { windows } = simulate({ ...SETTING, ...modes }, { look });
    expect(isWithin).toBe(true);
    expect(looks).toBeGreaterThan(100);
    expect(windows[0]?.batch.finished).toBeGreaterThan(50);
  });

  it('starts near 60 % taken', () => {
    expect(simulate({ ...SETTING, machines: 10_000, hours: 1 }).utilisation.first).toBeCloseTo(0.6, 1);
  });
});

it('an agenda tells what is earliest, and keeps the order of what is at one time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), (times) => {
      const agenda = new Agenda<number>();
      times.forEach((time, index) => {
        agenda.enter(time, index);
      });
      const order = times.map(() => agenda.next()?.what);
      expect(order).toEqual(times.map((_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b));
      expect(agenda.next()).toBeUndefined();
    }),
    { seed: 1 },
  );
});

describe('docs/OMEGA.md', () => {
  const document = JSON.parse(read('bench/omega/results/omega.json'));

  it('has the figures that are kept, in tables and plots', () => {
    const page = read('docs/OMEGA.md');
    expect(pageWith(page, document)).toBe(page);
    for (const [name, picture] of Object.entries(PICTURES)) {
      expect(plotOf(document, picture)).toBe(read(`docs/omega-${name}.svg`));
      expect(page).toContain(`(omega-${name}.svg)`);
    }
    expect(page).toContain(`${document.cpuSeconds} s of CPU time`);
  });

  it('has figures of the whole: a point for each decision time and number of schedulers', () => {
    const { machines, decisionS, schedulers } = SCALES.whole;
    expect(document).toMatchObject({ machines, quick: false });
    expect(document.sweeps.schedulers.map(({ name, x }: { name: string; x: number }) => [Number(name), x])).toEqual(
      schedulers.flatMap((count) => decisionS.map((x) => [count, x])),
    );
  });

  it('is drawn from any sweep', () => {
    const scale = { machines: 100, hours: 1, decisionS: [0.1, 100], schedulers: [1, 2], rates: [1, 2] };
    const small = { ...document, sweeps: sweeps(scale, 1) };
    for (const picture of Object.values(PICTURES)) expect(plotOf(small, picture)).not.toMatch(/NaN|undefined|Infinity/);
  });
});

function cellAfter(earlier: readonly { hosts: number[]; cpu: number; memory: number }[]) {
  const cell = new Cell(MACHINES);
  for (const one of earlier) cell.commit({ ...one, seen: 0 }, { conflict: 'fit', commit: 'incremental' });
  return cell;
}

function read(path: string) {
  return readFileSync(path, 'utf8');
}
