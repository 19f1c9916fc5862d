import type { Tombstone } from '../model/change.js';
import { LIMITS } from '../model/limits.js';
import { isNewer, supersedes } from './freshness.js';

type Kind = Tombstone['kind'];

/** Records that were removed, with the version they had then; of more than `LIMITS.tombstones` of a kind the oldest are forgotten. */
export class Graveyard {
  readonly #versions: Readonly<Record<Kind, Map<string, number | undefined>>> = {
    instance: new Map(),
    task: new Map(),
  };

  /** Whether a record may come (back): it is not held for removed at its version. If it may, its removal is forgotten. */
  admit(kind: Kind, key: string, version: number | undefined, described: boolean): boolean {
    const graves = this.#versions[kind];
    if (graves.size === 0 || !graves.has(key)) return true;
    if (!supersedes(version, graves.get(key), described)) return false;
    graves.delete(key);
    return true;
  }

  /** @returns whether the removal tells anything new. */
  bury(kind: Kind, key: string, version: number | undefined): boolean {
    const graves = this.#versions[kind];
    if (graves.has(key) && (version === undefined || !isNewer(version, graves.get(key)))) return false;
    graves.delete(key);
    graves.set(key, version);
    if (graves.size > LIMITS.tombstones) {
      const [oldest] = graves.keys();
      if (oldest !== undefined) graves.delete(oldest);
    }
    return true;
  }

  *tombstones(): Iterable<Tombstone> {
    for (const kind of ['instance', 'task'] as const) {
      for (const [key, version] of this.#versions[kind]) {
        yield { kind, key, ...(version !== undefined && { version }) };
      }
    }
  }
}
