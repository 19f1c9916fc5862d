import { StowageError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import type { Store } from '../store/store.js';
import type { Claim, CommitOptions, CommitResult } from './claim.js';
import { decide } from './decide.js';

/**
 * Claims of a scheduler that plans on the state as it was when the transaction began, while others commit: optimistic concurrency
 * as in Omega (Schwarzkopf et al., EuroSys 2013).
 */
export class Transaction {
  /** Of the cluster when the transaction began. */
  readonly revision: number;
  readonly #store: Store;
  readonly #committed: () => void;
  readonly #claims: Claim[] = [];
  /** How far the log of changed hosts went. */
  readonly #mark: number;
  #isOver = false;

  /** @internal Made by `Cluster.begin`. @param committed called once the claims are part of the state */
  constructor(store: Store, committed: () => void) {
    this.#store = store;
    this.#committed = committed;
    this.revision = store.revision;
    this.#mark = store.touched.end;
  }

  /**
   * Adds claims, which are judged in this order when it comes to the commit.
   *
   * @throws StowageError `request-limit` past 100,000 claims (`LIMITS.placementCount`), `usage` after the commit.
   */
  claim(...claims: readonly Claim[]): this {
    this.#requireOpen();
    if (this.#claims.length + claims.length > LIMITS.placementCount) {
      const message = `a transaction takes ${LIMITS.placementCount} claims; commit these before you claim more`;
      throw new StowageError('request-limit', '', message);
    }
    for (const claim of claims) this.#claims.push(claim);
    return this;
  }

  /**
   * Makes the claims that are accepted part of the state, at once, and ends the transaction.
   *
   * The code that plans checks them, each against the state of now with those before it: so no host gets over its capacity and no
   * port is given twice, whatever was planned. A task that is there, or was, is not placed again. In mode `version` a claim is also
   * dropped where its host changed since the transaction began. Hosts of which that is not known any more (65,536 changes later, or
   * after rows were numbered anew) count as changed.
   *
   * O(claims × checks of their requests + hosts that changed).
   * @throws StowageError where a request is invalid or a claim is not what its request asks for, with its path:
   *   `$[3].placement.hostPorts`. Then nothing is committed, and the transaction stays open.
   */
  commit({ conflict = 'fit', commit = 'incremental' }: CommitOptions = {}): CommitResult {
    this.#requireOpen();
    requireOneOf('conflict', conflict, ['fit', 'version']);
    requireOneOf('commit', commit, ['incremental', 'all-or-nothing']);
    const hasChanged = conflict === 'version' ? this.#changedSince() : () => false;
    const { committed, dropped, changes } = decide(this.#store, this.#claims, { commit, hasChanged });
    this.#isOver = true;
    this.#store.apply(changes);
    const { revision } = this.#store;
    if (changes.length > 0) this.#committed();
    return { committed, dropped, revision };
  }

  #changedSince(): (row: number) => boolean {
    // Rows are numbered anew, if at all, before they are looked at.
    this.#store.settle();
    const rows = new Set<number>();
    if (!this.#store.touched.since(this.#mark, (row) => rows.add(row))) return () => true;
    return (row) => rows.has(row);
  }

  #requireOpen(): void {
    if (this.#isOver) throw new StowageError('usage', '', 'the transaction was committed: begin another one');
  }
}

function requireOneOf(name: string, value: string, values: readonly string[]): void {
  if (values.includes(value)) return;
  throw new StowageError(
    'usage',
    '',
    `the option ${name} has to be ${values.join(' or ')}, not ${JSON.stringify(value)}`,
  );
}
