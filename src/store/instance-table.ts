/** The records of instances in columns; their attributes are with the index, which is made of them. */
import type { Instance, Resources } from '../model/records.js';
import { compareText } from '../model/records.js';
import { grownTo, reordered } from './columns.js';
import { Dictionary } from './dictionary.js';
import { TupleTable } from './tuple-table.js';

/** A record without its attributes and its key. */
type Content = Omit<Instance, 'key' | 'attributes'>;

/** What few different values of are shared by many instances: each is a text, and together they are the instance's profile. */
const PROFILE_TEXTS = ['cluster', 'status', 'agentVersion', 'dockerVersion', 'capacityProvider'] as const;
const PROFILE_COUNTS = ['runningTasksCount', 'pendingTasksCount'] as const;
/** Behind the texts and the counts: agentConnected, registered, tags. */
const AGENT_CONNECTED = PROFILE_TEXTS.length + PROFILE_COUNTS.length;
const REGISTERED = AGENT_CONNECTED + 1;
const TAGS = REGISTERED + 1;
const PROFILE_WIDTH = TAGS + 1;

/** Maps of profiles that are kept as such. */
const MOST_MAPS = 1024;

/** In a profile and in the column of remaining resources, for a field that is absent. */
const ABSENT = -1;

/** A record's content as numbers: what is compared, and what is stored. */
interface Encoded {
  profile: number;
  remainingCpu: number;
  remainingMemory: number;
  remainingOthers: number;
  registeredAt: number;
  ec2InstanceId: string | undefined;
}

/**
 * All but the attributes of every instance, by row. What many instances have in common (status, versions, registered resources) is
 * kept once as a profile; 44 bytes a row, plus the texts that differ.
 */
export class InstanceTable {
  readonly #texts = new Dictionary();
  readonly #profiles = new TupleTable(PROFILE_WIDTH);
  #profile = new Int32Array(16).fill(ABSENT);
  /** NaN where absent, as in all columns of doubles. */
  #version = new Float64Array(16).fill(Number.NaN);
  #registeredAt = new Float64Array(16).fill(Number.NaN);
  #remainingCpu = new Float64Array(16).fill(Number.NaN);
  #remainingMemory = new Float64Array(16).fill(Number.NaN);
  /** The other remaining resources as a text's number; `ABSENT` where the record tells none at all. */
  #remainingOthers = new Int32Array(16).fill(ABSENT);
  #ec2InstanceIds: (string | undefined)[] = [];
  readonly #maps = new Map<string, ReadonlyMap<string, unknown>>();
  readonly #tuple = new Int32Array(PROFILE_WIDTH);

  version(row: number): number | undefined {
    const version = this.#version[row] as number;
    return Number.isNaN(version) ? undefined : version;
  }

  cluster(row: number): string | undefined {
    return this.#profileText(this.#profile[row] as number, 0);
  }

  /** Stores a record in a row, which is empty or holds an older one. @returns whether anything but the attributes changed. */
  put(row: number, instance: Instance, version: number | undefined): boolean {
    const encoded = this.#encode(instance);
    const newVersion = version ?? Number.NaN;
    if (this.#holds(row, encoded) && Object.is(this.#version[row], newVersion)) {
      this.#release(encoded.profile, encoded.remainingOthers);
      return false;
    }
    this.clear(row);
    this.#grow(row + 1);
    this.#profile[row] = encoded.profile;
    this.#version[row] = newVersion;
    this.#registeredAt[row] = encoded.registeredAt;
    this.#remainingCpu[row] = encoded.remainingCpu;
    this.#remainingMemory[row] = encoded.remainingMemory;
    this.#remainingOthers[row] = encoded.remainingOthers;
    this.#ec2InstanceIds[row] = encoded.ec2InstanceId;
    return true;
  }

  /** Forgets what a row holds, if anything. */
  clear(row: number): void {
    const profile = this.#profile[row] ?? ABSENT;
    if (profile === ABSENT) return;
    this.#release(profile, this.#remainingOthers[row] as number);
    this.#profile[row] = ABSENT;
    this.#ec2InstanceIds[row] = undefined;
  }

  /** The record of a row that holds one, made anew; undefined where the row holds none. */
  content(row: number): Content | undefined {
    const profile = this.#profile[row] ?? ABSENT;
    if (profile === ABSENT) return undefined;
    const connected = this.#profiles.at(profile, AGENT_CONNECTED);
    const registeredAt = this.#registeredAt[row] as number;
    return withoutAbsent({
      cluster: this.#profileText(profile, 0),
      version: this.version(row),
      status: this.#profileText(profile, 1),
      agentConnected: connected === ABSENT ? undefined : connected === 1,
      agentVersion: this.#profileText(profile, 2),
      dockerVersion: this.#profileText(profile, 3),
      ec2InstanceId: this.#ec2InstanceIds[row],
      capacityProvider: this.#profileText(profile, 4),
      registeredAt: Number.isNaN(registeredAt) ? undefined : registeredAt,
      runningTasksCount: this.#profileNumber(profile, 5),
      pendingTasksCount: this.#profileNumber(profile, 6),
      tags: this.#map(this.#profiles.at(profile, TAGS)),
      registered: this.#map(this.#profiles.at(profile, REGISTERED)),
      remaining: this.#remaining(row),
    });
  }

  /** Renumbers rows: row `i` from now on is what `order[i]` was. */
  relabel(order: Int32Array): void {
    this.#profile = reordered(this.#profile, order, ABSENT);
    this.#version = reordered(this.#version, order, Number.NaN);
    this.#registeredAt = reordered(this.#registeredAt, order, Number.NaN);
    this.#remainingCpu = reordered(this.#remainingCpu, order, Number.NaN);
    this.#remainingMemory = reordered(this.#remainingMemory, order, Number.NaN);
    this.#remainingOthers = reordered(this.#remainingOthers, order, ABSENT);
    const ids = this.#ec2InstanceIds;
    this.#ec2InstanceIds = Array.from(order, (row) => ids[row]);
  }

