/** Snapshots back into changes, every field validated: a snapshot is a file, and files are edited and cut short. */

import type { Change } from '../model/change.js';
import { StowageError } from '../model/errors.js';
import { parseInstant } from '../model/instant.js';
import type { HostPort } from '../model/records.js';
import {
  amountField,
  booleanField,
  countField,
  type Fields,
  fieldsOf,
  forEachIn,
  inside,
  isFields,
  isPresent,
  listField,
  listOf,
  malformed,
  recordOf,
  requiredText,
  textElement,
  textField,
} from './fields.js';
import type { Intake, ReadRecord } from './intake.js';
import { portField, protocolField } from './port.js';
import { instanceOf, taskOf } from './records.js';
import { SNAPSHOT_FORMAT, SNAPSHOT_FORMAT_VERSION } from './snapshot.js';

export function isSnapshot(source: Fields): boolean {
  return source['format'] === SNAPSHOT_FORMAT;
}

/** Whether a list can be one of a snapshot of which nothing else is known. */
export function looksLikeSnapshot(name: string, list: unknown): boolean {
  if (name === 'tombstones' || name === 'clustersWithTasks') return true;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return SNAPSHOT_LISTS.has(name) && isFields(first) && isPresent(first, 'key') && !isPresent(first, 'taskArn');
}

/** @throws StowageError as `readSnapshotHead`, where the first fields of a snapshot show it. */
export function checkSnapshotStart(fields: Fields): void {
  if (isPresent(fields, 'formatVersion')) checkFormatVersion(fields);
}

/** @throws StowageError `source-kind` for a format of the future, `source-malformed` for a head that is none. */
export function readSnapshotHead(source: Fields, _path: string, intake: Intake): void {
  checkFormatVersion(source);
  intake.restore(requiredCount(source, 'revision'));
}

export const SNAPSHOT_LISTS: ReadonlyMap<string, ReadRecord> = new Map([
  ['instances', readInstance],
  ['tasks', readTask],
  ['tombstones', readTombstone],
  ['clustersWithTasks', readClusterWithTasks],
]);

function checkFormatVersion(source: Fields): void {
  const version = requiredCount(source, 'formatVersion');
  if (version === SNAPSHOT_FORMAT_VERSION) return;
  const message =
    `this snapshot has format version ${version}, and this version of Stowage reads ${SNAPSHOT_FORMAT_VERSION}: ` +
    'read it with the version of Stowage that wrote it';
  throw new StowageError('source-kind', '.formatVersion', message);
}

function requiredCount(source: Fields, name: string): number {
  const count = countField(source, name);
  if (count === undefined) throw malformed(`.${name}`, 'a whole number, 0 or more', undefined);
  return count;
}

function readInstance(record: unknown): Change {
  const fields = fieldsOf(record);
  const instance = instanceOf({
    key: requiredText(fields, 'key'),
    cluster: textField(fields, 'cluster'),
    version: countField(fields, 'version'),
    status: textField(fields, 'status'),
    agentConnected: booleanField(fields, 'agentConnected'),
    agentVersion: textField(fields, 'agentVersion'),
    dockerVersion: textField(fields, 'dockerVersion'),
    ec2InstanceId: textField(fields, 'ec2InstanceId'),
    capacityProvider: textField(fields, 'capacityProvider'),
    registeredAt: instantField(fields, 'registeredAt'),
    runningTasksCount: countField(fields, 'runningTasksCount'),
    pendingTasksCount: countField(fields, 'pendingTasksCount'),
    attributes: mapField(fields, 'attributes', readAttributeValue),
    tags: mapField(fields, 'tags', textElement),
    registered: mapField(fields, 'registered', readRegistered),
    remaining: isPresent(fields, 'remaining') ? mapField(fields, 'remaining', readAmount) : undefined,
  });
  return { kind: 'instance', origin: 'description', instance };
}

function instantField(fields: Fields, name: string): number | undefined {
  const text = textField(fields, name);
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) throw malformed(`.${name}`, 'an ISO 8601 date and time', text);
  return instant;
}

function mapField<T>(fields: Fields, name: string, read: (value: unknown) => T): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  const add = (pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw malformed('', 'a pair of name and value', pair);
    map.set(memberOf(pair, 0, textElement), memberOf(pair, 1, read));
  };
  forEachIn(fields, name, add, undefined);
  return map;
}

function memberOf<T>(pair: readonly unknown[], index: 0 | 1, read: (value: unknown) => T): T {
  try {
    return read(pair[index]);
  } catch (error) {
    throw inside(`[${index}]`, error);
  }
}

function readAttributeValue(value: unknown): string | null {
  return value === null ? null : textElement(value);
}

function readRegistered(value: unknown): number | readonly string[] {
  const amount = readAmount(value);
  if (typeof amount === 'number' && amount < 0) throw malformed('', 'a number, 0 or more', value);
  return amount;
}

/** What remains is negative on a host that is overcommitted. */
function readAmount(value: unknown): number | readonly string[] {
  if (Array.isArray(value)) return listOf(value, textElement);
  if (!Number.isFinite(value)) throw malformed('', 'a number or a list of texts', value);
  return (value as number) + 0;
}

function readTask(record: unknown): Change {
  const fields = fieldsOf(record);
  const task = taskOf({
    key: requiredText(fields, 'key'),
    cluster: textField(fields, 'cluster'),
    version: countField(fields, 'version'),
    instance: textField(fields, 'instance'),
    group: textField(fields, 'group'),
    family: textField(fields, 'family'),
    definition: textField(fields, 'definition'),
    startedBy: textField(fields, 'startedBy'),
    launchType: textField(fields, 'launchType'),
    desiredStatus: textField(fields, 'desiredStatus'),
    lastStatus: textField(fields, 'lastStatus'),
    cpu: amountField(fields, 'cpu'),
    memory: amountField(fields, 'memory'),
    gpu: amountField(fields, 'gpu'),
    gpuIds: listField(fields, 'gpuIds', textElement),
    hostPorts: listField(fields, 'hostPorts', readHostPort),
  });
  return { kind: 'task', origin: 'description', task };
}

function readHostPort(element: unknown): HostPort {
  const fields = fieldsOf(element);
  const port = portField(fields, 'port') ?? 0;
  if (port === 0) throw malformed('.port', 'a port, 1 or more', fields['port']);
  return { port, protocol: protocolField(fields, 'protocol') };
}

function readTombstone(record: unknown): Change {
  const fields = fieldsOf(record);
  const of = fields['kind'];
  if (of !== 'instance' && of !== 'task') throw malformed('.kind', '"instance" or "task"', of);
  return recordOf<Change & { kind: 'tombstone' }>({
    kind: 'tombstone',
    of,
    key: requiredText(fields, 'key'),
    version: countField(fields, 'version'),
  });
}

function readClusterWithTasks(cluster: unknown): Change {
  return { kind: 'tasks-known', cluster: textElement(cluster) };
}
