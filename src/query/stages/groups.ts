/** Rows that have the same values in some columns. */
import { StowageError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { type Cell, type Column, isSet, totalOrderOf } from './column.js';
import type { Table } from './table.js';

/** Calls `visit` with the number of each group that the row at a position belongs to. */
type ForEachGroup = (position: number, visit: (group: number) => void) => void;

/** Groups have numbers from 0, in the order in which they are met. */
export interface Groups {
  /** How many were met. */
  size(): number;
  /**
   * A row is in a group for each member of a set, and where there are several sets, for each combination of their members.
   *
   * @throws StowageError `query-limit` where there are too many groups, or too many combinations.
   */
  readonly forEachOf: ForEachGroup;
  /** The cells of each column by group. */
  cells(): readonly (readonly Cell[])[];
}

export function groupsBy(table: Table, columns: readonly Column[]): Groups {
  const levels = columns.map((column) => new Level(table.content.reader(column), isSet(column)));
  const last = levels.at(-1);
  const budget = { combinations: 0 };
  const severalSets = levels.filter(({ isSet: set }) => set).length > 1;
  const visitFrom = (at: number, group: number, position: number, visit: (group: number) => void): void => {
    const level = levels[at];
    if (level === undefined) visit(group);
    else for (const cell of level.cellsAt(position)) visitFrom(at + 1, level.numberOf(group, cell), position, visit);
  };
  return {
    size: () => (last === undefined ? 1 : last.size),
    forEachOf: (position, visit) => {
      if (severalSets) spend(budget, levels, position);
      visitFrom(0, 0, position, visit);
    },
    cells: () => cellsOf(levels),
  };
}

/**
 * The groups in the order of their keys: the first column, then the second, `null` last. What goes on from here is told apart by
 * this order.
 */
export function orderOfGroups(columns: readonly Column[], cells: readonly (readonly Cell[])[], size: number): number[] {
  const compares = columns.map(totalOrderOf);
  return Array.from({ length: size }, (_, group) => group).sort((a, b) => {
    for (let at = 0; at < compares.length; at++) {
      const column = cells[at] as readonly Cell[];
      const order = (compares[at] as (typeof compares)[number])(column[a] as Cell, column[b] as Cell);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const NO_MEMBERS: readonly Cell[] = [null];

/** The groups by the first so many columns: each is one of those by a column less, with a cell of the last. */
class Level {
  readonly isSet: boolean;
  readonly #read: (position: number) => Cell;
  readonly #codes = new Map<Cell, number>();
  readonly #cells: Cell[] = [];
  readonly #groups = new Map<number, number>();
  /** By group. */
  readonly parents: number[] = [];
  readonly #codeOf: number[] = [];

  constructor(read: (position: number) => Cell, set: boolean) {
    this.#read = read;
    this.isSet = set;
  }

  get size(): number {
    return this.parents.length;
  }

  /** The row's members of a set, else its one cell. */
  cellsAt(position: number): readonly Cell[] {
    const cell = this.#read(position);
    if (!this.isSet) return [cell];
    return cell === null || (cell as readonly string[]).length === 0 ? NO_MEMBERS : (cell as readonly string[]);
  }

  numberOf(parent: number, cell: Cell): number {
    const pair = parent * CODES + this.#codeFor(cell);
    const known = this.#groups.get(pair);
    if (known !== undefined) return known;
    const group = this.parents.length;
    if (group >= LIMITS.queryGroups) throw over(`more than ${LIMITS.queryGroups.toLocaleString('en-US')} groups`);
    this.#groups.set(pair, group);
    this.parents.push(parent);
    this.#codeOf.push(pair % CODES);
    return group;
  }

  cell(group: number): Cell {
    return this.#cells[this.#codeOf[group] as number] as Cell;
  }

  #codeFor(cell: Cell): number {
    let code = this.#codes.get(cell);
    if (code === undefined) {
      code = this.#cells.length;
      this.#codes.set(cell, code);
      this.#cells.push(cell);
    }
    return code;
  }
}

/** More than any column has different cells, and so few that a group and a code make one exact number. */
const CODES = 2 ** 31;

function cellsOf(levels: readonly Level[]): readonly (readonly Cell[])[] {
  const cells: (readonly Cell[])[] = [];
  let groups = Array.from({ length: levels.at(-1)?.size ?? 0 }, (_, group) => group);
  for (const level of [...levels].reverse()) {
    cells.unshift(groups.map((group) => level.cell(group)));
    groups = groups.map((group) => level.parents[group] as number);
  }
  return cells;
}

function spend(budget: { combinations: number }, levels: readonly Level[], position: number): void {
  budget.combinations += levels.reduce((product, level) => product * level.cellsAt(position).length, 1);
  const most = LIMITS.queryCombinations;
  if (budget.combinations > most) throw over(`more than ${most.toLocaleString('en-US')} combinations of members`);
}

function over(what: string): StowageError {
  const advice = 'ask for fewer rows with `where`, or group by fewer columns';
  return new StowageError('query-limit', '', `a stage makes ${what}; ${advice}`);
}
