/** A synthetic load in the spirit of the paper's: many short batch jobs, few long service jobs. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { MACHINE } from './cell.mjs';

/**
 * @typedef {'batch' | 'service'} Kind
 * @typedef {{ kind: Kind, number: number, tasks: number, cpu: number, memory: number, durationS: number }} Job
 * @typedef {{ mean: number, sigma: number, most: number }} Spread a log-normal, cut at `most`
 * @typedef {{ betweenS: number, tasks: Spread, durationS: Spread, cpu: readonly number[] }} Shape
 * @typedef {() => number} Draw
 */

/** The mean time between arrivals is that of 10,000 machines; fewer machines have proportionally fewer jobs. */
export const CELL_MACHINES = 10_000;

/** @type {Readonly<Record<Kind, Shape>>} */
export const SHAPES = {
  batch: {
    betweenS: 3.3,
    tasks: { mean: 40, sigma: 1.5, most: 2_000 },
    durationS: { mean: 1_200, sigma: 1.2, most: 86_400 },
    cpu: [256, 256, 512, 512, 1_024],
  },
  service: {
    betweenS: 60,
    tasks: { mean: 10, sigma: 1, most: 300 },
    durationS: { mean: 100_000, sigma: 1, most: 2_592_000 },
    cpu: [512, 512, 1_024, 1_024, 2_048],
  },
};

/** Memory for each core, as a part of what a machine has for each core. */
export const MEMORY_PARTS = [0.5, 0.5, 1, 1, 1.5];

/** @param {number} seed @returns {Draw} */
export function drawOf(seed) {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/**
 * @param {Kind} kind
 * @param {number} number
 * @param {Draw} draw
 * @param {number} [rate] jobs come so many times as often and are as much shorter, so that as much is taken
 * @returns {Job}
 */
export function jobOf(kind, number, draw, rate = 1) {
  const shape = SHAPES[kind];
  const cpu = pick(shape.cpu, draw);
  return {
    kind,
    number,
    tasks: Math.max(1, Math.round(logNormal(shape.tasks, draw))),
    cpu,
    memory: Math.round((cpu / MACHINE.cpu) * MACHINE.memory * pick(MEMORY_PARTS, draw)),
    durationS: logNormal(shape.durationS, draw) / rate,
  };
}

/**
 * The jobs that run at any one time, with what is left of each: long ones are met more often than they arrive, and
 * are met anywhere in their time.
 * @param {Kind} kind
 * @param {number} machines
 * @param {Draw} draw
 * @param {number} rate
 * @returns {Job[]}
 */
export function running(kind, machines, draw, rate) {
  const { durationS, betweenS } = SHAPES[kind];
  const count = Math.round((durationS.mean / betweenS) * (machines / CELL_MACHINES));
  const met = { ...durationS, mean: durationS.mean * Math.exp(durationS.sigma ** 2) };
  return Array.from({ length: count }, (_, index) => ({
    ...jobOf(kind, -1 - index, draw),
    durationS: (logNormal(met, draw) * draw()) / rate,
  }));
}

/** Until the next arrival. @param {Kind} kind @param {number} machines @param {Draw} draw @param {number} rate */
export function untilNextS(kind, machines, draw, rate) {
  return ((-Math.log(1 - draw()) * SHAPES[kind].betweenS) / rate) * (CELL_MACHINES / machines);
}

/** @param {Spread} spread @param {Draw} draw */
function logNormal({ mean, sigma, most }, draw) {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return Math.min(most, mean * Math.exp(sigma * normal - sigma ** 2 / 2));
}

/** @param {readonly number[]} list @param {Draw} draw */
function pick(list, draw) {
  return /** @type {number} */ (list[Math.floor(draw() * list.length)]);
}
