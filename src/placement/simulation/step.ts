/** The steps of a scenario, read and checked. */
import type { CheckedQuery } from '../../query/check.js';
import type { Item } from '../request/fields.js';

export const ACTIONS = ['place', 'drain', 'remove', 'terminate', 'add', 'consolidate'] as const;

export type Action = (typeof ACTIONS)[number];

interface StepHead {
  /** In the scenario, of what the step does: `$.steps[2].drain`. */
  readonly path: string;
  readonly name?: string;
}

/** Places the tasks of requests, as `placeAll` does. */
export interface PlaceStep extends StepHead {
  readonly action: 'place';
  readonly requests: readonly Item[];
}

/** Hosts take no more tasks, or are gone; the tasks that are meant to run there go elsewhere, if `replace`. */
export interface DrainStep extends StepHead {
  readonly action: 'drain' | 'remove';
  readonly hosts: HostSelection;
  readonly replace: boolean;
}

/** Tasks stop: chosen as scale-in does, or named. */
export interface TerminateStep extends StepHead {
  readonly action: 'terminate';
  readonly tasks: { readonly request: Readonly<Record<string, unknown>> } | { readonly keys: readonly Item[] };
}

/** Hosts come: records in the form of ECS, or copies of a host with nothing on them. */
export interface AddStep extends StepHead {
  readonly action: 'add';
  readonly instances: { readonly records: readonly unknown[] } | CopiedInstances;
}

export interface CopiedInstances {
  readonly like: Item;
  readonly count: number;
  /** Go before those of the host that is copied. */
  readonly attributes: ReadonlyMap<string, string | null>;
}

/** As many hosts as possible are emptied and drained, or removed. */
export interface ConsolidateStep extends StepHead {
  readonly action: 'consolidate';
  /** All hosts where nothing is said. */
  readonly within?: HostSelection;
  /** Hosts to empty; as many as possible where nothing is said. */
  readonly atMost?: number;
  readonly remove: boolean;
}

export type Step = PlaceStep | DrainStep | TerminateStep | AddStep | ConsolidateStep;

/** Those for which an expression holds when the step's turn comes, or those of the keys. */
export type HostSelection = { readonly query: CheckedQuery } | { readonly keys: readonly Item[] };
