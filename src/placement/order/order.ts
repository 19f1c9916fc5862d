/**
 * The feasible hosts of a request in the order in which it takes them, kept from one task to the next and from one request to
 * the next of the same kind.
 *
 * Strategies are of two sorts. What a host measures by itself orders the hosts of a cell (`Tournament`); what all hosts of a bucket
 * have in common (spread over an attribute) orders the cells: all hosts of a cell share their buckets. The first host of all is
 * then the first among the first ones of the cells.
 */
import { type Bits, bitsFor, hasBit, setBit } from '../hosts/bits.js';
import type { BucketColumn } from '../hosts/buckets.js';
import { CountedBits } from '../hosts/counted-bits.js';
import type { HostTable } from '../hosts/host-table.js';
import { type Check, checksOf, feasibleHosts, isFeasible } from '../reasons/feasibility.js';
import type { ResolvedRequest } from '../request/resolve.js';
import type { StrategyKind } from '../request/strategies.js';
import type { RequestWarning } from '../request/warnings.js';
import { CellOrder } from './cell-order.js';
import { isKeyBefore, isSameKey, type KeyPartSource, keySources, type Ranked } from './key-parts.js';
import type { Cell } from './partition.js';
import type { Draw } from './random.js';
import { spreadColumn } from './spread-column.js';
import { Tournament } from './tournament.js';

/** Kinds that look at more of the records than the host's own. */
const LOOKS_BEYOND: ReadonlySet<StrategyKind> = new Set(['bestFit', 'dotProduct', 'fragmentation']);

/** The first host and the one after it. */
export interface Choice {
  readonly first: Ranked;
  readonly second: Ranked | undefined;
}

export class HostOrder {
  /** Everything that a host has to pass. */
  readonly checks: readonly Check[];
  readonly #table: HostTable;
  readonly #request: ResolvedRequest;
  /** Those of the hosts one by one: what only the record changes, and what is placed. The others hold for cells. */
  readonly #lastingChecks: readonly Check[];
  readonly #varyingChecks: readonly Check[];
  /** The hosts that pass the lasting ones: to all others nothing happens that matters. */
  readonly #lasting: Bits;
  readonly #sources: readonly KeyPartSource[];
  /** How many parts of the key are compared: those before the first that is drawn. */
  readonly #compared: number;
  readonly #tournament: Tournament;
  readonly #cellOrder: CellOrder;
  readonly #countsGroup: boolean;
  readonly #dependsOnAttributes: boolean;
  readonly #dependsOnRecords: boolean;
  readonly #attributeEdition: number;
  #bucketEdition: number;
  readonly #recordEdition: number;
  #followed: number;

