/** What keeps something about the hosts of a table needs to know of them, to follow what changes. */
import type { Host } from '../../model/records.js';
import type { Store } from '../../store/store.js';
import type { ReadExpression } from '../request/expressions.js';
import type { Bits } from './bits.js';
import type { ChangeLog } from './change-log.js';
import type { Overlay } from './overlay.js';

/** Hosts by position: the place of each in the ascending order of instance keys. */
export interface Hosts {
  readonly store: Store;
  readonly size: number;
  /** The positions that changed, in order. */
  readonly log: ChangeLog;
  /** What is placed on them. */
  readonly overlay: Overlay;
  /** Those that are ACTIVE. */
  readonly active: Bits;
  /** Grows whenever a host may have left a bucket for another, or may no longer count in its own. */
  readonly bucketEdition: number;
  /** The position of a row of the store that holds a host. */
  positionOf(row: number): number;
  rowAt(position: number): number;
  /** The number of the host's cluster. */
  clusterAt(position: number): number;
  /** The host as an expression sees it, with what is placed there. */
  viewFor(expression: ReadExpression, position: number): Host;
}
