/** A placement request in the words of the naive oracle: already read, nothing derived. */
import type { Expression } from '../../src/language/ast.js';
import type { Host, Task } from '../../src/model/records.js';

/** What one task needs. */
export interface Need {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number | 'ALL';
  /** `hostPort` 0 is dynamic. */
  readonly ports: readonly { readonly hostPort: number; readonly protocol: 'tcp' | 'udp' }[];
  readonly attributes: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: Readonly<Record<string, number | readonly string[]>>;
}

export interface TypicalTask {
  readonly cpu: number;
  readonly gpu: number;
  readonly count: number;
}

export interface SpreadStrategy {
  readonly type: 'spread';
  readonly field: string;
  readonly targets?: Readonly<Record<string, number>>;
  readonly maxSkew?: number;
  readonly maxPerBucket?: number;
}

export interface BinpackStrategy {
  readonly type: 'binpack';
  readonly field: string;
  /** For `fragmentation`. */
  readonly typicalTasks?: readonly TypicalTask[];
}

export type OracleStrategy =
  | SpreadStrategy
  | BinpackStrategy
  | { readonly type: 'scorer'; readonly field: string }
  | { readonly type: 'random' }
  | { readonly type: 'prefer' };

export interface Preference {
  readonly expression: Expression;
  readonly weight: number;
}

export interface OracleRequest {
  readonly need: Need;
  readonly count: number;
  readonly group: string | undefined;
  /** As its hosts name it; `''` for the unnamed one. */
  readonly cluster: string;
  /** By number: the expressions of memberOf, or distinctInstance. */
  readonly constraints: readonly (Expression | 'distinctInstance')[];
  /** As written: where it is empty, the defaults go. */
  readonly strategies: readonly OracleStrategy[];
  readonly prefer: readonly Preference[];
  readonly gang: boolean;
  readonly priority: number;
  readonly seed: number;
  readonly dynamicPortRange: readonly [number, number];
  /** What the caller gives: the least wins. */
  readonly scorers: Readonly<Record<string, OracleScorer>>;
}

/** Of what a scorer gets, what the scorers of the tests look at. */
export type OracleScorer = (
  host: { readonly key: string; readonly free: Readonly<Record<string, number>>; readonly tasks: readonly Task[] },
  task: { readonly cpu: number; readonly memory: number },
) => number;

/** A request while it is worked on. */
export interface Work {
  readonly request: OracleRequest;
  /** How the keys of the tasks begin that were placed by it. */
  readonly own: string;
  /** The hosts of every cluster before anything was placed, ascending by key. */
  readonly before: readonly Host[];
}

/** The list that orders hosts: the preferences first where nothing says where they go, the defaults where nothing is given. */
export function strategiesOf({ strategies, prefer, group }: OracleRequest): readonly OracleStrategy[] {
  const given = strategies.length > 0 ? strategies : defaults(group);
  const placed = prefer.length === 0 || given.some(({ type }) => type === 'prefer');
  return placed ? given : [{ type: 'prefer' }, ...given];
}

function defaults(group: string | undefined): readonly OracleStrategy[] {
  if (!group?.startsWith('service:')) return [{ type: 'random' }];
  return [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'spread', field: 'instanceId' },
  ];
}
