import { GOALS } from '../goals.mjs';
import { fleetName, grouped, mebibytes, short, spread, table, time, verdict } from './format.mjs';

/** @typedef {import('../measure.mjs').Figure} Figure */
/**
 * @template Row
 * @typedef {{ size: import('../fleet.mjs').FleetSize, rows: readonly Row[] }} OfFleet
 */

/** @param {readonly OfFleet<import('../suites/parse.mjs').ParseRow>[]} fleets */
export function parseTables(fleets) {
  const [{ rows } = { rows: [] }] = fleets;
  const names = Object.keys(rows[0]?.figures ?? {});
  const cells = rows.map(({ name, clauses, figures }) => [
    name,
    ...names.map((column) => {
      const figure = /** @type {Figure} */ (figures[column]);
      const isAimedAt = clauses === 4 && column === 'Stowage, parse to first count';
      const goal = `, goal ≤ ${time(GOALS.planning)}: ${verdict(figure.median <= GOALS.planning)}`;
      return spread(figure) + (isAimedAt ? goal : '');
    }),
  ]);
  return table(['expression', ...names], cells);
}

/** Events a second, rounded to what the measurement tells. @param {number} microseconds of an event */
function rate(microseconds) {
  return grouped(Number((1e6 / microseconds).toPrecision(3)));
}

/** @param {readonly OfFleet<import('../suites/update.mjs').UpdateRow>[]} fleets */
export function updateTables(fleets) {
  return largestFirst(fleets)
    .flatMap(({ size, rows }) => {
      const isAimedAt = size.instances === GOALS.queryInstances;
      const cells = rows.map(({ name, batch, perEvent }) => [
        name,
        `${rate(perEvent.median)} (${rate(perEvent.maximum)}–${rate(perEvent.minimum)})`,
        ...(isAimedAt ? [name.startsWith('Stowage') ? verdict(1e6 / perEvent.median >= GOALS.updates) : ''] : []),
        grouped(batch),
      ]);
      const goal = isAimedAt ? [`goal ≥ ${grouped(GOALS.updates)}`] : [];
      return [`**${fleetName(size)}**`, table(['kept by', 'events a second', ...goal, 'events at a time'], cells)];
    })
    .join('\n\n');
}

/**
 * @template {{ size: import('../fleet.mjs').FleetSize }} Fleet
 * @param {readonly Fleet[]} fleets
 */
function largestFirst(fleets) {
  return [...fleets].sort((a, b) => b.size.instances - a.size.instances);
}

/** @param {readonly OfFleet<import('../suites/memory.mjs').MemoryRow>[]} fleets */
export function memoryTables(fleets) {
  const cells = largestFirst(fleets).flatMap(({ size, rows }) => {
    const ids = rows.find(({ name }) => name === 'ids');
    const isAimedAt = size.instances === GOALS.queryInstances;
    return rows
      .filter((row) => row !== ids)
      .map(({ name, instanceBytes, taskBytes }) => {
        const own = { instance: instanceBytes - (ids?.instanceBytes ?? 0), task: taskBytes - (ids?.taskBytes ?? 0) };
        const judged = (/** @type {number} */ bytes, /** @type {number} */ goal) =>
          short(bytes) + (isAimedAt && name === 'Stowage' ? `, goal ≤ ${goal}: ${verdict(bytes <= goal)}` : '');
        return [
          `${name}, ${grouped(size.instances)} instances`,
          `${short(instanceBytes)} − ${short(ids?.instanceBytes ?? 0)}`,
          judged(own.instance, GOALS.instanceBytes),
          `${short(taskBytes)} − ${short(ids?.taskBytes ?? 0)}`,
          judged(own.task, GOALS.taskBytes),
        ];
      });
  });
  return table(['', 'bytes an instance − ids', 'without ids', 'bytes a task − ids', 'without ids'], cells);
}

/** @param {readonly OfFleet<import('../suites/worst.mjs').WorstRow>[]} fleets */
export function worstTables(fleets) {
  const [{ rows } = { rows: [] }] = fleets;
  const queries = rows.filter(({ figures }) => figures !== undefined && 'filter' in figures);
  const names = Object.keys(queries[0]?.figures ?? {});
  const others = rows.filter((row) => !queries.includes(row));
  return [
    table(
      ['query', ...names],
      queries.map(({ name, figures }) => [
        name,
        ...names.map((column) => spread(/** @type {Figure} */ (figures?.[column]))),
      ]),
    ),
    table(['case', 'measured'], others.map(caseCells)),
  ].join('\n\n');
}

/** @param {import('../suites/worst.mjs').WorstRow} row */
function caseCells({ name, figures, bytes, note }) {
  const parts = [
    ...Object.values(figures ?? {}).map(spread),
    ...(bytes === undefined ? [] : [`${mebibytes(bytes.before)} → ${mebibytes(bytes.after)}`]),
    ...(note === undefined ? [] : [note]),
  ];
  return [name, parts.join('; ')];
}

/** @typedef {{ name: string, cpu: Figure, peakMiB: Figure }} LoadRow */

/** @param {readonly OfFleet<LoadRow>[]} fleets */
export function loadTables(fleets) {
  const [{ rows } = { rows: [] }] = fleets;
  const least = rows.at(-1)?.cpu.median ?? Number.NaN;
  const seconds = (/** @type {number} */ microseconds) => (microseconds / 1e6).toFixed(2);
  const cells = rows.map(({ name, cpu, peakMiB }) => {
    const ratio = cpu.median / least;
    const goal = name === 'stowage' ? `, goal ≤ ${GOALS.loadRatio}: ${verdict(ratio <= GOALS.loadRatio)}` : '';
    return [
      name,
      `${seconds(cpu.median)} s (${seconds(cpu.minimum)}–${seconds(cpu.maximum)})`,
      ratio.toFixed(2) + goal,
      `${grouped(Math.round(peakMiB.median))} MiB`,
    ];
  });
  return table(['way of loading', 'CPU, median (min–max)', '× `JSON.parse`', 'peak memory'], cells);
}

/** @typedef {{ name: string, elapsed: Figure }} StartupRow */

/** @type {Readonly<Record<string, number>>} */
const STARTUP_GOALS = {
  'stowage --version': GOALS.versionMs,
  'stowage query, hosts': GOALS.queryFileMs,
  'stowage query, hosts and tasks': GOALS.queryFileMs,
};

/** @param {readonly OfFleet<StartupRow>[]} fleets */
export function startupTables(fleets) {
  const [{ rows } = { rows: [] }] = fleets;
  const least = rows[0]?.elapsed.median ?? Number.NaN;
  const cells = rows.map(({ name, elapsed }) => {
    const goal = STARTUP_GOALS[name];
    return [
      name,
      spread(elapsed),
      `${short((elapsed.median - least) / 1000)} ms`,
      goal === undefined ? '' : `≤ ${goal} ms: ${verdict(elapsed.median <= goal * 1000)}`,
    ];
  });
  return table(['command', 'elapsed, median (min–max)', 'above `node`', 'goal'], cells);
}