  /** The numbers of a record; its profile and its text are retained. */
  #encode(instance: Instance): Encoded {
    const { remaining, registeredAt = Number.NaN } = instance;
    return {
      profile: this.#internProfile(instance),
      remainingCpu: amountOf(remaining, 'cpu'),
      remainingMemory: amountOf(remaining, 'memory'),
      remainingOthers: remaining === undefined ? ABSENT : this.#retainText(writeMap(remaining, isColumn)),
      registeredAt,
      ec2InstanceId: instance.ec2InstanceId,
    };
  }

  #holds(row: number, encoded: Encoded): boolean {
    return (
      (this.#profile[row] ?? ABSENT) === encoded.profile &&
      this.#remainingOthers[row] === encoded.remainingOthers &&
      Object.is(this.#remainingCpu[row], encoded.remainingCpu) &&
      Object.is(this.#remainingMemory[row], encoded.remainingMemory) &&
      Object.is(this.#registeredAt[row], encoded.registeredAt) &&
      this.#ec2InstanceIds[row] === encoded.ec2InstanceId
    );
  }

  #internProfile(instance: Instance): number {
    const tuple = this.#tuple;
    let field = 0;
    for (const name of PROFILE_TEXTS) tuple[field++] = this.#textNumber(instance[name]);
    for (const name of PROFILE_COUNTS) tuple[field++] = this.#textNumber(instance[name]?.toString());
    tuple[AGENT_CONNECTED] = instance.agentConnected === undefined ? ABSENT : Number(instance.agentConnected);
    tuple[REGISTERED] = this.#texts.number(writeMap(instance.registered));
    tuple[TAGS] = this.#texts.number(writeMap(instance.tags));
    const profile = this.#profiles.intern(tuple);
    if (this.#profiles.retain(profile) === 1) this.#eachText(profile, (text) => this.#texts.retain(text));
    return profile;
  }

  #release(profile: number, remainingOthers: number): void {
    if (remainingOthers !== ABSENT) this.#texts.release(remainingOthers);
    const texts: number[] = [];
    this.#eachText(profile, (text) => texts.push(text));
    if (this.#profiles.release(profile) === 0) for (const text of texts) this.#texts.release(text);
  }

  #eachText(profile: number, visit: (text: number) => void): void {
    for (let field = 0; field < PROFILE_WIDTH; field++) {
      const text = field === AGENT_CONNECTED ? ABSENT : this.#profiles.at(profile, field);
      if (text !== ABSENT) visit(text);
    }
  }

  #textNumber(text: string | undefined): number {
    return text === undefined ? ABSENT : this.#texts.number(text);
  }

  #retainText(text: string): number {
    const number = this.#texts.number(text);
    this.#texts.retain(number);
    return number;
  }

  #profileText(profile: number, field: number): string | undefined {
    const text = this.#profiles.at(profile, field);
    return text === ABSENT ? undefined : this.#texts.text(text);
  }

  #profileNumber(profile: number, field: number): number | undefined {
    const text = this.#profileText(profile, field);
    return text === undefined ? undefined : Number(text);
  }

  #remaining(row: number): Resources | undefined {
    const others = this.#remainingOthers[row] as number;
    if (others === ABSENT) return undefined;
    const resources = new Map(this.#map(others)) as Map<string, number | readonly string[]>;
    const [cpu, memory] = [this.#remainingCpu[row] as number, this.#remainingMemory[row] as number];
    if (!Number.isNaN(cpu)) resources.set('cpu', cpu);
    if (!Number.isNaN(memory)) resources.set('memory', memory);
    return resources;
  }

  /** The map that a text stands for: read once for all records that share it. */
  #map(number: number): ReadonlyMap<string, unknown> {
    const text = this.#texts.text(number);
    let map = this.#maps.get(text);
    if (map === undefined) {
      map = new Map(JSON.parse(text) as [string, unknown][]);
      if (this.#maps.size >= MOST_MAPS) this.#maps.clear();
      this.#maps.set(text, map);
    }
    return map;
  }

  #grow(rows: number): void {
    if (rows <= this.#profile.length) return;
    this.#profile = grownTo(this.#profile, rows, ABSENT);
    this.#version = grownTo(this.#version, rows, Number.NaN);
    this.#registeredAt = grownTo(this.#registeredAt, rows, Number.NaN);
    this.#remainingCpu = grownTo(this.#remainingCpu, rows, Number.NaN);
    this.#remainingMemory = grownTo(this.#remainingMemory, rows, Number.NaN);
    this.#remainingOthers = grownTo(this.#remainingOthers, rows, ABSENT);
  }
}

/** The fields that are there, in the same order. */
function withoutAbsent(fields: Readonly<Record<string, unknown>>): Content {
  const present: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as unknown as Content;
}

/** Amounts that differ from host to host have columns of their own, unless they are lists. */
function isColumn(name: string, value: unknown): boolean {
  return (name === 'cpu' || name === 'memory') && typeof value === 'number';
}

function amountOf(resources: Resources | undefined, name: string): number {
  const amount = resources?.get(name);
  return typeof amount === 'number' ? amount : Number.NaN;
}

/** A map as one text, the same for maps of the same entries. */
function writeMap(map: ReadonlyMap<string, unknown>, leaveOut?: (name: string, value: unknown) => boolean): string {
  if (map.size === 0) return '[]';
  const entries = [...map].filter(([name, value]) => leaveOut?.(name, value) !== true);
  return JSON.stringify(entries.sort(([a], [b]) => compareText(a, b)));
}
