/** The records of instances in columns; their attributes are with the index, which is made of them. */
import type { Instance, Protocol, Resources } from '../model/records.js';
import { grownByQuarter, reordered } from './columns.js';
import { Dictionary } from './dictionary.js';
import { amountIn, forEachNumberIn, isSameMap, type MapValue, readMap, writeMap } from './map-text.js';
import { NumberColumn } from './number-column.js';
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

/** What storing a record changed, apart from its attributes. */
export interface Replacement {
  readonly changed: boolean;
  /** Whether more than its version and what remains. */
  readonly plain: boolean;
  /** What the row held where `plain`; undefined where it was empty. */
  readonly before: Content | undefined;
}

const UNCHANGED: Replacement = { changed: false, plain: false, before: undefined };

/**
 * All but the attributes of every instance, by row. What many instances have in common (status, versions, registered resources) is
 * kept once as a profile.
 */
export class InstanceTable {
  readonly #texts = new Dictionary();
  readonly #profiles = new TupleTable(PROFILE_WIDTH);
  /** `ABSENT` in a row that holds no record. */
  #profile = new Int32Array(16).fill(ABSENT);
  readonly #version = new NumberColumn();
  readonly #registeredAt = new NumberColumn();
  readonly #remainingCpu = new NumberColumn();
  readonly #remainingMemory = new NumberColumn();
  /** The other remaining resources as a text's number; `ABSENT` where the record tells none at all. */
  #remainingOthers = new Int32Array(16).fill(ABSENT);
  #ec2InstanceIds: (string | undefined)[] = [];
  readonly #maps = new Map<string, ReadonlyMap<string, MapValue>>();
  readonly #tuple = new Int32Array(PROFILE_WIDTH);

  version(row: number): number | undefined {
    return this.#version.at(row);
  }

  cluster(row: number): string | undefined {
    return this.#textOf(row, 0);
  }

  status(row: number): string | undefined {
    return this.#textOf(row, 1);
  }

  /** One of the texts of the record. */
  text(row: number, name: (typeof PROFILE_TEXTS)[number]): string | undefined {
    return this.#textOf(row, PROFILE_TEXTS.indexOf(name));
  }

  /** One of the numbers of tasks that the record itself tells. */
  ownCount(row: number, name: (typeof PROFILE_COUNTS)[number]): number | undefined {
    const text = this.#textOf(row, PROFILE_TEXTS.length + PROFILE_COUNTS.indexOf(name));
    return text === undefined ? undefined : Number(text);
  }

  registeredAt(row: number): number | undefined {
    return this.#registeredAt.at(row);
  }

  ec2InstanceId(row: number): string | undefined {
    return this.#ec2InstanceIds[row];
  }

  /** The tags of a row that holds a record; shared by all rows with equal ones. */
  tags(row: number): ReadonlyMap<string, string> {
    return this.#map(this.#profiles.at(this.#profile[row] as number, TAGS)) as ReadonlyMap<string, string>;
  }

  /** The registered resources of a row that holds a record; shared by all rows with equal ones. */
  registered(row: number): Resources {
    return this.#map(this.#profiles.at(this.#profile[row] as number, REGISTERED)) as Resources;
  }

  /** What the record of a row that holds one says remains, made anew. */
  remaining(row: number): Resources | undefined {
    return this.#remaining(row);
  }

  agentConnected(row: number): boolean | undefined {
    const profile = this.#profile[row] ?? ABSENT;
    const connected = profile === ABSENT ? ABSENT : this.#profiles.at(profile, AGENT_CONNECTED);
    return connected === ABSENT ? undefined : connected === 1;
  }

  /** How many of a resource the record says are registered; undefined where it does not name it. */
  registeredAmount(row: number, resource: string): number | undefined {
    const text = this.#textOf(row, REGISTERED);
    return text === undefined ? undefined : amountIn(text, resource);
  }

