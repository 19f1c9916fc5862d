import { QueryError } from '../language/diagnostic.js';
import type { Dialect } from '../language/dialect.js';
import { StowageError } from '../model/errors.js';
import { AttachedSpace } from '../store/shared/attached-space.js';
import { FORMAT_VERSION, type SharedIndex } from '../store/shared/shared-index.js';
import { checkQuery } from './check.js';
import { type Clock, platformClock } from './explain.js';
import { PreparedQuery } from './prepared-query.js';

/** The index of one revision of a cluster that another thread has. It only answers: whatever else a cluster does is that one's. */
export interface IndexView {
  readonly revision: number;
  readonly instanceCount: number;
  /**
   * As `Cluster.prepare`; a query answers with `count`, `ids` and `explain`, `run` likewise, and stages work on what is shared.
   *
   * @throws QueryError with every diagnostic where the text has errors.
   * @throws StowageError `not-shared` for `from tasks`; from the query, for subjects that are not shared, and for records.
   */
  prepare(text: string, options?: ViewOptions): PreparedQuery;
}

export interface ViewOptions {
  /** `stowage` where nothing is said. */
  readonly dialect?: Dialect;
  /** What `now` stands for in the text: see `PrepareOptions`. */
  readonly now?: number | string | Date | undefined;
}

/**
 * Opens what `Cluster.share` gave, in whatever thread. Nothing is copied, and an index is looked at when first asked for.
 *
 * @throws StowageError `usage` for anything else, or what another version of Stowage shared.
 */
export function attachIndex(shared: SharedIndex, options: { readonly clock?: Clock } = {}): IndexView {
  if (shared?.format !== 'stowage-index' || shared.formatVersion !== FORMAT_VERSION) {
    throw new StowageError('usage', '', 'that is no index that `share` of this version of Stowage gave');
  }
  const stores = {
    instanceSpace: new AttachedSpace(shared),
    get taskSpace(): never {
      throw new StowageError('not-shared', '', '`from tasks` is not shared: ask the thread that has the cluster');
    },
  };
  return {
    revision: shared.revision,
    instanceCount: shared.instanceCount,
    prepare: (text, settings = {}) => {
      const { query, diagnostics } = checkQuery(text, settings);
      if (query === undefined) throw new QueryError(text, diagnostics);
      return new PreparedQuery(query, stores, options.clock ?? platformClock);
    },
  };
}
