import { GOALS } from '../goals.mjs';
import { queriesFor } from '../queries.mjs';
import { fleetName, grouped, spread, table, time, verdict } from './format.mjs';

/** @typedef {import('../measure.mjs').Figure} Figure */
/** @typedef {import('../suites/query.mjs').QueryRow} QueryRow */
/** @typedef {import('../goals.mjs').QueryGoal} QueryGoal */
/** @typedef {{ size: import('../fleet.mjs').FleetSize, rows: readonly QueryRow[] }} QueryFleet */

/**
 * Two tables for each fleet: counts, and first ids.
 * @param {readonly QueryFleet[]} fleets
 */
export function queryTables(fleets) {
  return [...fleets]
    .sort((a, b) => b.size.instances - a.size.instances)
    .flatMap(({ size, rows }) => {
      const isAimedAt = size.instances === GOALS.queryInstances;
      return [
        `**Count, ${fleetName(size)}**`,
        figuresTable(rows, ({ count }) => count, isAimedAt ? goalOf : undefined, {
          'after an event': ({ afterEvent }) => time(afterEvent),
        }),
        `**First 100 ids, ${fleetName(size)}**`,
        figuresTable(rows, ({ first }) => first, isAimedAt ? () => firstIdsGoal : undefined),
      ];
    })
    .join('\n\n');
}

const GOAL_OF_QUERY = new Map(queriesFor('').map(({ name, goal }) => [name, goal]));
const firstIdsGoal = { plain: GOALS.firstIds, simd: GOALS.firstIds };

/** @param {QueryRow} row */
function goalOf({ name }) {
  return GOAL_OF_QUERY.get(name);
}

/** Whether a column of figures is ours: one for each set of kernels. @param {string} name */
export function isOurs(name) {
  return name.startsWith('Stowage');
}

/**
 * @param {readonly QueryRow[]} rows
 * @param {(row: QueryRow) => Record<string, Figure>} figuresOf
 * @param {((row: QueryRow) => QueryGoal | undefined) | undefined} goalOf
 * @param {Readonly<Record<string, (row: QueryRow) => string>>} [more] columns of our own
 */
function figuresTable(rows, figuresOf, goalOf, more = {}) {
  const names = Object.keys(rows[0] === undefined ? {} : figuresOf(rows[0]));
  const ours = names.filter(isOurs);
  const peers = names.filter((name) => !isOurs(name));
  const header = ['query', 'matches', ...(goalOf ? ['goal'] : []), ...ours, ...Object.keys(more), ...peers];
  const cells = rows.map((row) => {
    const figures = figuresOf(row);
    const goal = goalOf?.(row);
    return [
      row.name,
      grouped(row.matches),
      ...(goalOf ? [goal === undefined ? '–' : goalText(goal)] : []),
      ...ours.map((name) => ourCell(name, figures[name], goal)),
      ...Object.values(more).map((cell) => cell(row)),
      ...peers.map((name) => peerCell(figures[name], fastest(ours.map((own) => figures[own])))),
    ];
  });
  return table(header, cells);
}

/** @param {QueryGoal} goal */
function goalText({ plain, simd }) {
  return plain === simd ? `≤ ${time(plain)}` : `≤ ${time(plain)}, SIMD ≤ ${time(simd)}`;
}

/**
 * @param {string} name
 * @param {Figure | undefined} figure
 * @param {QueryGoal | undefined} goal
 */
function ourCell(name, figure, goal) {
  if (figure === undefined) return '–';
  if (goal === undefined) return spread(figure);
  return `${spread(figure)}, ${verdict(figure.median <= (name.includes('SIMD') ? goal.simd : goal.plain))}`;
}

/**
 * @param {Figure | undefined} figure
 * @param {number} ours
 */
function peerCell(figure, ours) {
  if (figure === undefined) return '–';
  return `${time(figure.median)}, ×\u00a0${ratio(figure.median / ours)}`;
}

/** @param {number} number */
function ratio(number) {
  return number >= 100 ? grouped(Number(number.toPrecision(2))) : String(Number(number.toPrecision(2)));
}

/** @param {readonly (Figure | undefined)[]} figures */
function fastest(figures) {
  return Math.min(...figures.map((figure) => figure?.median ?? Number.POSITIVE_INFINITY));
}
