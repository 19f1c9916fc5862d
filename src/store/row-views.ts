/**
 * A row that reads as a record: what is asked of it is looked up, and nothing is made. For whoever asks one thing of every row. It
 * speaks of another row once `row` is set, so nobody may keep it.
 */
import type { Instance, Resources, Task } from '../model/records.js';
import type { InstanceRows } from './instance-rows.js';
import type { InstanceTable } from './instance-table.js';
import type { TaskProfiles } from './task-profiles.js';

/** The fields of a record, of which those that are absent read as undefined. */
type View<R> = { readonly [F in keyof R]-?: R[F] | undefined };

/** A row that holds an instance. */
export class InstanceView implements View<Instance> {
  row = 0;
  readonly #rows: InstanceRows;
  readonly #table: InstanceTable;
  readonly #attributesOf: (row: number) => Instance['attributes'];

  /** @param attributesOf makes them anew. */
  constructor(rows: InstanceRows, table: InstanceTable, attributesOf: (row: number) => Instance['attributes']) {
    this.#rows = rows;
    this.#table = table;
    this.#attributesOf = attributesOf;
  }

  get key(): string {
    return this.#rows.key(this.row);
  }

  get cluster(): string | undefined {
    return this.#table.cluster(this.row);
  }

  get version(): number | undefined {
    return this.#table.version(this.row);
  }

  get status(): string | undefined {
    return this.#table.status(this.row);
  }

  get agentConnected(): boolean | undefined {
    return this.#table.agentConnected(this.row);
  }

  get agentVersion(): string | undefined {
    return this.#table.text(this.row, 'agentVersion');
  }

  get dockerVersion(): string | undefined {
    return this.#table.text(this.row, 'dockerVersion');
  }

  get ec2InstanceId(): string | undefined {
    return this.#table.ec2InstanceId(this.row);
  }

  get capacityProvider(): string | undefined {
    return this.#table.text(this.row, 'capacityProvider');
  }

  get registeredAt(): number | undefined {
    return this.#table.registeredAt(this.row);
  }

  get runningTasksCount(): number | undefined {
    return this.#table.ownCount(this.row, 'runningTasksCount');
  }

  get pendingTasksCount(): number | undefined {
    return this.#table.ownCount(this.row, 'pendingTasksCount');
  }

  get attributes(): Instance['attributes'] {
    return this.#attributesOf(this.row);
  }

  get tags(): ReadonlyMap<string, string> {
    return this.#table.tags(this.row);
  }

  get registered(): Resources {
    return this.#table.registered(this.row);
  }

  get remaining(): Resources | undefined {
    return this.#table.remaining(this.row);
  }
}

/** What tasks are asked for that a profile holds. */
type Facts = Pick<
  Task,
  'group' | 'family' | 'definition' | 'startedBy' | 'launchType' | 'desiredStatus' | 'lastStatus'
>;

/** What all tasks of a profile have in common; the row is the profile's code. */
export class ProfileView implements View<Facts> {
  row = 0;
  readonly #profiles: TaskProfiles;

  constructor(profiles: TaskProfiles) {
    this.#profiles = profiles;
  }

  get group(): string | undefined {
    return this.#profiles.text(this.row, 'group');
  }

  get family(): string | undefined {
    return this.#profiles.text(this.row, 'family');
  }

  get definition(): string | undefined {
    return this.#profiles.text(this.row, 'definition');
  }

  get startedBy(): string | undefined {
    return this.#profiles.text(this.row, 'startedBy');
  }

  get launchType(): string | undefined {
    return this.#profiles.text(this.row, 'launchType');
  }

  get desiredStatus(): string | undefined {
    return this.#profiles.text(this.row, 'desiredStatus');
  }

  get lastStatus(): string | undefined {
    return this.#profiles.text(this.row, 'lastStatus');
  }
}
