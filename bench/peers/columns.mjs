/** A columnar scan as somebody writes it by hand for one query: typed arrays of codes, one loop. */
import { architectureColumn, firstTaskOf } from '../fleet-records.mjs';
import { ASKED, ASKED_TYPES } from '../queries.mjs';

/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {(out: Uint32Array, limit: number) => number} Scan writes the first rows that match, at most `limit` of them, and gives their number */

const NOTHING = new Uint32Array(0);

/** @param {Fleet} fleet @param {readonly string[]} keys @param {string} wantedId */
export function columnsPeer(fleet, keys, wantedId) {
  const scans = scansOf(fleet, wantedId);
  const out = new Uint32Array(100);
  return {
    name: 'columns',
    /**
     * @param {import('../queries.mjs').Query} query
     * @returns {import('../suites/query.mjs').Answers}
     */
    ask({ name }) {
      const { count, first } = /** @type {{ count: () => number, first: Scan }} */ (scans.get(name));
      return {
        count,
        first: () => Array.from(out.subarray(0, first(out, 100)), (row) => keys[row] ?? ''),
        /** All of them. */
        keys: () => {
          const all = new Uint32Array(fleet.instances);
          return Array.from(all.subarray(0, first(all, all.length)), (row) => keys[row] ?? '');
        },
      };
    },
    close() {},
  };
}

/**
 * A loop that counts and a loop that collects, each with the condition written out in it.
 * @param {Fleet} fleet
 * @param {string} wantedId
 * @returns {ReadonlyMap<string, { count: () => number, first: Scan }>}
 */
function scansOf(fleet, wantedId) {
  const ids = Array.from({ length: fleet.instances }, (_, row) => fleet.ec2InstanceIdOf(row));
  return new Map([
    ['equality', equality(fleet)],
    ['list, equality and number', listEqualityNumber(fleet)],
    ['pattern and equality', patternEquality(fleet)],
    ['negation, or, existence', negationOrExistence(fleet)],
    ['frequent task group', group(fleet, ASKED.frequentGroup)],
    ['rare task group', group(fleet, ASKED.rareGroup)],
    ['unique id', unique(ids, wantedId)],
  ]);
}

/** @param {Fleet} fleet */
function equality({ zone, instances }) {
  const wanted = ASKED.zone;
  return {
    count: () => {
      let count = 0;
      for (let row = 0; row < instances; row++) count += zone[row] === wanted ? 1 : 0;
      return count;
    },
    /** @type {Scan} */
    first: (out, limit) => {
      let count = 0;
      for (let row = 0; row < instances && count < limit; row++) if (zone[row] === wanted) out[count++] = row;
      return count;
    },
  };
}

/** @param {Fleet} fleet */
function listEqualityNumber(fleet) {
  const { zone, instances } = fleet;
  const architecture = architectureColumn(fleet);
  const running = new Uint8Array(instances).map((_, row) => firstTaskOf(fleet, row + 1) - firstTaskOf(fleet, row));
  const zones = new Uint8Array(256);
  zones[ASKED.zone] = zones[ASKED.otherZone] = 1;
  const wanted = ASKED.architecture;
  const { running: most } = ASKED;
  return {
    count: () => {
      let count = 0;
      for (let row = 0; row < instances; row++) {
        if (
          architecture[row] === wanted &&
          /** @type {number} */ (running[row]) < most &&
          zones[/** @type {number} */ (zone[row])] === 1
        )
          count++;
      }
      return count;
    },
    /** @type {Scan} */
    first: (out, limit) => {
      let count = 0;
      for (let row = 0; row < instances && count < limit; row++) {
        if (
          architecture[row] === wanted &&
          /** @type {number} */ (running[row]) < most &&
          zones[/** @type {number} */ (zone[row])] === 1
        )
          out[count++] = row;
      }
      return count;
    },
  };
}

/** The pattern is tested once per type, not per host. @param {Fleet} fleet */
function patternEquality({ type, stack, instances }) {
  const types = new Uint8Array(256);
  for (const code of ASKED_TYPES) types[code] = 1;
  const wanted = ASKED.stack;
  return {
    count: () => {
      let count = 0;
      for (let row = 0; row < instances; row++) {
        if (stack[row] === wanted && types[/** @type {number} */ (type[row])] === 1) count++;
      }
      return count;
    },
    /** @type {Scan} */
    first: (out, limit) => {
      let count = 0;
      for (let row = 0; row < instances && count < limit; row++) {
        if (stack[row] === wanted && types[/** @type {number} */ (type[row])] === 1) out[count++] = row;
      }
      return count;
    },
  };
}

/** @param {Fleet} fleet */
function negationOrExistence({ image, zone, sparse, instances }) {
  const { image: unwanted, thirdZone: wanted } = ASKED;
  const custom = new Uint8Array(instances).map((_, row) => ((sparse[row] ?? 0) >>> ASKED.sparse) & 1);
  return {
    count: () => {
      let count = 0;
      for (let row = 0; row < instances; row++) {
        if (image[row] !== unwanted && (zone[row] === wanted || custom[row] === 1)) count++;
      }
      return count;
    },
    /** @type {Scan} */
    first: (out, limit) => {
      let count = 0;
      for (let row = 0; row < instances && count < limit; row++) {
        if (image[row] !== unwanted && (zone[row] === wanted || custom[row] === 1)) out[count++] = row;
      }
      return count;
    },
  };
}

/**
 * Through all tasks: the groups of a host's tasks lie side by side.
 * @param {Fleet} fleet
 * @param {number} wanted
 */
function group(fleet, wanted) {
  const { instances, firstTask, group } = fleet;
  /** @type {Scan} */
  const first = (out, limit) => {
    let count = 0;
    for (let row = 0; row < instances && count < limit; row++) {
      const end = /** @type {number} */ (firstTask[row + 1]);
      for (let task = /** @type {number} */ (firstTask[row]); task < end; task++) {
        if (group[task] !== wanted) continue;
        if (out !== NOTHING) out[count] = row;
        count++;
        break;
      }
    }
    return count;
  };
  return { count: () => first(NOTHING, Number.POSITIVE_INFINITY), first };
}

/**
 * @param {readonly string[]} ids
 * @param {string} wanted
 */
function unique(ids, wanted) {
  return {
    count: () => (ids.indexOf(wanted) < 0 ? 0 : 1),
    /** @type {Scan} */
    first: (out) => {
      const row = ids.indexOf(wanted);
      if (row >= 0) out[0] = row;
      return row < 0 ? 0 : 1;
    },
  };
}
