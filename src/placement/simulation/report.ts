/** What a simulation answers: plain data, which is JSON. */
import type { PlacedPort } from '../placing-request.js';
import type { ReasonCount } from '../reasons/reason.js';
import type { RequestWarning } from '../request/warnings.js';
import type { Action } from './step.js';

export interface SimulationReport {
  /** The scenario's. */
  readonly name?: string;
  /** Of the cluster that the answer is about. */
  readonly revision: number;
  /** What happened, step by step. */
  readonly steps: readonly StepReport[];
  /** Over all steps. */
  readonly totals: SimulationTotals;
  readonly before: FleetState;
  readonly after: FleetState;
  /** The tasks that stranded capacity is told for: what cannot take any of them is full. */
  readonly reference: ReferenceTasks;
  /** For each attribute of `spreadBy`. */
  readonly spread: readonly AttributeSpread[];
  /** How full the hosts are, by the values of the first attribute of `spreadBy`. */
  readonly fill: HostFill;
  /** What requests were warned of, with the path in the scenario. */
  readonly warnings: readonly RequestWarning[];
}

export interface SimulationTotals {
  readonly placed: number;
  readonly moved: number;
  readonly stopped: number;
  /** Tasks that were asked for, or lost their host, and found no other. */
  readonly unplaced: number;
}

export interface StepReport {
  /** From 0. */
  readonly step: number;
  readonly action: Action;
  readonly name?: string;
  /** Keys of the hosts that were drained, removed, added or emptied, in that order. */
  readonly instances: readonly string[];
  readonly placements: readonly SimulatedPlacement[];
  readonly moves: readonly TaskMove[];
  readonly stopped: readonly StoppedTask[];
  readonly unplaced: readonly UnplacedTasks[];
  /** Of a consolidation: the hosts in its scope that keep tasks, the emptiest first. */
  readonly left?: readonly KeptInstance[];
}

/** A task of a request that was placed. */
export interface SimulatedPlacement {
  /** The key that it goes by in later steps. */
  readonly task: string;
  /** Which request of the step, from 0. */
  readonly request: number;
  /** Which task of the request, from 0. */
  readonly index: number;
  readonly group?: string;
  readonly instance: string;
  readonly hostPorts: readonly PlacedPort[];
  readonly gpuIds: readonly string[];
}

/** A task that goes on elsewhere. */
export interface TaskMove {
  readonly task: string;
  readonly group?: string;
  readonly from: string;
  readonly to: string;
  readonly hostPorts: readonly PlacedPort[];
  readonly gpuIds: readonly string[];
}

export interface StoppedTask {
  readonly task: string;
  readonly group?: string;
  /** Absent for a task that ran on no host. */
  readonly instance?: string;
}

/** Like tasks that found no host. */
export interface UnplacedTasks {
  /** Which request of the step; absent for tasks that should have moved. */
  readonly request?: number;
  readonly group?: string;
  readonly count: number;
  /** Of tasks that should have moved: their keys. They stay on a host that is drained, and are gone with one that is removed. */
  readonly tasks?: readonly string[];
  /** What held the hosts back, most hosts first. */
  readonly reasons: readonly ReasonCount[];
}

export interface KeptInstance {
  readonly instance: string;
  /** Tasks that are meant to run there. */
  readonly tasks: number;
  /** The first of them that found no room elsewhere; `null` where the host was not tried: enough had been emptied. */
  readonly stuck: string | null;
}

/** A fleet at one time. */
export interface FleetState {
  readonly hosts: HostCounts;
  /** Meant to run, on whichever host. */
  readonly tasks: number;
  /** Of the ACTIVE hosts; CPU, memory, GPUs, then by name. */
  readonly resources: readonly ResourceState[];
}

export interface HostCounts {
  readonly total: number;
  readonly active: number;
  readonly draining: number;
  /** Neither ACTIVE nor DRAINING. */
  readonly other: number;
  /** ACTIVE, and no task there holds or is meant to run. */
  readonly empty: number;
  /** ACTIVE, and none of the reference tasks fits. */
  readonly full: number;
}

/** CPU units, MiB, devices; amounts are sums over the ACTIVE hosts that have registered the resource. */
export interface ResourceState {
  readonly resource: string;
  readonly registered: number;
  /** Registered, less what is free. */
  readonly taken: number;
  readonly free: number;
  /** Taken of registered, from 0 to 1; `null` where none is registered. */
  readonly utilisation: number | null;
  /** Free on hosts that are full although there is enough of this resource there for one of the reference tasks. */
  readonly stranded: number;
  readonly strandedHosts: number;
}

export interface ReferenceTasks {
  readonly source: 'requests' | 'most-frequent-task' | 'none';
  readonly tasks: readonly TaskShape[];
}

/** Resource name → amount, those above 0. */
export type TaskShape = Readonly<Record<string, number>>;

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

export interface AttributeSpread {
  readonly attribute: string;
  /** Ascending by value, hosts without the attribute last. */
  readonly buckets: readonly BucketSpread[];
  /** The groups of tasks that were placed, moved or stopped, ascending. */
  readonly groups: readonly GroupSpread[];
}

/** ACTIVE hosts of one value, and the tasks that are meant to run on them. */
export interface BucketSpread {
  /** `null` for hosts without the attribute, or without a value of it. */
  readonly value: string | null;
  readonly hosts: BeforeAfter;
  readonly tasks: BeforeAfter;
}

export interface GroupSpread {
  readonly group: string;
  /** Tasks of the group, in the order of the buckets. */
  readonly tasks: readonly BeforeAfter[];
}

/** A picture's data: how full how many hosts are. */
export interface HostFill {
  readonly attribute: string;
  readonly buckets: readonly BucketFill[];
}

export interface BucketFill {
  readonly value: string | null;
  readonly before: readonly FillRun[];
  readonly after: readonly FillRun[];
}

/** A host is `available` where it is ACTIVE and its agent is not known to be disconnected. */
export type HostState = 'available' | 'draining' | 'unavailable';

/** Hosts of one state that are equally full; the fullest first, and available ones before others. */
export interface FillRun {
  readonly state: HostState;
  /** Largest share of a resource that is taken, in whole percent: 0 where nothing is, 100 only where all is. */
  readonly percent: number;
  readonly hosts: number;
}
