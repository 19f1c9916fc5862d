import type { Tombstone } from '../model/change.js';
import { LIMITS } from '../model/limits.js';
import { isNewer, supersedes } from './freshness.js';
import { Graves } from './graves.js';

type Kind = Tombstone['kind'];

interface Versioned {
  readonly key: string;
  readonly version?: number | undefined;
}

/** Records that were removed, with the version they had then; of more than `LIMITS.tombstones` of a kind the oldest are forgotten. */
export class Graveyard {
  readonly #graves: Readonly<Record<Kind, Graves>> = { instance: new Graves(), task: new Graves() };

  /** Whether ever a removal was told of a record that stays stored: else no stored record is held for removed. */
  #buriedStored = false;

  /**
   * Whether a record tells something that is not known better; if so, it is no longer held for removed.
   *
   * @param stored the version of the record of that key that is stored; undefined where none is.
   */
  isNews(
    kind: Kind,
    { key, version }: Versioned,
    described: boolean,
    stored: { readonly version: number | undefined } | undefined,
  ): boolean {
    const mayBeBuried = stored === undefined || this.#buriedStored;
    if (mayBeBuried && !this.#admit(kind, key, version, described)) return false;
    return stored === undefined || supersedes(version, stored.version, described);
  }

  /**
   * @param staysStored whether a record of that key is stored and stays so.
   * @returns whether the removal tells anything new.
   */
  bury(kind: Kind, key: string, version: number | undefined, staysStored = false): boolean {
    this.#buriedStored ||= staysStored;
    const graves = this.#graves[kind];
    if (graves.has(key)) {
      if (version === undefined || !isNewer(version, graves.version(key))) return false;
      graves.delete(key);
    }
    graves.add(key, version);
    if (graves.size > LIMITS.tombstones) graves.deleteOldest();
    return true;
  }

  has(kind: Kind, key: string): boolean {
    return this.#graves[kind].has(key);
  }

  *tombstones(): Iterable<Tombstone> {
    for (const kind of ['instance', 'task'] as const) {
      for (const [key, version] of this.#graves[kind].entries()) {
        yield { kind, key, ...(version !== undefined && { version }) };
      }
    }
  }

  /** Whether a record may come (back): it is not held for removed at its version. If it may, its removal is forgotten. */
  #admit(kind: Kind, key: string, version: number | undefined, described: boolean): boolean {
    const graves = this.#graves[kind];
    if (!graves.has(key)) return true;
    if (!supersedes(version, graves.version(key), described)) return false;
    graves.delete(key);
    return true;
  }
}
