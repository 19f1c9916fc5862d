/** The hosts of a fleet as the peers keep them that place tasks: what is free, what they are, and whose tasks they have. */
import { GROUPS } from '../fleet.mjs';
import { demandOf, firstTaskOf, groupOf, plainAttributes, typeOf } from '../fleet-records.mjs';

/**
 * @typedef {object} PlacingHost
 * @property {number} row
 * @property {number} cpu units that are free
 * @property {number} memory MiB that are free
 * @property {string} zone
 * @property {string} type
 * @property {string} image
 * @property {string} architecture
 * @property {string} stack
 * @property {Map<string, number>} groups tasks of each
 */

/**
 * Ascending by key.
 * @param {import('../fleet.mjs').Fleet} fleet
 * @returns {PlacingHost[]}
 */
export function placingHosts(fleet) {
  return Array.from({ length: fleet.instances }, (_, row) => placingHost(fleet, row));
}

/**
 * @param {import('../fleet.mjs').Fleet} fleet
 * @param {number} row
 */
function placingHost(fleet, row) {
  const { vcpus } = typeOf(fleet, row);
  const attributes = plainAttributes(fleet, row);
  const text = (/** @type {string} */ name) => attributes[name] ?? '';
  const host = {
    row,
    cpu: vcpus * 1024,
    memory: vcpus * 4096,
    zone: text('ecs.availability-zone'),
    type: text('ecs.instance-type'),
    image: text('ecs.ami-id'),
    architecture: text('ecs.cpu-architecture'),
    stack: text('stack'),
    groups: /** @type {Map<string, number>} */ (new Map()),
  };
  for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) {
    const group = groupOf(fleet, task);
    const demand = demandOf(group);
    host.cpu -= demand.cpu;
    host.memory -= demand.memory;
    const name = GROUPS[group] ?? '';
    host.groups.set(name, (host.groups.get(name) ?? 0) + 1);
  }
  return host;
}

/**
 * The tasks of a group in each zone, in the order of the zones' names.
 * @param {readonly PlacingHost[]} hosts
 * @param {string} group
 */
export function tasksByZone(hosts, group) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { zone, groups } of hosts) counts.set(zone, (counts.get(zone) ?? 0) + (groups.get(group) ?? 0));
  return counts;
}
