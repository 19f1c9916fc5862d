/** The fewest hosts on which all tasks of a case fit: a mixed-integer program, solved by HiGHS. */
import highsModule from 'highs';

/** @typedef {import('./cases.mjs').Case} Case */

/** Its types are those of a CommonJS module, which it is not when it is imported. */
const loadHighs = /** @type {typeof highsModule.default} */ (/** @type {unknown} */ (highsModule));

/** A case that needs longer is left out. */
const SECONDS = 20;

/**
 * How many hosts are needed; undefined where the tasks do not fit, or nobody knows within the time.
 * @returns {Promise<(one: Case) => number | undefined>}
 */
export async function optimumSolver() {
  const highs = await loadHighs();
  return (one) => {
    const { Status, ObjectiveValue } = highs.solve(programOf(one), { time_limit: SECONDS, mip_rel_gap: 0 });
    return Status === 'Optimal' ? Math.round(ObjectiveValue) : undefined;
  };
}

/**
 * In the LP format. `y` says whether a host is used, `n` how many tasks of a kind it has.
 * @param {Case} one
 */
export function programOf({ hosts, kinds, tasks }) {
  const counts = kinds.map((_, kind) => tasks.filter((other) => other === kind).length);
  const wanted = counts.flatMap((count, kind) => (count > 0 ? [kind] : []));
  const each = hosts.map((_, host) => host);
  const placed = wanted.map((kind) => `${each.map((host) => `n${kind}_${host}`).join(' + ')} = ${counts[kind]}`);
  const room = hosts.flatMap((amounts, host) =>
    amounts.map((amount, at) => {
      const taken = wanted.map((kind) => `${kinds[kind]?.[at]} n${kind}_${host}`).join(' + ');
      return `${taken} - ${amount} y${host} <= 0`;
    }),
  );
  // Of hosts that are alike the first is used first: there is one plan to look at instead of many that are the same.
  const ordered = each.slice(1).flatMap((host) => (isAlike(hosts, host) ? [`y${host - 1} - y${host} >= 0`] : []));
  const bounds = wanted.flatMap((kind) => each.map((host) => `0 <= n${kind}_${host} <= ${counts[kind]}`));
  const whole = wanted.flatMap((kind) => each.map((host) => `n${kind}_${host}`));
  return [
    'Minimize',
    ` obj: ${each.map((host) => `y${host}`).join(' + ')}`,
    'Subject To',
    ...[...placed, ...room, ...ordered].map((line, index) => ` c${index}: ${line}`),
    'Bounds',
    ...bounds.map((line) => ` ${line}`),
    'General',
    ` ${whole.join(' ')}`,
    'Binary',
    ` ${each.map((host) => `y${host}`).join(' ')}`,
    'End',
  ].join('\n');
}

/** Whether a host has the same as the one before it. @param {Case['hosts']} hosts @param {number} host */
function isAlike(hosts, host) {
  return hosts[host]?.every((amount, at) => amount === hosts[host - 1]?.[at]);
}
