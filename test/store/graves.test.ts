/** Removed keys in the order of their burial, against a plain list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Graves } from '../../src/store/graves.js';
import { runs } from '../support/runs.js';

describe('graves', () => {
  it('are what a list of them is, whatever comes and goes', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), key, version: fc.option(fc.nat(9), { nil: undefined }) }),
      fc.record({ do: fc.constantFrom('delete' as const, 'oldest' as const), key }),
    );
    const law = (steps: readonly { do: string; key: string; version?: number | undefined }[]): void => {
      const graves = new Graves();
      let list: (readonly [string, number | undefined])[] = [];
      for (const one of steps) {
        const isThere = list.some(([each]) => each === one.key);
        expect(graves.has(one.key)).toBe(isThere);
        if (one.do === 'oldest') {
          graves.deleteOldest();
          list = list.slice(1);
        } else if (one.do === 'delete') {
          graves.delete(one.key);
          list = list.filter(([each]) => each !== one.key);
        } else if (!isThere) {
          graves.add(one.key, one.version);
          list.push([one.key, one.version]);
          expect(graves.version(one.key)).toBe(one.version);
        }
        expect([...graves.entries()]).toEqual(list);
        expect(graves.size).toBe(list.length);
      }
    };
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), law), runs(500));
  });

  it('are forgotten one by one without looking past those that are gone', () => {
    const graves = new Graves();
    const most = 100_000;
    const start = process.cpuUsage();
    for (let at = 0; at < 4 * most; at++) {
      graves.add(`key ${at}`, at);
      if (graves.size > most) graves.deleteOldest();
    }
    // It takes a tenth of a second; what looks past the deleted is quadratic.
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(20);
    expect([...graves.entries()][0]).toEqual([`key ${3 * most}`, 3 * most]);
  });
});
