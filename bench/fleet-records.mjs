/** A drawn fleet in the forms that somebody would hand over or keep: the records of Amazon ECS, and plain objects. */
import { formatInstant } from 'stowage';
import { ARCHITECTURES, arrivalOrder, GROUPS, IMAGES, SPARSE, STACKS, TYPES, ZONES } from './fleet.mjs';
import { CLUSTER_ARN, definitionArn, mix } from './ids.mjs';

/** @typedef {import('./fleet.mjs').Fleet} Fleet */
/** @typedef {Readonly<Record<string, unknown>>} JsonObject */
/** @typedef {{ containerInstances: JsonObject[] } | { tasks: JsonObject[] }} Page */

const PAGE_SIZE = 100;

/**
 * The answers of `describe-container-instances` and `describe-tasks`, a hundred records each, hosts in the order of their arrival,
 * the tasks of a page of hosts after it.
 * @param {Fleet} fleet
 * @returns {Generator<Page>}
 */
export function* describePages(fleet) {
  const order = arrivalOrder(fleet);
  for (let first = 0; first < order.length; first += PAGE_SIZE) {
    const rows = order.subarray(first, first + PAGE_SIZE);
    yield instancePage(fleet, rows);
    yield* taskPages(fleet, rows);
  }
}

/**
 * The pages of the hosts alone.
 * @param {Fleet} fleet
 * @returns {Generator<Page>}
 */
export function* instancePages(fleet) {
  const order = arrivalOrder(fleet);
  for (let first = 0; first < order.length; first += PAGE_SIZE) {
    yield instancePage(fleet, order.subarray(first, first + PAGE_SIZE));
  }
}

/**
 * @param {Fleet} fleet
 * @param {Uint32Array} rows
 */
function instancePage(fleet, rows) {
  return { containerInstances: Array.from(rows, (row) => instanceRecord(fleet, row)) };
}

/**
 * The tasks on some hosts.
 * @param {Fleet} fleet
 * @param {Uint32Array} [rows] all of them where not given
 * @returns {Generator<Page>}
 */
export function* taskPages(fleet, rows = arrivalOrder(fleet)) {
  /** @type {JsonObject[]} */
  let tasks = [];
  for (const row of rows) {
    const key = fleet.keyOf(row);
    for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) {
      tasks.push(taskRecord({ key: fleet.taskKeyOf(task), instance: key, group: groupOf(fleet, task) }));
      if (tasks.length === PAGE_SIZE) {
        yield { tasks };
        tasks = [];
      }
    }
  }
  if (tasks.length > 0) yield { tasks };
}

/**
 * The keys of the tasks, in the order of their arrival.
 * @param {Fleet} fleet
 */
export function* taskKeysOf(fleet) {
  for (const row of arrivalOrder(fleet)) {
    for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) yield fleet.taskKeyOf(task);
  }
}

/**
 * @param {Fleet} fleet
 * @param {number} row
 */
export function firstTaskOf({ firstTask }, row) {
  return /** @type {number} */ (firstTask[row]);
}

/**
 * @param {Fleet} fleet
 * @param {number} task
 */
export function groupOf({ group }, task) {
  return /** @type {number} */ (group[task]);
}

/**
 * What a task of a group takes: CPU units and MiB.
 * @param {number} group
 */
export function demandOf(group) {
  return { cpu: 16 << (group % 3), memory: 32 << (group % 3) };
}

/**
 * A container instance in full.
 * @param {Fleet} fleet
 * @param {number} row
 * @param {{ version: number, cpu: number }} [changed] an instance that has changed since: its version, and the CPU units that remain
 * @returns {JsonObject}
 */
export function instanceRecord(fleet, row, changed) {
  const { vcpus } = typeOf(fleet, row);
  const taken = takenOn(fleet, row);
  const running = firstTaskOf(fleet, row + 1) - firstTaskOf(fleet, row);
  return {
    containerInstanceArn: fleet.keyOf(row),
    ec2InstanceId: fleet.ec2InstanceIdOf(row),
    version: changed?.version ?? 1,
    versionInfo: { agentVersion: '1.86.3', agentHash: 'a1b2c3d4', dockerVersion: 'DockerVersion: 25.0.6' },
    registeredResources: resources(vcpus * 1024, vcpus * 4096),
    remainingResources: resources(changed?.cpu ?? vcpus * 1024 - taken.cpu, vcpus * 4096 - taken.memory),
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: running,
    pendingTasksCount: 0,
    attributes: attributeList(fleet, row),
    registeredAt: formatInstant(/** @type {number} */ (fleet.registeredAt[row])),
    tags: [],
  };
}

/**
 * @param {Fleet} fleet
 * @param {number} row
 */
export function typeOf({ type }, row) {
  return /** @type {(typeof TYPES)[number]} */ (TYPES[/** @type {number} */ (type[row])]);
}

/**
 * @param {Fleet} fleet
 * @param {number} row
 */
function takenOn(fleet, row) {
  let [cpu, memory] = [0, 0];
  for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) {
    const demand = demandOf(groupOf(fleet, task));
    cpu += demand.cpu;
    memory += demand.memory;
  }
  return { cpu, memory };
}

