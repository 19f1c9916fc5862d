/** Why a host cannot take a task: stable codes, each with the facts behind it. */
import type { FailingPredicate } from '../../query/evaluate.js';

/**
 * `resource:<name>` is in lower case. `port:0/<protocol>` stands for dynamic ports, as host port 0 does in a request.
 */
export type ReasonCode =
  | 'status'
  | 'agent'
  | 'cluster'
  | `resource:${string}`
  | `port:${number}/${'tcp' | 'udp'}`
  | `attribute:${string}`
  | `constraint:${number}`
  | 'distinctInstance'
  | `spread:${number}`;

/** The instance is not ACTIVE. */
export interface StatusReason {
  readonly code: 'status';
  /** `null` where the source does not say. */
  readonly found: string | null;
}

/** The agent is not connected. */
export interface AgentReason {
  readonly code: 'agent';
  readonly found: boolean | null;
}

/** The host is of another cluster than the request's; the unnamed one is `''`. */
export interface ClusterReason {
  readonly code: 'cluster';
  readonly asked: string;
  readonly found: string;
}

/** Too little is free. */
export interface ResourceReason {
  readonly code: `resource:${string}`;
  /** CPU units, MiB, devices; the members of a set asked for by name; `ALL` GPUs. */
  readonly asked: number | 'ALL' | readonly string[];
  /** The same, as free; with `ALL`, the number of free GPUs. */
  readonly free: number | readonly string[];
}

/** A fixed port is taken. */
export interface PortReason {
  readonly code: `port:${number}/${'tcp' | 'udp'}`;
  /** Key of the task that holds it, `null` where no task is known to. */
  readonly holder: string | null;
  /** Whether the host keeps the port for itself. */
  readonly reserved: boolean;
}

/** Too few dynamic ports are free. */
export interface DynamicPortReason {
  readonly code: `port:0/${'tcp' | 'udp'}`;
  readonly asked: number;
  readonly free: number;
}

/** A required attribute is missing or has another value. */
export interface AttributeReason {
  readonly code: `attribute:${string}`;
  /** The value that it has to have; `null` where any will do. */
  readonly asked: string | null;
  readonly present: boolean;
  /** `null` where it is missing or has no value. */
  readonly found: string | null;
}

/** A memberOf constraint does not hold. */
export interface ConstraintReason {
  readonly code: `constraint:${number}`;
  readonly expression: string;
  readonly failing: readonly FailingPredicate[];
}

/** A task of the same group is meant to run there. */
export interface DistinctInstanceReason {
  readonly code: 'distinctInstance';
  readonly holder: string;
}

/** The spread would get more uneven than it may. */
export interface SpreadReason {
  /** Followed by the place of the strategy in `placementStrategy`, from 0. */
  readonly code: `spread:${number}`;
  readonly field: string;
  /** `null` where the host has no bucket. */
  readonly bucket: string | null;
  /** Tasks of the group in the bucket. */
  readonly tasks: number;
  readonly limit: 'maxSkew' | 'maxPerBucket';
  /** The limit. */
  readonly most: number;
}

export type Reason =
  | StatusReason
  | AgentReason
  | ClusterReason
  | ResourceReason
  | PortReason
  | DynamicPortReason
  | AttributeReason
  | ConstraintReason
  | DistinctInstanceReason
  | SpreadReason;

/** How many hosts a reason holds back, and how many of them nothing else does. */
export interface ReasonCount {
  readonly code: ReasonCode;
  readonly hosts: number;
  readonly alone: number;
}
