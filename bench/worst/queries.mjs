/** Queries over a fleet on which an attribute has another value on every host. */
import { Cluster } from 'stowage';
import { drawFleet } from '../fleet.mjs';
import { instancePages } from '../fleet-records.mjs';
import { log } from '../log.mjs';
import { bytesInUse, compare } from '../measure.mjs';

/** @typedef {import('../suites/worst.mjs').WorstRow} WorstRow */

/** A host of the baseline, and the number its value was made of. @typedef {{ key: string, serial: string }} PlainHost */

const LONGEST_LIST = 10_000;
const CLAUSES = 1_000;

/**
 * The value of a row: short, for ten thousand of them have to fit into the text of a query.
 * @param {number} row
 */
function serialOf(row) {
  return row.toString(36);
}

/** @param {import('../suites.mjs').Context} context */
export async function measure({ size, effort }) {
  const fleet = drawFleet({ ...size, tasks: 0 });
  const cluster = Cluster.from([]);
  const before = bytesInUse();
  let rowNumber = 0;
  for (const page of instancePages(fleet)) cluster.apply(withSerials(page, () => serialOf(rowNumber++)));
  const after = bytesInUse();
  /** @type {WorstRow[]} */
  const rows = [{ name: 'a value of its own on every host: loaded', bytes: { before, after } }];
  const hosts = Array.from({ length: fleet.instances }, (_, row) => ({ key: serialOf(row), serial: serialOf(row) }));
  for (const { name, text, test } of cases(fleet.instances)) {
    log(name);
    rows.push(await measureCase(cluster, hosts, { name, text, test }, effort));
  }
  return rows;
}

/**
 * The page with one more attribute on each host.
 * @param {import('../fleet-records.mjs').Page} page
 * @param {() => string} nextSerial
 */
function withSerials(page, nextSerial) {
  if (!('containerInstances' in page)) return page;
  const containerInstances = page.containerInstances.map((instance) => {
    const attributes = /** @type {readonly unknown[]} */ (instance['attributes']);
    return { ...instance, attributes: [...attributes, { name: 'serial', value: nextSerial() }] };
  });
  return { containerInstances };
}

/** @typedef {{ name: string, text: string, test: (host: PlainHost) => boolean }} Case */

/**
 * @param {number} instances
 * @returns {readonly Case[]}
 */
function cases(instances) {
  const middle = serialOf(instances >>> 1);
  const spread = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => serialOf(Math.floor((index * instances) / count)));
  const listed = [...new Set(spread(LONGEST_LIST))];
  const alternatives = spread(CLAUSES);
  const inList = new Set(listed);
  const inAlternatives = new Set(alternatives);
  return [
    { name: 'equality', text: `attribute:serial == ${middle}`, test: ({ serial }) => serial === middle },
    { name: 'inequality', text: `attribute:serial != ${middle}`, test: ({ serial }) => serial !== middle },
    { name: 'existence on every host', text: 'attribute:serial exists', test: ({ serial }) => serial !== undefined },
    { name: 'pattern, few match', text: 'attribute:serial =~ .*zz7', test: ({ serial }) => /^.*zz7$/.test(serial) },
    {
      name: 'pattern, many match',
      text: 'attribute:serial =~ .*[a-m]',
      test: ({ serial }) => /^.*[a-m]$/.test(serial),
    },
    {
      name: `list of ${listed.length.toLocaleString('en-US')} values`,
      text: `attribute:serial in [${listed.join(',')}]`,
      test: ({ serial }) => inList.has(serial),
    },
    {
      name: `${CLAUSES.toLocaleString('en-US')} clauses with or`,
      text: alternatives.map((value) => `attribute:serial == ${value}`).join(' or '),
      test: ({ serial }) => inAlternatives.has(serial),
    },
    {
      name: `${CLAUSES.toLocaleString('en-US')} clauses with or, negated`,
      text: `not(${alternatives.map((value) => `attribute:serial == ${value}`).join(' or ')})`,
      test: ({ serial }) => !inAlternatives.has(serial),
    },
  ];
}

/**
 * @param {Cluster} cluster
 * @param {readonly PlainHost[]} hosts
 * @param {Case} one
 * @param {import('../measure.mjs').Effort} effort
 * @returns {Promise<WorstRow>}
 */
async function measureCase(cluster, hosts, { name, text, test }, effort) {
  const options = { dialect: /** @type {const} */ ('stowage') };
  const prepared = cluster.prepare(text, options);
  const figures = await compare(
    {
      'text to first count': () => cluster.prepare(text, options).count(),
      'count again': () => prepared.count(),
      filter: () => hosts.filter(test).length,
    },
    effort,
  );
  return { name, figures };
}
