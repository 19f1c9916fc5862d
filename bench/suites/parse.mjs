/**
 * From the text of an expression to its answer for the first time, beside other expression languages that parse in JavaScript.
 *
 * Each run takes the next of some thousand texts, so that nothing can be kept from one run to the next.
 */
import { parse as parseCel } from '@marcbachmann/cel-js';
import jsonata from 'jsonata';
import { parse } from 'stowage';
import { drawFleet, SPARSE, STACKS, ZONES } from '../fleet.mjs';
import { log } from '../log.mjs';
import { compare } from '../measure.mjs';
import { loadCluster } from './query.mjs';

/** @typedef {import('../suites.mjs').Context} Context */
/** @typedef {Record<string, import('../measure.mjs').Figure>} Figures */
/** @typedef {{ name: string, clauses: number, text: string, figures: Figures }} ParseRow */

export const full = [{ instances: 1_000, tasks: 10_000, seed: 1 }];
export const quick = [{ instances: 100, tasks: 1_000, seed: 1 }];

const CLAUSES = [1, 4, 20];
const TEXTS = 4_096;

/** @param {Context} context */
export async function run({ size, effort }) {
  const fleet = drawFleet(size);
  const cluster = loadCluster(fleet);
  /** @type {ParseRow[]} */
  const rows = [];
  for (const clauses of CLAUSES) {
    const name = clauses === 1 ? '1 clause' : `${clauses} clauses`;
    log(name);
    const texts = Array.from({ length: TEXTS }, (_, index) => expressions(clauses, index));
    const figures = await compare(
      {
        'Stowage, parse': each(texts, ({ stowage }) => parse(stowage).ok),
        'Stowage, parse to first count': each(texts, ({ stowage }) => cluster.prepare(stowage).count() >= 0),
        'cel-js, parse': each(texts, ({ cel }) => typeof parseCel(cel) === 'function'),
        'jsonata, parse': each(texts, ({ jsonata: text }) => typeof jsonata(text).evaluate === 'function'),
      },
      effort,
    );
    rows.push({ name, clauses, text: texts[0]?.stowage ?? '', figures });
  }
  return { rows, versions: { '@marcbachmann/cel-js': '8', jsonata: '2' }, tasks: fleet.tasks };
}

/** @typedef {{ stowage: string, cel: string, jsonata: string }} Expressions one expression in three languages */

/**
 * @param {readonly Expressions[]} texts
 * @param {(text: Expressions) => boolean} run whether the text was understood
 */
function each(texts, run) {
  let next = 0;
  return () => run(/** @type {Expressions} */ (texts[next++ % texts.length]));
}

/**
 * @param {number} clauses
 * @param {number} variant
 * @returns {Expressions}
 */
function expressions(clauses, variant) {
  const parts = Array.from({ length: clauses }, (_, index) => clause(index, variant));
  return {
    stowage: parts.map(({ stowage }) => stowage).join(' and '),
    cel: parts.map(({ cel }) => cel).join(' && '),
    jsonata: parts.map(({ jsonata }) => jsonata).join(' and '),
  };
}

/**
 * @param {number} index
 * @param {number} variant
 * @returns {Expressions}
 */
function clause(index, variant) {
  const zone = ZONES[variant % ZONES.length] ?? '';
  const stacks = [STACKS[variant % STACKS.length] ?? '', `stack-${variant}`];
  const list = `["${stacks.join('", "')}"]`;
  const kinds = [
    { stowage: `attribute:stack in [${stacks.join(', ')}]`, cel: `stack in ${list}`, jsonata: `stack in ${list}` },
    {
      stowage: 'attribute:ecs.cpu-architecture == arm64',
      cel: 'architecture == "arm64"',
      jsonata: 'architecture = "arm64"',
    },
    {
      stowage: `runningTasksCount < ${variant}`,
      cel: `runningTasksCount < ${variant}`,
      jsonata: `runningTasksCount < ${variant}`,
    },
    { stowage: `attribute:ecs.availability-zone == ${zone}`, cel: `zone == "${zone}"`, jsonata: `zone = "${zone}"` },
  ];
  return kinds[index] ?? furtherClause(index, variant);
}

/**
 * One that contradicts no other.
 * @param {number} index
 * @param {number} variant
 * @returns {Expressions}
 */
function furtherClause(index, variant) {
  const name = SPARSE[index]?.name ?? '';
  const text = `${name.replace('-', '_')} != "v${variant}"`;
  return { stowage: `attribute:${name} != v${variant}`, cel: text, jsonata: text };
}