const RESERVED_PORTS = ['22', '2375', '2376', '51678', '51679'];

/**
 * @param {number} cpu
 * @param {number} memory
 */
function resources(cpu, memory) {
  return [
    { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
    { name: 'PORTS', type: 'STRINGSET', stringSetValue: RESERVED_PORTS },
    { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
  ];
}

/**
 * @param {Fleet} fleet
 * @param {number} row
 */
function attributeList(fleet, row) {
  const host = plainAttributes(fleet, row);
  return Object.entries(host).map(([name, value]) => (value === null ? { name } : { name, value }));
}

/**
 * Name → value; `null` for an attribute without a value.
 * @param {Fleet} fleet
 * @param {number} row
 */
export function plainAttributes(fleet, row) {
  const { zone, image, stack, sparse } = fleet;
  const { name, architecture } = typeOf(fleet, row);
  /** @type {Record<string, string | null>} */
  const attributes = {
    'ecs.availability-zone': ZONES[zone[row] ?? 0] ?? '',
    'ecs.instance-type': name,
    'ecs.ami-id': IMAGES[image[row] ?? 0] ?? '',
    'ecs.cpu-architecture': architecture,
    stack: STACKS[stack[row] ?? 0] ?? '',
  };
  const bits = sparse[row] ?? 0;
  if (bits !== 0) {
    SPARSE.forEach(({ name, values }, index) => {
      if (bits & (1 << index)) attributes[name] = values === 0 ? null : `v${mix(row * 32 + index) % values}`;
    });
  }
  return attributes;
}

/** A code for each architecture, by row: a column that the fleet derives from the type. @param {Fleet} fleet */
export function architectureColumn({ type }) {
  const codes = TYPES.map(({ architecture }) => ARCHITECTURES.indexOf(architecture));
  return new Uint8Array(type.length).map((_, row) => codes[type[row] ?? 0] ?? 0);
}

/**
 * A task in full.
 * @param {{ key: string, instance: string, group: number, version?: number, lastStatus?: string }} task
 * @returns {JsonObject}
 */
export function taskRecord({ key, instance, group, version = 1, lastStatus = 'RUNNING' }) {
  const texts = groupTexts(group);
  return {
    taskArn: key,
    clusterArn: CLUSTER_ARN,
    containerInstanceArn: instance,
    taskDefinitionArn: texts.definition,
    group: GROUPS[group],
    startedBy: texts.startedBy,
    version,
    desiredStatus: lastStatus === 'STOPPED' ? 'STOPPED' : 'RUNNING',
    lastStatus,
    launchType: 'EC2',
    cpu: texts.cpu,
    memory: texts.memory,
    containers: [{ name: 'main', cpu: texts.cpu, memory: texts.memory, lastStatus, networkBindings: [] }],
    attachments: [],
    tags: [],
  };
}

/** @type {{ definition: string, startedBy: string, cpu: string, memory: string }[]} */
const GROUP_TEXTS = GROUPS.map((name, group) => {
  const { cpu, memory } = demandOf(group);
  return {
    definition: definitionArn(name.slice(name.indexOf(':') + 1), 1 + (group % 90)),
    startedBy: `ecs-svc/${mix(group)}`,
    cpu: String(cpu),
    memory: String(memory),
  };
});

/** @param {number} group */
function groupTexts(group) {
  return /** @type {(typeof GROUP_TEXTS)[number]} */ (GROUP_TEXTS[group]);
}

/**
 * A host as somebody would keep it who writes the query as a JavaScript function.
 * @typedef {object} PlainHost
 * @property {string} key
 * @property {string} ec2InstanceId
 * @property {number} registeredAt milliseconds since 1970
 * @property {string} zone
 * @property {string} type
 * @property {string} image
 * @property {string} architecture
 * @property {string} stack
 * @property {Record<string, string | null>} custom
 * @property {number} runningTasksCount
 * @property {string[]} groups of its tasks, each once
 */

/**
 * Ascending by key.
 * @param {Fleet} fleet
 * @returns {PlainHost[]}
 */
export function plainHosts(fleet) {
  return Array.from({ length: fleet.instances }, (_, row) => plainHost(fleet, row));
}

/**
 * @param {Fleet} fleet
 * @param {number} row
 * @returns {PlainHost}
 */
function plainHost(fleet, row) {
  const {
    'ecs.availability-zone': zone,
    'ecs.instance-type': type,
    'ecs.ami-id': image,
    'ecs.cpu-architecture': architecture,
    stack,
    ...custom
  } = plainAttributes(fleet, row);
  const tasks = fleet.group.subarray(firstTaskOf(fleet, row), firstTaskOf(fleet, row + 1));
  return {
    key: fleet.keyOf(row),
    ec2InstanceId: fleet.ec2InstanceIdOf(row),
    registeredAt: fleet.registeredAt[row] ?? 0,
    zone: zone ?? '',
    type: type ?? '',
    image: image ?? '',
    architecture: architecture ?? '',
    stack: stack ?? '',
    custom,
    runningTasksCount: tasks.length,
    groups: Array.from(new Set(tasks), (group) => GROUPS[group] ?? ''),
  };
}
