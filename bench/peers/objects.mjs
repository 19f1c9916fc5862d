/** Queries over plain objects: `Array.filter` with the condition in JavaScript, and two interpreters of MongoDB's filters. */
import { Query as MingoQuery } from 'mingo';
import sift from 'sift';

/** @typedef {import('../fleet-records.mjs').PlainHost} PlainHost */
/** @typedef {import('../queries.mjs').Query} Query */

/** @param {readonly PlainHost[]} hosts */
export function filterPeer(hosts) {
  return objectPeer('filter', hosts, ({ test }) => test);
}

/** @param {readonly PlainHost[]} hosts */
export function siftPeer(hosts) {
  return objectPeer('sift', hosts, ({ filter }) => sift.default(/** @type {never} */ (filter)));
}

/** @param {readonly PlainHost[]} hosts */
export function mingoPeer(hosts) {
  return objectPeer('mingo', hosts, ({ filter }) => {
    const query = new MingoQuery(filter);
    return (host) => query.test(host);
  });
}

/**
 * The first ones as anybody would write it: the hosts are in order already, and the loop stops at the hundredth.
 * @param {string} name
 * @param {readonly PlainHost[]} hosts
 * @param {(query: Query) => (host: PlainHost) => boolean} compile
 */
function objectPeer(name, hosts, compile) {
  return {
    name,
    /** @param {Query} query */
    ask(query) {
      const test = compile(query);
      return { count: () => hosts.filter(test).length, first: () => firstKeys(hosts, test, 100) };
    },
    close() {},
  };
}

/**
 * @param {readonly PlainHost[]} hosts
 * @param {(host: PlainHost) => boolean} test
 * @param {number} limit
 */
function firstKeys(hosts, test, limit) {
  /** @type {string[]} */
  const keys = [];
  for (const host of hosts) {
    if (keys.length >= limit) break;
    if (test(host)) keys.push(host.key);
  }
  return keys;
}
