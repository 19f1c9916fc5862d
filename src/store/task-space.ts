/** The tasks as rows that are asked about, `from tasks`: every stored record, whatever its status. */
import type { Task } from '../model/records.js';
import type { Subject, SubjectValue } from '../model/subjects.js';
import type { InstanceSpace } from './instance-space.js';
import { CHUNK_WORDS } from './kernels/operations.js';
import { ProfileSpace } from './profile-space.js';
import type { RowLog } from './row-log.js';
import { CHUNK_ROWS, type DenseChunk } from './row-set.js';
import type { TaskTable } from './task-table.js';

/** What the tasks are those of. */
interface TaskOwner {
  readonly revision: number;
  readonly layout: number;
  /** The key of an instance's row. */
  keyAt(row: number): string;
}

/** How tasks go with the rows of something that answers for them: each with one, or with none. */
class TaskJoin<S> {
  readonly store: S;
  readonly name: string;
  readonly rowOf: (row: number) => number;
  readonly countOf: (other: number) => number;
  readonly #tasks: TaskTable;
  readonly #by: 'profile' | 'instance';

  constructor(tasks: TaskTable, by: 'profile' | 'instance', store: S) {
    this.#tasks = tasks;
    this.#by = by;
    this.store = store;
    this.name = by === 'profile' ? 'profile' : 'instance';
    this.rowOf = by === 'profile' ? (row) => tasks.profileOf(row) : (row) => tasks.instanceOf(row);
    this.countOf = by === 'profile' ? (code) => tasks.profiles.count(code) : (row) => tasks.countOn(row);
  }

  fill(at: number, others: Int32Array, words: Int32Array): number {
    return this.#tasks.fill(this.#by, others, at * CHUNK_ROWS, CHUNK_ROWS, words);
  }
}

/**
 * Nothing is kept for the tasks themselves, so their events cost nothing more. What a condition asks of a task is found among the
 * profiles, what it asks of an instance among the instances, and the tasks that go with them in one pass over a column.
 *
 * Cost of a condition, after each change anew: O(different values, or instances found); then O(tasks looked at), some 2 ns each.
 */
export class TaskSpace {
  readonly kind = 'tasks';
  readonly #owner: TaskOwner;
  readonly #tasks: TaskTable;
  readonly #profiles: TaskJoin<ProfileSpace>;
  readonly #instances: TaskJoin<InstanceSpace>;
  readonly #liveWords = new Int32Array(CHUNK_WORDS);
  readonly live = { chunk: (at: number): DenseChunk | undefined => this.#liveChunk(at) };

  constructor(owner: TaskOwner, tasks: TaskTable, instances: InstanceSpace) {
    this.#owner = owner;
    this.#tasks = tasks;
    this.#profiles = new TaskJoin(tasks, 'profile', new ProfileSpace(tasks.profiles));
    this.#instances = new TaskJoin(tasks, 'instance', instances);
  }

  get revision(): number {
    return this.#owner.revision;
  }

  get layout(): number {
    return this.#owner.layout;
  }

  get rowCount(): number {
    return this.#tasks.size;
  }

  get chunkCount(): number {
    return Math.ceil(this.#tasks.capacity / CHUNK_ROWS);
  }

  /** What speaks of a task itself is answered by its profile, all else by the instance it runs on. */
  joinOf(subject: Subject): TaskJoin<ProfileSpace | InstanceSpace> {
    return subject.source === 'task' ? this.#profiles : this.#instances;
  }

  valueAt(subject: Subject, parameter: string, row: number): SubjectValue {
    const join = this.joinOf(subject);
    const other = join.rowOf(row);
    return other < 0 ? undefined : join.store.valueAt(subject, parameter, other);
  }

  membersAt(subject: Subject, parameter: string, row: number): readonly string[] {
    const join = this.joinOf(subject);
    const other = join.rowOf(row);
    return other < 0 ? [] : join.store.membersAt(subject, parameter, other);
  }

  /** The rows whose task came, went or changed. */
  get touched(): RowLog {
    return this.#tasks.touched;
  }

  has(row: number): boolean {
    return this.#tasks.has(row);
  }

  /** Visits every row that holds a task. */
  forEach(visit: (row: number) => void): void {
    for (const row of this.#tasks.rows()) visit(row);
  }

  /** Visits the tasks on an instance. */
  forEachOn(instance: number, visit: (row: number) => void): void {
    this.#tasks.forEachOn(instance, visit);
  }

  /** The row of the instance a task is on, or -1. */
  instanceOf(row: number): number {
    return this.#tasks.instanceOf(row);
  }

  keyAt(row: number): string {
    return this.#tasks.keyOf(row);
  }

  recordAt(row: number): Task {
    const instance = this.#tasks.instanceOf(row);
    return this.#tasks.record(row, instance < 0 ? undefined : this.#owner.keyAt(instance));
  }

  /** Every task, in no order that may show in a result. */
  *records(): Iterable<Task> {
    for (const row of this.#tasks.rows()) yield this.recordAt(row);
  }

  /** The numbers of tasks are in no order, so there is none to restore. */
  settle(): void {}

  #liveChunk(at: number): DenseChunk | undefined {
    const words = this.#liveWords.fill(0);
    const size = this.#tasks.fillUsed(at * CHUNK_ROWS, CHUNK_ROWS, words);
    return size === 0 ? undefined : { form: 'dense', words, size };
  }
}
