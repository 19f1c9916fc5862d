/** What the readers of records share while they read one source after another. */

export interface Context {
  /** The cluster of records that do not say theirs: its name or ARN. */
  readonly cluster: string | undefined;
  /**
   * One text object for all equal texts; undefined stays undefined.
   *
   * A million parsed tasks bring a million copies of `RUNNING`, of each group's name and each host's ARN; the records kept of them
   * share one.
   */
  readonly share: <T extends string | undefined>(text: T) => T;
}

export function createContext(cluster: string | undefined): Context {
  return { cluster, share: createPool() };
}

/** A process that reads events for months meets ever new texts: the pool begins anew once it holds this many. */
const POOL_TEXTS = 262_144;

function createPool(): Context['share'] {
  const pool = new Map<string, string>();
  return <T extends string | undefined>(text: T): T => {
    if (text === undefined) return text;
    const known = pool.get(text);
    if (known !== undefined) return known as T;
    if (pool.size >= POOL_TEXTS) pool.clear();
    pool.set(text, text);
    return text;
  };
}
