/**
 * What happens to a fleet: arrivals, changes, removals, late and repeated news, in bulk and one by one.
 *
 * It looks at the model to know what there is to change; what comes of a change is the model's business.
 */
import type { Change, Origin } from '../../src/model/change.js';
import type { Instance, Task } from '../../src/model/records.js';
import type { Model } from './model.js';
import type { Random } from './random.js';
import { changedInstance, changedTask, randomInstance, randomTask } from './records.js';
import type { Extent, Vocabulary } from './vocabulary.js';

/** How often what happens. */
export interface Habits {
  readonly instance: number;
  readonly instanceGone: number;
  readonly task: number;
  readonly taskGone: number;
  readonly again: number;
  readonly several: number;
  readonly arrivals: number;
  readonly departures: number;
  readonly crowd: number;
  readonly reconcile: number;
}

type Happening = keyof Habits;

/** So many changes are remembered to be told again. */
const REMEMBERED = 200;
/** Where one part of a set of rows ends and the next begins. */
const BORDER = 65_536;

export class History {
  readonly #random: Random;
  readonly #model: Model;
  readonly #words: Vocabulary;
  readonly #extent: Extent;
  readonly #habits: Habits;
  /** The last keys in order: with very many hosts, those beyond the first 65,536 rows. */
  readonly #lastKeys: readonly string[];
  /** Under `instance <key>` or `task <key>`: the newest version told. */
  readonly #versions = new Map<string, number>();
  readonly #told: Change[] = [];
  #borderKeys: readonly string[] = [];

  constructor(random: Random, model: Model, words: Vocabulary, extent: Extent, habits: Habits) {
    this.#random = random;
    this.#model = model;
    this.#words = words;
    this.#extent = extent;
    this.#habits = habits;
    this.#lastKeys = [...words.instanceKeys].sort().slice(-Math.ceil(words.instanceKeys.length / 10));
  }

  /** The fleet as it is described at first. */
  beginning(): readonly Change[] {
    const random = this.#random;
    const { instances, tasks } = this.#extent;
    const hosts = this.#words.instanceKeys.slice(0, instances).map((key) => this.#arrival(key));
    const known = random.chance(0.3) ? [] : this.#words.taskKeys.slice(0, tasks).map((key) => this.#newTask(key));
    return random.chance(0.5) ? [...hosts, ...known] : random.shuffled([...hosts, ...known]);
  }

  next(): readonly Change[] {
    const changes = this.#changes(this.#random.weighted<Happening>({ ...this.#habits }));
    for (const change of changes) this.#remember(change);
    return changes;
  }

  #changes(happening: Happening): readonly Change[] {
    const random = this.#random;
    switch (happening) {
      case 'instance':
        return [this.#changeOfInstance(this.#someKey())];
      case 'instanceGone':
        return [this.#removal('instance', this.#someKey())];
      case 'task':
        return [this.#changeOfTask(random.pick(this.#words.taskKeys))];
      case 'taskGone':
        return [this.#removal('task', random.pick(this.#words.taskKeys))];
      case 'again':
        return this.#told.length === 0 ? [] : [random.pick(this.#told)];
      case 'several':
        return Array.from({ length: random.between(2, 12) }, () =>
          this.#changes(random.pick(['instance', 'task', 'task', 'again', 'instanceGone', 'taskGone'])),
        ).flat();
      case 'arrivals':
        return this.#someKeys(this.#words.instanceKeys).map((key) => this.#arrival(key));
      case 'departures':
        return this.#departures();
      case 'crowd':
        return this.#crowd();
      case 'reconcile':
        return this.#reconcile();
    }
  }

  #someKey(): string {
    if (this.#model.instances.size > BORDER && this.#random.chance(0.4)) return this.#random.pick(this.#atBorder());
    return this.#random.pick(this.#random.chance(0.4) ? this.#lastKeys : this.#words.instanceKeys);
  }

  /** Rows go with the order of keys, those of hosts that only tasks tell of included, until most of them came anew. */
  #atBorder(): readonly string[] {
    if (this.#borderKeys.length === 0) {
      const keys = new Set([...this.#model.instances.keys(), ...this.#model.tasksOn.keys()]);
      this.#borderKeys = [...keys].sort().slice(BORDER - 2, BORDER + 2);
    }
    return this.#borderKeys;
  }

  /** In order or not, next to each other or anywhere: it decides how rows lie. */
  #someKeys(keys: readonly string[]): readonly string[] {
    const random = this.#random;
    const count = Math.min(keys.length, Math.max(2, random.below(random.pick([20, 300, 900]))));
    const ordered = random.chance(0.5) ? [...keys].sort() : random.shuffled(keys);
    const start = random.below(ordered.length - count + 1);
    return ordered.slice(start, start + count);
  }

  #changeOfInstance(key: string): Change {
    const before = this.#model.instances.get(key);
    const { alike } = this.#extent;
    if (before === undefined) return this.#arrival(key);
    return this.#tell('instance', changedInstance(this.#random, before, this.#words, alike));
  }

  #arrival(key: string): Change {
    return this.#tell('instance', randomInstance(this.#random, key, this.#words, this.#extent.alike));
  }

  #changeOfTask(key: string): Change {
    const before = this.#model.tasks.get(key);
    if (before === undefined) return this.#newTask(key);
    return this.#tell('task', changedTask(this.#random, before, this.#words, this.#words.instanceKeys));
  }

