/** The order of tasks in scale-in: a lexicographic key, one part for each strategy. */

import { invariant } from '../../model/errors.js';
import type { KeyPart } from '../order/key-parts.js';
import { seededDraw } from '../order/random.js';
import type { Strategy } from '../request/strategies.js';
import type { Gauge, GroupCount, Measure, Site } from './measures.js';

/** One number for each strategy; what comes first is compared first. */
export type Key = readonly number[];

export interface GaugedSite<S extends Site> {
  readonly site: S;
  readonly gauges: readonly Gauge[];
}

export class Ranking {
  readonly #strategies: readonly Strategy[];
  readonly #measures: readonly Measure[];

  constructor(strategies: readonly Strategy[], groupCounts: readonly GroupCount[], seed: number) {
    const context = { groupCounts, draw: seededDraw(seed) };
    this.#strategies = strategies;
    this.#measures = strategies.map(({ kind, row, field }) => {
      invariant(row.scaleInMeasure !== undefined, `${kind} has a measure`);
      return row.scaleInMeasure(field ?? '', context);
    });
  }

  /** A site made ready for being measured again and again. */
  gauged<S extends Site>(site: S): GaugedSite<S> {
    return { site, gauges: this.#measures.map((measure) => measure.gauge(site)) };
  }

  /** A task of the group has been added to the host (`by` 1) or taken from it (-1). */
  change(host: Site['host'], by: 1 | -1): void {
    for (const measure of this.#measures) measure.change(host, by);
  }

  tell(key: Key): readonly KeyPart[] {
    return this.#strategies.map(({ row, field }, part) => {
      const value = key[part] ?? Number.POSITIVE_INFINITY;
      return {
        strategy: row.type,
        ...(field === undefined ? {} : { field }),
        value: Number.isFinite(value) ? value : null,
      };
    });
  }
}

/** Measures a site. Where a strategy draws, each call is a draw, so sites have to be looked at in a fixed order. */
export function keyOf({ gauges }: GaugedSite<Site>): Key {
  return gauges.map((gauge) => gauge());
}

/** Lexicographic: negative where `a` comes before `b`. */
export function compareKeys(a: Key, b: Key): number {
  for (let part = 0; part < a.length; part++) {
    const [left, right] = [a[part] as number, b[part] as number];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
