/**
 * The fleet of the benchmarks in memory: columns of codes, a row for each host, in ascending order of the keys.
 *
 * Six zones, sixty instance types (zipf), twenty images, ten stacks, two architectures, twenty sparse attributes on a tenth of
 * the hosts each, an EC2 id and an instant of registration of its own, and on each host 0 to 20 tasks of 2,000 groups (zipf).
 * Every row depends on the seed alone: the same numbers give the same fleet, everywhere.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { idTexts, mix } from './ids.mjs';

/** @typedef {{ instances: number, tasks: number, seed: number }} FleetSize */

/**
 * @typedef {object} Fleet
 * @property {number} instances
 * @property {number} tasks how many there really are: `size.tasks` is what was expected of the draw
 * @property {number} seed
 * @property {Uint8Array} zone index into `ZONES`, as the next ones into theirs
 * @property {Uint8Array} type
 * @property {Uint8Array} image
 * @property {Uint8Array} stack
 * @property {Uint32Array} sparse a bit for each of `SPARSE` that the host has
 * @property {Float64Array} registeredAt milliseconds since 1970
 * @property {Uint32Array} firstTask of each row, and after the last row the number of tasks: tasks lie in the order of the rows
 * @property {Uint16Array} group of each task, index into `GROUPS`
 * @property {(row: number) => string} keyOf ascending with the rows
 * @property {(row: number) => string} ec2InstanceIdOf
 * @property {(task: number) => string} taskKeyOf ascending with the tasks of the fleet; tasks after them have keys among these
 */

export const ZONES = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `us-east-1${letter}`);

const FAMILIES = ['m5', 'c5', 'm6g', 'r5', 't3', 'c6g', 'm6i', 'r6g', 'c6i', 'r6i', 'm7g', 'c7g'];
const SIZES = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'];

/** The most common first. */
export const TYPES = SIZES.flatMap((size, step) =>
  FAMILIES.map((family) => ({ name: `${family}.${size}`, architecture: architectureOf(family), vcpus: 2 << step })),
);

/** @param {string} family */
function architectureOf(family) {
  return family.endsWith('g') ? 'arm64' : 'x86_64';
}

export const ARCHITECTURES = ['x86_64', 'arm64'];
export const IMAGES = Array.from(
  { length: 20 },
  (_, index) =>
    `ami-0${mix(index + 1)
      .toString(16)
      .padStart(8, '0')}`,
);
export const STACKS = ['prod', 'staging', 'dev', 'qa', 'perf', 'canary', 'dr', 'sandbox', 'tools', 'data'];

/** Names of attributes that few hosts have, and how many values each takes: none for those that have no value. */
export const SPARSE = Array.from({ length: 20 }, (_, index) => ({
  name: `custom-${String(index + 1).padStart(2, '0')}`,
  values: index < 15 ? 2 + index : 0,
}));

/** The most common first. */
export const GROUPS = Array.from({ length: 2_000 }, (_, index) => `service:s${String(index + 1).padStart(4, '0')}`);

const SPARSE_SHARE = 0.1;
const FIRST_REGISTRATION = Date.UTC(2021, 0, 1);
const REGISTRATION_SPAN = Date.UTC(2025, 0, 1) - FIRST_REGISTRATION;

/**
 * @param {FleetSize} size
 * @returns {Fleet}
 */
export function drawFleet({ instances, tasks, seed }) {
  const random = xoroshiro128plus(mix(seed));
  const draw = () => uniformFloat64(random);
  const drawType = zipf(TYPES.length, draw);
  const firstTask = drawTaskCounts(instances, instances === 0 ? 0 : (2 * tasks) / instances, draw);
  const taskCount = firstTask[instances] ?? 0;
  const drawGroup = zipf(GROUPS.length, draw);
  return {
    instances,
    tasks: taskCount,
    seed,
    zone: new Uint8Array(instances).map(() => draw() * ZONES.length),
    type: new Uint8Array(instances).map(drawType),
    image: new Uint8Array(instances).map(() => draw() * IMAGES.length),
    stack: new Uint8Array(instances).map(() => draw() * STACKS.length),
    sparse: new Uint32Array(instances).map(() => drawSparse(draw)),
    registeredAt: new Float64Array(instances).map(() => Math.floor(FIRST_REGISTRATION + draw() * REGISTRATION_SPAN)),
    firstTask,
    group: new Uint16Array(taskCount).map(drawGroup),
    ...idTexts(instances, taskCount, seed),
  };
}

/**
 * @param {number} instances
 * @param {number} most tasks on a host
 * @param {() => number} draw
 */
function drawTaskCounts(instances, most, draw) {
  const firstTask = new Uint32Array(instances + 1);
  let total = 0;
  for (let row = 0; row < instances; row++) {
    total += Math.floor(draw() * (most + 1));
    firstTask[row + 1] = total;
  }
  return firstTask;
}

/** @param {() => number} draw */
function drawSparse(draw) {
  let bits = 0;
  for (let index = 0; index < SPARSE.length; index++) if (draw() < SPARSE_SHARE) bits |= 1 << index;
  return bits;
}

/**
 * Draws of 0 to `count` - 1, where the n-th is drawn 1/n as often as the first.
 * @param {number} count
 * @param {() => number} draw
 */
export function zipf(count, draw) {
  const cumulative = new Float64Array(count);
  let total = 0;
  for (let index = 0; index < count; index++) {
    total += 1 / (index + 1);
    cumulative[index] = total;
  }
  return () => firstAbove(cumulative, draw() * total);
}

/**
 * @param {Float64Array} ascending
 * @param {number} value
 */
function firstAbove(ascending, value) {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (/** @type {number} */ (ascending[middle]) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The rows in an order that has nothing to do with their keys: as hosts come in real life.
 * @param {Fleet} fleet
 */
export function arrivalOrder({ instances, seed }) {
  const random = xoroshiro128plus(mix(seed ^ 0x5eed));
  const order = new Uint32Array(instances).map((_, row) => row);
  for (let last = instances - 1; last > 0; last--) {
    const other = Math.floor(uniformFloat64(random) * (last + 1));
    const row = /** @type {number} */ (order[last]);
    order[last] = /** @type {number} */ (order[other]);
    order[other] = row;
  }
  return order;
}