  /** How many of a resource the record says remain; undefined where it does not say. O(1) for CPU and memory. */
  remainingAmount(row: number, resource: string): number | undefined {
    const others = this.#remainingOthers[row] ?? ABSENT;
    if (others === ABSENT) return undefined;
    const column = resource === 'cpu' ? this.#remainingCpu : resource === 'memory' ? this.#remainingMemory : undefined;
    return column?.at(row) ?? amountIn(this.#texts.text(others), resource);
  }

  /** Visits the ports that the record lists as reserved or in use. */
  forEachPort(row: number, visit: (port: number, protocol: Protocol) => void): void {
    const others = this.#remainingOthers[row] ?? ABSENT;
    if (others !== ABSENT) forEachPortIn(this.#texts.text(others), visit);
    const registered = this.#textOf(row, REGISTERED);
    if (registered !== undefined) forEachPortIn(registered, visit);
  }

  /** Whether the record lists the port among what is registered: the instance keeps it for itself. */
  reservesPort(row: number, port: number, protocol: Protocol): boolean {
    let reserved = false;
    const registered = this.#textOf(row, REGISTERED);
    if (registered === undefined) return false;
    forEachPortIn(registered, (listed, of) => {
      reserved ||= listed === port && of === protocol;
    });
    return reserved;
  }

  /** Stores a record in a row, which is empty or holds an older one. What stays the same is compared, not looked up. */
  put(row: number, instance: Instance, version: number | undefined): Replacement {
    if (!this.#saysTheSame(row, instance)) return this.#replace(row, instance, version);
    const moved = this.#setRemaining(row, instance.remaining);
    if (!moved && this.#version.at(row) === version) return UNCHANGED;
    this.#version.set(row, version);
    return { changed: true, plain: false, before: undefined };
  }

  /** Forgets what a row holds, if anything. */
  clear(row: number): void {
    const profile = this.#profile[row] ?? ABSENT;
    if (profile === ABSENT) return;
    this.#releaseProfile(profile);
    this.#setRemaining(row, undefined);
    this.#profile[row] = ABSENT;
    this.#ec2InstanceIds[row] = undefined;
  }

  /** The record of a row that holds one, made anew; undefined where the row holds none. */
  content(row: number): Content | undefined {
    const profile = this.#profile[row] ?? ABSENT;
    if (profile === ABSENT) return undefined;
    const connected = this.#profiles.at(profile, AGENT_CONNECTED);
    return withoutAbsent({
      cluster: this.#profileText(profile, 0),
      version: this.version(row),
      status: this.#profileText(profile, 1),
      agentConnected: connected === ABSENT ? undefined : connected === 1,
      agentVersion: this.#profileText(profile, 2),
      dockerVersion: this.#profileText(profile, 3),
      ec2InstanceId: this.#ec2InstanceIds[row],
      capacityProvider: this.#profileText(profile, 4),
      registeredAt: this.#registeredAt.at(row),
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
    this.#version.relabel(order);
    this.#registeredAt.relabel(order);
    this.#remainingCpu.relabel(order);
    this.#remainingMemory.relabel(order);
    this.#remainingOthers = reordered(this.#remainingOthers, order, ABSENT);
    const ids = this.#ec2InstanceIds;
    this.#ec2InstanceIds = Array.from(order, (row) => ids[row]);
  }

  /** Whether a row holds what a record says, but for its version, its attributes and what remains. */
  #saysTheSame(row: number, instance: Instance): boolean {
    const profile = this.#profile[row] ?? ABSENT;
    if (profile === ABSENT) return false;
    for (let field = 0; field < PROFILE_TEXTS.length; field++) {
      if (this.#profileText(profile, field) !== instance[PROFILE_TEXTS[field] as (typeof PROFILE_TEXTS)[number]])
        return false;
    }
    for (let at = 0; at < PROFILE_COUNTS.length; at++) {
      const count = instance[PROFILE_COUNTS[at] as (typeof PROFILE_COUNTS)[number]];
      if (this.#profileNumber(profile, PROFILE_TEXTS.length + at) !== count) return false;
    }
    return (
      this.#profiles.at(profile, AGENT_CONNECTED) === connectedCode(instance) &&
      this.#ec2InstanceIds[row] === instance.ec2InstanceId &&
      this.#registeredAt.at(row) === instance.registeredAt &&
      isSameMap(this.#map(this.#profiles.at(profile, REGISTERED)), instance.registered) &&
      isSameMap(this.#map(this.#profiles.at(profile, TAGS)), instance.tags)
    );
  }

  #replace(row: number, instance: Instance, version: number | undefined): Replacement {
    const before = this.content(row);
    this.clear(row);
    this.#grow(row + 1);
    this.#profile[row] = this.#internProfile(instance);
    this.#version.set(row, version);
    this.#registeredAt.set(row, instance.registeredAt);
    this.#ec2InstanceIds[row] = instance.ec2InstanceId;
    this.#setRemaining(row, instance.remaining);
    return { changed: true, plain: true, before };
  }

  /** @returns whether anything else remains than before. */
  #setRemaining(row: number, remaining: Resources | undefined): boolean {
    const [cpu, memory] = [amountOf(remaining, 'cpu'), amountOf(remaining, 'memory')];
    const others = remaining && writeMap(remaining, isColumn);
    const old = this.#remainingOthers[row] as number;
    const othersMoved = others !== (old === ABSENT ? undefined : this.#texts.text(old));
    if (othersMoved) {
      this.#remainingOthers[row] = others === undefined ? ABSENT : this.#texts.number(others);
      if (others !== undefined) this.#texts.retain(this.#remainingOthers[row] as number);
      if (old !== ABSENT) this.#texts.release(old);
    }
    const moved = othersMoved || this.#remainingCpu.at(row) !== cpu || this.#remainingMemory.at(row) !== memory;
    this.#remainingCpu.set(row, cpu);
    this.#remainingMemory.set(row, memory);
    return moved;
  }

  #internProfile(instance: Instance): number {
    const tuple = this.#tuple;
    let field = 0;
    for (const name of PROFILE_TEXTS) tuple[field++] = this.#textNumber(instance[name]);
    for (const name of PROFILE_COUNTS) tuple[field++] = this.#textNumber(instance[name]?.toString());
    tuple[AGENT_CONNECTED] = connectedCode(instance);
    tuple[REGISTERED] = this.#texts.number(writeMap(instance.registered));
    tuple[TAGS] = this.#texts.number(writeMap(instance.tags));
    const profile = this.#profiles.intern(tuple);
    if (this.#profiles.retain(profile) === 1) this.#eachText((text) => this.#texts.retain(text));
    return profile;
  }

  #releaseProfile(profile: number): void {
    for (let field = 0; field < PROFILE_WIDTH; field++) this.#tuple[field] = this.#profiles.at(profile, field);
    if (this.#profiles.release(profile) === 0) this.#eachText((text) => this.#texts.release(text));
  }

  /** The dictionary's numbers in `#tuple`. */
  #eachText(visit: (text: number) => void): void {
    this.#tuple.forEach((text, field) => {
      if (field !== AGENT_CONNECTED && text !== ABSENT) visit(text);
    });
  }

  #textNumber(text: string | undefined): number {
    return text === undefined ? ABSENT : this.#texts.number(text);
  }

  /** The text that the profile of a row has in a field; undefined where it has none, and where the row holds no record. */
  #textOf(row: number, field: number): string | undefined {
    const profile = this.#profile[row] ?? ABSENT;
    return profile === ABSENT ? undefined : this.#profileText(profile, field);
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
    const [cpu, memory] = [this.#remainingCpu.at(row), this.#remainingMemory.at(row)];
    if (cpu !== undefined) resources.set('cpu', cpu);
    if (memory !== undefined) resources.set('memory', memory);
    return resources;
  }

  /** The map that a text stands for: read once for all records that share it. */
  #map(number: number): ReadonlyMap<string, MapValue> {
    const text = this.#texts.text(number);
    let map = this.#maps.get(text);
    if (map === undefined) {
      map = readMap(text);
      if (this.#maps.size >= MOST_MAPS) this.#maps.clear();
      this.#maps.set(text, map);
    }
    return map;
  }

  #grow(rows: number): void {
    if (rows <= this.#profile.length) return;
    this.#profile = grownByQuarter(this.#profile, rows, ABSENT);
    this.#remainingOthers = grownByQuarter(this.#remainingOthers, rows, ABSENT);
  }
}

/** The fields that are there, in the same order. */
function withoutAbsent(fields: Readonly<Record<string, unknown>>): Content {
  const present: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as unknown as Content;
}

function connectedCode({ agentConnected }: Instance): number {
  return agentConnected === undefined ? ABSENT : Number(agentConnected);
}

/** Amounts that differ from host to host have columns of their own, unless they are lists. */
function isColumn(name: string, value: unknown): boolean {
  return (name === 'cpu' || name === 'memory') && typeof value === 'number';
}

function amountOf(resources: Resources | undefined, name: string): number | undefined {
  const amount = resources?.get(name);
  return typeof amount === 'number' ? amount : undefined;
}

/** Visits the ports that a text of resources lists. */
function forEachPortIn(resources: string, visit: (port: number, protocol: Protocol) => void): void {
  forEachNumberIn(resources, 'ports', (port) => visit(port, 'tcp'));
  forEachNumberIn(resources, 'ports_udp', (port) => visit(port, 'udp'));
}