  /** @param warnings where scorers report what is wrong with them. O(hosts × strategies). */
  constructor(table: HostTable, request: ResolvedRequest, warnings: RequestWarning[]) {
    const { strategies } = request;
    this.#table = table;
    this.#request = request;
    this.checks = checksOf(table, request);
    this.#lastingChecks = this.checks.filter(({ isLasting }) => isLasting);
    this.#varyingChecks = this.checks.filter(({ isLasting, limit }) => !isLasting && limit === undefined);
    const drawn = strategies.findIndex(({ kind }) => kind === 'random');
    this.#compared = drawn < 0 ? strategies.length : drawn;
    const columns = this.#columns();
    const limits = this.checks.flatMap(({ limit }) => {
      return limit === undefined ? [] : [{ limit, dimension: columns.indexOf(limit.column) }];
    });
    this.#sources = keySources(table, request, columns, warnings);
    const compared = this.#sources.slice(0, this.#compared);
    const measures = compared.flatMap(({ measure }) => (measure === undefined ? [] : [measure]));
    this.#lasting = feasibleHosts(this.#lastingChecks, table.size);
    const feasible = feasibleHosts(this.#varyingChecks, table.size, this.#lasting);
    this.#tournament = new Tournament(table.partition(columns), measures, feasible);
    this.#cellOrder = new CellOrder(this.#tournament, compared, limits);
    this.#followed = table.log.end;
    this.#countsGroup = request.constraints.distinctInstance || strategies.some(({ row }) => row.type === 'spread');
    this.#dependsOnAttributes = columns.length > 0;
    this.#dependsOnRecords = strategies.some(({ kind, spread }) => {
      return LOOKS_BEYOND.has(kind) || spread?.maxSkew !== undefined;
    });
    this.#attributeEdition = table.attributeEdition;
    this.#bucketEdition = table.bucketEdition;
    this.#recordEdition = table.recordEdition;
  }

  /** Brings the order up to date with the table. O(changes × log of the hosts). @returns false where it has to be made anew */
  follow(): boolean {
    const { log } = this.#table;
    if (this.#followed === log.end) return true;
    if (this.#dependsOnAttributes && this.#attributeEdition !== this.#table.attributeEdition) return false;
    if (this.#dependsOnRecords && this.#recordEdition !== this.#table.recordEdition) return false;
    if (!log.reaches(this.#followed)) return false;
    // Brings what it counts up to date.
    if (this.#countsGroup) this.#table.group(this.#request);
    if (this.#bucketEdition !== this.#table.bucketEdition) this.#cellOrder.markAll();
    this.#bucketEdition = this.#table.bucketEdition;
    for (let change = this.#followed; change < log.end; change++) this.#reload(change);
    this.#followed = log.end;
    this.#cellOrder.refresh();
    return true;
  }

  /** The first two hosts, undefined where there is none. */
  choose(draw: Draw): Choice | undefined {
    return this.#compared === this.#sources.length ? this.#chooseByKey() : this.#chooseByDraw(draw);
  }

  /** Every feasible host in order, the first ones up to a limit. O(hosts × log of the hosts). */
  rank(draw: Draw, limit: number): readonly Ranked[] {
    const hosts: Ranked[] = [];
    this.#tournament.forEach((position) => {
      const cell = this.#cellOrder.cellOf(position);
      if (this.#cellOrder.admits(cell)) hosts.push(this.#ranked(position, cell));
    });
    const compared = this.#compared;
    hosts.sort((a, b) => (isKeyBefore(a, b, compared) ? -1 : 1));
    if (compared < this.#sources.length) this.#shuffleTies(hosts, draw, limit);
    return hosts.slice(0, limit);
  }

  /** How many hosts could take a task. O(cells). */
  countFeasible(): number {
    if (this.checks.every(({ limit }) => limit === undefined)) return this.#tournament.size;
    let count = 0;
    this.#tournament.forEach((position) => {
      if (this.#cellOrder.admits(this.#cellOrder.cellOf(position))) count++;
    });
    return count;
  }

  /** What cells have to tell apart: the buckets of spreads that are compared, and of those that have limits. */
  #columns(): readonly BucketColumn[] {
    const compared = this.#request.strategies.slice(0, this.#compared);
    const spread = compared.filter(({ kind }) => kind === 'spread-attribute');
    const columns = new Set(spread.map((strategy) => spreadColumn(this.#table, strategy)));
    for (const { limit } of this.checks) if (limit !== undefined) columns.add(limit.column);
    return [...columns];
  }

  #reload(change: number): void {
    const { log } = this.#table;
    const position = log.positionAt(change);
    const isRecord = log.isRecordAt(change);
    if (isRecord) {
      setBit(this.#lasting, position, isFeasible(this.#lastingChecks, position));
    } else if (!log.isLatest(change)) return;
    // Tasks of the group count wherever they are.
    if (this.#countsGroup) this.#cellOrder.mark(position);
    const isLasting = hasBit(this.#lasting, position);
    if (!isLasting && !isRecord) return;
    for (const { measure } of this.#sources) measure?.forget?.(position);
    this.#tournament.update(position, isLasting && isFeasible(this.#varyingChecks, position));
    this.#cellOrder.mark(position);
  }

  /** Lets a host be feasible or not, for a look at the others. */
  #update(position: number, isFeasible: boolean): void {
    this.#tournament.update(position, isFeasible);
    this.#cellOrder.mark(position);
    this.#cellOrder.refresh();
  }

  #ranked(position: number, { buckets }: Cell): Ranked {
    const key: number[] = [];
    for (let part = 0; part < this.#sources.length; part++) {
      key.push((this.#sources[part] as KeyPartSource).at(position, buckets));
    }
    return { position, key };
  }

  #chooseByKey(): Choice | undefined {
    const cell = this.#cellOrder.first;
    if (cell === undefined) return undefined;
    const first = this.#ranked(this.#tournament.first(cell), cell);
    const behind = this.#tournament.second(cell);
    const second = behind < 0 ? undefined : this.#ranked(behind, cell);
    const other = this.#cellOrder.second;
    if (other === undefined) return { first, second };
    const elsewhere = this.#ranked(this.#tournament.first(other), other);
    const isElsewhere = second === undefined || isKeyBefore(elsewhere, second, this.#compared);
    return { first, second: isElsewhere ? elsewhere : second };
  }

  /** Of the hosts that are tied before a strategy draws, the first two of an order shuffled anew. */
  #chooseByDraw(draw: Draw): Choice | undefined {
    const tied = this.#tiedFirst();
    if (tied === undefined) return undefined;
    const count = tied.size;
    const drawn = Math.floor(draw() * count);
    const first = this.#drawn(tied.select(drawn), 0);
    if (count === 1) return { first, second: this.#drawnWithout(first.position, draw) };
    const next = 1 + Math.floor(draw() * (count - 1));
    // The first two have changed places where the drawn one stood.
    return { first, second: this.#drawn(tied.select(next === drawn ? 0 : next), 1) };
  }

  /** The first of the hosts that are tied once a host is gone. */
  #drawnWithout(position: number, draw: Draw): Ranked | undefined {
    this.#update(position, false);
    const tied = this.#tiedFirst();
    const drawn = tied && this.#drawn(tied.select(Math.floor(draw() * tied.size)), 0);
    this.#update(position, true);
    return drawn;
  }

  /** A host with its key; its place among those tied is the part of the first strategy that draws. */
  #drawn(position: number, place: number): Ranked {
    const { key } = this.#ranked(position, this.#cellOrder.cellOf(position));
    return { position, key: key.map((part, at) => (at === this.#compared ? place : part)) };
  }

  /** The hosts whose key is the least, up to the strategy that draws; undefined where there is none. Not to be changed. */
  #tiedFirst(): CountedBits | undefined {
    const cells = this.#cellOrder.ties();
    const [only] = cells;
    if (only === undefined) return undefined;
    if (this.#compared === 0 && this.#tournament.partition.cells.length === 1) return this.#tournament.feasible;
    const tied = bitsFor(this.#table.size);
    for (const cell of cells) this.#tournament.ties(cell, tied);
    return new CountedBits(tied);
  }

  /** Puts each run of tied hosts into an order of its own, as far as anybody looks. */
  #shuffleTies(hosts: Ranked[], draw: Draw, limit: number): void {
    const looked = Math.min(limit, hosts.length);
    for (let start = 0; start < looked; ) {
      let end = start + 1;
      const { key } = hosts[start] as Ranked;
      while (end < hosts.length && isSameKey((hosts[end] as Ranked).key, key, this.#compared)) end++;
      for (let at = start; at < Math.min(end, looked); at++) {
        const from = at + Math.floor(draw() * (end - at));
        const [here, there] = [hosts[at] as Ranked, hosts[from] as Ranked];
        hosts[from] = here;
        hosts[at] = this.#drawn(there.position, at - start);
      }
      start = end;
    }
  }
}