  #newTask(key: string): Change {
    const hosts = this.#random.chance(0.1) ? this.#lastKeys.slice(-3) : this.#words.instanceKeys;
    return this.#tell('task', randomTask(this.#random, key, this.#words, hosts));
  }

  /** News about a record, with a version that is mostly the next one: sometimes an old one, the same one, or none. */
  #tell(kind: 'instance' | 'task', record: Instance | Task): Change {
    const origin: Origin = this.#random.chance(0.4) ? 'description' : 'event';
    const version = this.#version(`${kind} ${record.key}`);
    const { version: _, ...rest } = record;
    const told = version === undefined ? rest : { ...rest, version };
    return kind === 'instance' ? { kind, origin, instance: told as Instance } : { kind, origin, task: told as Task };
  }

  #removal(kind: 'instance' | 'task', key: string): Change {
    const version = this.#version(`${kind} ${key}`);
    const said = { key, ...(version !== undefined && { version }) };
    if (kind === 'instance') return { kind: 'instance-removed', ...said };
    const cluster = this.#random.pick(this.#words.taskClusters);
    return { kind: 'task-removed', ...said, ...(cluster !== undefined && { cluster }) };
  }

  #version(name: string): number | undefined {
    const newest = this.#versions.get(name) ?? this.#random.below(3);
    switch (this.#random.weighted({ next: 80, same: 8, late: 6, leap: 0.3, none: 3 })) {
      case 'next':
        this.#versions.set(name, newest + 1);
        return newest + 1;
      case 'leap':
        this.#versions.set(name, newest + 2 ** 33);
        return newest + 2 ** 33;
      case 'same':
        return newest;
      case 'late':
        return Math.max(0, newest - this.#random.between(1, 3));
      case 'none':
        return undefined;
    }
  }

  /** Many at once, or all there are. */
  #departures(): readonly Change[] {
    const random = this.#random;
    const { instances, tasks } = this.#model;
    const share = random.pick([0.2, 0.6, 0.95, 1]);
    const gone = (keys: Iterable<string>) => [...keys].filter(() => random.chance(share));
    const hosts = random.chance(0.6) ? gone(instances.keys()) : [];
    const jobs = random.chance(0.6) ? gone(tasks.keys()) : [];
    return random.shuffled([
      ...hosts.map((key) => this.#removal('instance', key)),
      ...jobs.map((key) => this.#removal('task', key)),
    ]);
  }

  /** Many tasks on one host, or of one group, or both. */
  #crowd(): readonly Change[] {
    const random = this.#random;
    const host = random.chance(0.7) ? this.#someKey() : undefined;
    const group = random.chance(0.5) ? random.pick(this.#words.groups) : undefined;
    return this.#someKeys(this.#words.taskKeys).map((key) => {
      const task = randomTask(random, key, this.#words, host === undefined ? this.#words.instanceKeys : [host]);
      return this.#tell('task', { ...task, ...(group !== undefined && { group }) });
    });
  }

  /** Everything is described once more as it is known, but for a few records that meanwhile changed. */
  #reconcile(): readonly Change[] {
    const { instances, tasks } = this.#model;
    const hosts = [...instances.values()].map((instance): Change => {
      if (this.#random.chance(0.05)) return this.#changeOfInstance(instance.key);
      return { kind: 'instance', origin: 'description', instance };
    });
    const jobs = [...tasks.values()].map((task): Change => {
      if (this.#random.chance(0.05)) return this.#changeOfTask(task.key);
      return { kind: 'task', origin: 'description', task };
    });
    return [...hosts, ...jobs];
  }

  #remember(change: Change): void {
    if (this.#told.length < REMEMBERED) this.#told.push(change);
    else this.#told[this.#random.below(REMEMBERED)] = change;
  }
}
