/** The profiles of tasks as rows: what is asked of a task is answered once for all tasks that have it in common. */
import type { Subject, SubjectValue, TaskFacts } from '../model/subjects.js';
import { type DerivedRows, derivedValues } from './derived-index.js';
import { KeptIndexes } from './kept-indexes.js';
import { RangeIndex } from './range-index.js';
import { CHUNK_ROWS } from './row-set.js';
import { ProfileView } from './row-views.js';
import type { TaskProfiles } from './task-profiles.js';
import type { ValueIndex } from './value-index.js';

export class ProfileSpace {
  readonly #profiles: TaskProfiles;
  readonly #view: ProfileView;
  readonly #kept = new KeptIndexes();
  readonly #rows: DerivedRows;
  readonly index = {
    values: (subject: Subject, parameter: string): ValueIndex => this.#values(subject, parameter),
    /** Nothing that tasks have in common is a number to ask for. */
    numbers: (): RangeIndex => NO_NUMBERS,
  };

  constructor(profiles: TaskProfiles) {
    this.#profiles = profiles;
    this.#view = new ProfileView(profiles);
    this.#rows = profileRows(profiles);
  }

  get chunkCount(): number {
    return Math.ceil(this.#profiles.capacity / CHUNK_ROWS);
  }

  valueAt(subject: Subject, _parameter: string, code: number): SubjectValue {
    if (subject.source !== 'task' || this.#profiles.count(code) === 0) return undefined;
    this.#view.row = code;
    return subject.read(this.#view as TaskFacts);
  }

  membersAt(): readonly string[] {
    return [];
  }

  #values(subject: Subject, parameter: string): ValueIndex {
    return this.#kept.get(subject.name, () =>
      derivedValues(this.#rows, (code) => this.valueAt(subject, parameter, code)),
    );
  }
}

const NO_NUMBERS = new RangeIndex();

/** Profiles as rows that something is derived of. */
export function profileRows(profiles: TaskProfiles): DerivedRows {
  return {
    touched: profiles.touched,
    has: (code) => profiles.count(code) > 0,
    forEach: (visit) => {
      for (let code = 0; code < profiles.capacity; code++) if (profiles.count(code) > 0) visit(code);
    },
  };
}
