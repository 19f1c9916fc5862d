/**
 * A fleet as it lives: tasks start, change their status and stop, and what remains of hosts changes, one as often as the other.
 *
 * The stream depends on the fleet and its seed alone; what it has come to is known here, so that every peer can be checked.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { GROUPS, zipf } from './fleet.mjs';
import { instanceRecord, taskRecord, typeOf } from './fleet-records.mjs';
import { CLUSTER_ARN, mix } from './ids.mjs';

/** @typedef {import('./fleet.mjs').Fleet} Fleet */

/**
 * Something that happened, in the fewest words.
 * @typedef {object} FleetEvent
 * @property {'started' | 'changed' | 'stopped' | 'instance'} kind
 * @property {string} key of the task, or of the instance
 * @property {number} row of the host
 * @property {string} host its key
 * @property {number} group of the task; -1 of an instance
 * @property {number} version
 * @property {number} cpu that remains on the instance
 */

const KINDS = /** @type {const} */ (['started', 'changed', 'stopped', 'instance']);

/** @typedef {ReturnType<typeof fleetLife>} FleetLife */

/** @param {Fleet} fleet */
export function fleetLife(fleet) {
  const random = xoroshiro128plus(mix(fleet.seed ^ 0xe7e7));
  const draw = () => uniformFloat64(random);
  const drawGroup = zipf(GROUPS.length, draw);
  const state = initialState(fleet);

  /** @returns {FleetEvent} */
  const next = () => {
    const kind = KINDS[Math.floor(draw() * KINDS.length)] ?? 'instance';
    if (kind === 'instance' || (kind !== 'started' && state.liveCount === 0)) return changeInstance();
    return kind === 'started' ? start() : change(kind, Math.floor(draw() * state.liveCount));
  };

  const changeInstance = () => {
    const row = Math.floor(draw() * fleet.instances);
    const cpu = Math.floor(draw() * typeOf(fleet, row).vcpus * 1024);
    const version = (state.instanceVersion[row] ?? 0) + 1;
    state.instanceVersion[row] = version;
    state.remainingCpu.set(row, cpu);
    const key = fleet.keyOf(row);
    return /** @type {FleetEvent} */ ({ kind: 'instance', key, row, host: key, group: -1, version, cpu });
  };

  const start = () => {
    const slot = state.liveCount++;
    if (slot >= state.task.length) throw new RangeError('more tasks run than there is room for');
    state.task[slot] = state.taskCount++;
    state.host[slot] = Math.floor(draw() * fleet.instances);
    state.group[slot] = drawGroup();
    state.version[slot] = 1;
    return eventOf('started', slot);
  };

  /** @param {'changed' | 'stopped'} kind @param {number} slot */
  const change = (kind, slot) => {
    state.version[slot] = (state.version[slot] ?? 0) + 1;
    const event = eventOf(kind, slot);
    if (kind === 'stopped') moveLastTo(state, slot);
    return event;
  };

  /** @param {FleetEvent['kind']} kind @param {number} slot @returns {FleetEvent} */
  const eventOf = (kind, slot) => {
    const row = /** @type {number} */ (state.host[slot]);
    const group = /** @type {number} */ (state.group[slot]);
    const version = /** @type {number} */ (state.version[slot]);
    const key = fleet.taskKeyOf(/** @type {number} */ (state.task[slot]));
    return { kind, key, row, host: fleet.keyOf(row), group, version, cpu: 0 };
  };

  return {
    next,
    /** @param {number} count */
    take: (count) => Array.from({ length: count }, next),
    taskCount: () => state.liveCount,
    remainingCpu: state.remainingCpu,
    hostsByGroup: () => hostsByGroup(state, fleet.instances),
  };
}

/** How many more tasks may run at a time than in the beginning. */
const ROOM = 1_000_000;

/**
 * What runs, in slots without gaps: the first `liveCount` are in use.
 * @param {Fleet} fleet
 */
function initialState(fleet) {
  const slots = fleet.tasks + ROOM;
  const host = new Uint32Array(slots);
  const group = new Uint16Array(slots);
  group.set(fleet.group);
  for (let row = 0; row < fleet.instances; row++) host.fill(row, fleet.firstTask[row], fleet.firstTask[row + 1]);
  return {
    task: new Uint32Array(slots).map((_, task) => task),
    host,
    group,
    version: new Uint16Array(slots).fill(1),
    liveCount: fleet.tasks,
    /** Tasks that ever ran. */
    taskCount: fleet.tasks,
    instanceVersion: new Uint32Array(fleet.instances).fill(1),
    /** Row → CPU units that an event said remain there. */
    remainingCpu: /** @type {Map<number, number>} */ (new Map()),
  };
}

/**
 * @param {ReturnType<typeof initialState>} state
 * @param {number} slot
 */
function moveLastTo(state, slot) {
  const last = --state.liveCount;
  for (const column of [state.task, state.host, state.group, state.version]) {
    column[slot] = /** @type {number} */ (column[last]);
  }
}

/**
 * Of each group the number of hosts that have a task of it.
 * @param {ReturnType<typeof initialState>} state
 * @param {number} instances
 */
function hostsByGroup({ liveCount, host, group }, instances) {
  const pairs = new Float64Array(liveCount).map((_, slot) => (group[slot] ?? 0) * instances + (host[slot] ?? 0));
  return countDistinct(pairs, instances);
}

/**
 * Of each group the number of hosts, from `group * instances + host` of each task.
 * @param {Float64Array} pairs sorted in place
 * @param {number} instances
 */
export function countDistinct(pairs, instances) {
  const counts = Array(GROUPS.length).fill(0);
  let before = -1;
  for (const pair of pairs.sort()) {
    if (pair !== before) counts[Math.floor(pair / instances)]++;
    before = pair;
  }
  return counts;
}

/**
 * The event as EventBridge hands it over, parsed.
 * @param {Fleet} fleet
 * @param {FleetEvent} event
 */
export function eventBridgeEvent(fleet, { kind, key, row, host, group, version, cpu }) {
  const isInstance = kind === 'instance';
  return {
    version: '0',
    id: '00000000-0000-0000-0000-000000000000',
    'detail-type': isInstance ? 'ECS Container Instance State Change' : 'ECS Task State Change',
    source: 'aws.ecs',
    account: '123456789012',
    time: '2025-06-01T00:00:00Z',
    region: 'us-east-1',
    resources: [key],
    detail: isInstance
      ? { ...instanceRecord(fleet, row, { version, cpu }), clusterArn: CLUSTER_ARN }
      : taskRecord({ key, instance: host, group, version, lastStatus: STATUS[kind] }),
  };
}

const STATUS = { started: 'PENDING', changed: 'RUNNING', stopped: 'STOPPED' };
