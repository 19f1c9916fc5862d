/** The fleet that a benchmark runs on: generated, written to files as real dumps are, and the same read the naive way. */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { generateFleet } from 'stowage';

/** @typedef {{ instances: number, tasks: number, seed: number }} FleetSize */

/**
 * Write a fleet as JSON lines, a page of `describe-container-instances` or `describe-tasks` on each.
 * @param {FleetSize} size
 * @param {string} path
 * @param {(page: import('stowage').FleetPage) => boolean} [isWanted] which pages; all of them where not given
 */
export async function writeFleet(size, path, isWanted = () => true) {
  const file = createWriteStream(path);
  for (const page of generateFleet(size)) {
    if (isWanted(page) && !file.write(`${JSON.stringify(page)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/**
 * A host as somebody would keep it who writes the query as a JavaScript function.
 * @typedef {object} PlainHost
 * @property {string} key
 * @property {string} ec2InstanceId
 * @property {number} registeredAt milliseconds since 1970
 * @property {Record<string, string | null>} attributes
 * @property {string[]} groups of the tasks that are meant to run
 */

/**
 * @typedef {object} EcsInstance
 * @property {string} containerInstanceArn
 * @property {string} ec2InstanceId
 * @property {string} registeredAt
 * @property {{ name: string, value?: string }[]} attributes
 *
 * @typedef {object} EcsTask
 * @property {string} [containerInstanceArn]
 * @property {string} desiredStatus
 * @property {string} group
 *
 * @typedef {{ containerInstances?: EcsInstance[], tasks?: EcsTask[] }} Page
 */

/** @param {string} path */
export async function* readPages(path) {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield/** @type {Page} */ (JSON.parse(line));
  }
}

/**
 * The hosts as plain objects with the groups of their tasks, ascending by key, and how many tasks there were.
 * @param {string} path
 */
export async function loadPlainHosts(path) {
  /** @type {Map<string, PlainHost>} */
  const hosts = new Map();
  let taskCount = 0;
  for await (const { containerInstances = [], tasks = [] } of readPages(path)) {
    taskCount += tasks.length;
    for (const instance of containerInstances) hosts.set(instance.containerInstanceArn, plainHost(instance));
    for (const { containerInstanceArn = '', desiredStatus, group } of tasks) {
      if (desiredStatus === 'RUNNING') hosts.get(containerInstanceArn)?.groups.push(group);
    }
  }
  return { hosts: [...hosts.values()].sort((a, b) => (a.key < b.key ? -1 : 1)), tasks: taskCount };
}

/**
 * @param {EcsInstance} instance
 * @returns {PlainHost}
 */
function plainHost({ containerInstanceArn, ec2InstanceId, registeredAt, attributes }) {
  return {
    key: containerInstanceArn,
    ec2InstanceId,
    registeredAt: Date.parse(registeredAt),
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value ?? null])),
    groups: [],
  };
}
