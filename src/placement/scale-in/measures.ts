/** What strategies measure. Placing takes the host with the least, scale-in the task with the most. */
import type { Host } from '../../model/records.js';
import type { Draw } from '../order/random.js';

/** A host with what is free on it: where a task may go, or what a task would leave behind. */
export interface Site {
  readonly host: Host;
  /** CPU units of `cpu`, MiB of `memory`. */
  free(resource: string): number;
}

/** Measures one site, as things are when it is called. */
export type Gauge = () => number;

export interface Measure {
  gauge(site: Site): Gauge;
  /** A task of the group has been added to the host (`by` 1) or taken from it (-1). */
  change(host: Host, by: 1 | -1): void;
}

export interface MeasureContext {
  /** Hosts on which tasks of the request's group are meant to run, with how many. */
  readonly groupCounts: readonly GroupCount[];
  readonly draw: Draw;
}

export interface GroupCount {
  readonly host: Host;
  readonly count: number;
}

/**
 * The tasks of the group in the host's bucket. A host without a bucket has infinitely many: it comes after all others when
 * placing, and loses its tasks first when scaling in.
 */
export function spreadMeasure(bucketOf: (host: Host) => string | undefined, context: MeasureContext): Measure {
  const buckets = new Map<string, { count: number }>();
  const bucketAt = (host: Host): { count: number } | undefined => {
    const name = bucketOf(host);
    if (name === undefined) return undefined;
    const known = buckets.get(name) ?? { count: 0 };
    buckets.set(name, known);
    return known;
  };
  const change = (host: Host, by: number): void => {
    const bucket = bucketAt(host);
    if (bucket !== undefined) bucket.count += by;
  };
  const gauge = ({ host }: Site): Gauge => {
    const bucket = bucketAt(host);
    return bucket === undefined ? () => Number.POSITIVE_INFINITY : () => bucket.count;
  };
  for (const { host, count } of context.groupCounts) change(host, count);
  return { gauge, change };
}

/** What is free of a resource. */
export function remainingMeasure(resource: string): Measure {
  return { gauge: (site) => () => site.free(resource), change: unchanged };
}

/** A draw for each site and each choice, in the order in which the sites are looked at. */
export function randomMeasure(_: string, { draw }: MeasureContext): Measure {
  return { gauge: () => draw, change: unchanged };
}

function unchanged(): void {}
