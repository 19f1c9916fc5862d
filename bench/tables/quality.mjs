import { grouped, table } from './format.mjs';

/** @typedef {import('../suites/quality.mjs').QualityRow} QualityRow */

/** @param {readonly { rows: readonly QualityRow[] }[]} fleets */
export function qualityTables(fleets) {
  const [{ rows } = { rows: [] }] = fleets;
  const cases = (/** @type {'alike' | 'unlike'} */ which) => grouped(rows[0]?.[which].cases ?? 0);
  return [
    `**Hosts that are alike, ${cases('alike')} cases**`,
    outcomesTable(rows.map(({ name, alike }) => ({ name, ...alike }))),
    `**Hosts of two or three kinds, ${cases('unlike')} cases**`,
    outcomesTable(rows.map(({ name, unlike }) => ({ name, ...unlike }))),
  ].join('\n\n');
}

/** @param {readonly ({ name: string } & import('../suites/quality.mjs').Outcomes)[]} rows */
function outcomesTable(rows) {
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  const cells = rows.map(({ name, cases, complete, best, meanGap, worstGap, unplaced }) => [
    name,
    percent(complete / cases),
    percent(unplaced),
    percent(best / Math.max(complete, 1)),
    percent(meanGap),
    grouped(worstGap),
  ]);
  const header = [
    'strategy, tasks',
    'all placed',
    'tasks not placed',
    'fewest hosts',
    'above the fewest, mean',
    'worst',
  ];
  return table(header, cells);
}
