/** What the readers of records share while they read one source after another. */
import { clusterIdentity, clusterPrefix } from './arn.js';

export interface Context {
  /**
   * The identity of a record's cluster, of its `clusterArn` and its own ARN.
   *
   * Neighbours in a list nearly always lie in one cluster, and have one text for it.
   */
  readonly clusterOf: (clusterArn: string | undefined, key: string) => string | undefined;
}

/** @param cluster the cluster of records that do not say theirs: its name or ARN. */
export function createContext(cluster: string | undefined): Context {
  let prefix: string | undefined;
  let identity: string | undefined;
  return {
    clusterOf(clusterArn, key) {
      if (clusterArn !== undefined && clusterArn !== '') return clusterArn;
      if (prefix !== undefined && key.startsWith(prefix)) return identity;
      prefix = clusterPrefix(key);
      identity = clusterIdentity(key, cluster);
      return identity;
    },
  };
}
