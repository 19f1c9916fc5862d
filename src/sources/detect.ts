/** What kind of source a JSON value is, by its content. THE table: a new kind of source is a new row. */

import type { Change } from '../model/change.js';
import { StowageError } from '../model/errors.js';
import type { Context } from './context.js';
import { readInstanceEvent, readTaskEvent } from './ecs-events.js';
import { readInstance } from './ecs-instance.js';
import { readTask } from './ecs-task.js';
import { abbreviate, describe, type Fields, isFields, isPresent } from './fields.js';
import type { Intake, ReadRecord } from './intake.js';
import {
  checkSnapshotStart,
  isSnapshot,
  looksLikeSnapshot,
  readSnapshotHead,
  SNAPSHOT_LISTS,
} from './snapshot-reader.js';

export interface SourceKind {
  readonly recognises: (source: Fields) => boolean;
  /** Hand what is in the source beside its lists to the intake. Throws where the source is of this kind, but cannot be read at all. */
  readonly read?: (source: Fields, path: string, intake: Intake) => void;
  /** Throws where that shows already in the first fields of the source. */
  readonly checkStart?: (fields: Fields) => void;
  /** The lists of records among its fields, by name. */
  readonly lists?: ReadonlyMap<string, ReadRecord>;
}

const SNAPSHOT: SourceKind = {
  recognises: isSnapshot,
  read: readSnapshotHead,
  checkStart: checkSnapshotStart,
  lists: SNAPSHOT_LISTS,
};

/** The first row that recognises an object reads it. */
const SOURCE_KINDS: readonly SourceKind[] = [
  SNAPSHOT,
  event('ECS Container Instance State Change', readInstanceEvent),
  event('ECS Task State Change', readTaskEvent),
  {
    // The answers of describe-container-instances, describe-tasks, run-task, start-task, or several of them in one object.
    recognises: (source) => isPresent(source, 'containerInstances') || isPresent(source, 'tasks'),
    lists: new Map([
      ['containerInstances', describedInstance],
      ['tasks', describedTask],
    ]),
  },
  member('containerInstance', describedInstance),
  member('task', describedTask),
  {
    recognises: (source) => isPresent(source, 'taskArn'),
    read: (source, path, intake) => intake.record(path, source, describedTask),
  },
  {
    recognises: (source) => isPresent(source, 'containerInstanceArn') || isPresent(source, 'registeredResources'),
    read: (source, path, intake) => intake.record(path, source, describedInstance),
  },
  refused(
    (source) => source['detail-type'] === 'ECS Service Action',
    (source) =>
      `an ECS Service Action event${eventName(source)} tells what a service did or failed to do; ` +
      'it carries no instance or task record, so there is nothing in it to load',
  ),
  refused(
    (source) => typeof source['detail-type'] === 'string',
    (source) => `an event of type ${describe(source['detail-type'])} carries no instance or task record`,
  ),
  refused(
    (source) => isPresent(source, 'containerInstanceArns') || isPresent(source, 'taskArns'),
    () => 'the answer of a list- command names records without their content; give the names to the describe- command',
  ),
  refused(
    (source) => isPresent(source, 'containerDefinitions') || isPresent(source, 'taskDefinition'),
    () => 'a task definition or a service is a request for a placement, not a record of a cluster',
  ),
  refused(
    (source) => isPresent(source, 'services') || isPresent(source, 'clusters'),
    () => 'the answer of describe-services or describe-clusters holds no instance or task record',
  ),
  refused(
    (source) => typeof source['apiVersion'] === 'string' && typeof source['kind'] === 'string',
    (source) => `Kubernetes JSON (kind ${abbreviate(String(source['kind']))}) is not read by this version`,
  ),
  refused(
    (source) => typeof source['ID'] === 'string' && NOMAD_FIELDS.some((name) => isPresent(source, name)),
    (source) => `Nomad JSON (${isPresent(source, 'NodeID') ? 'an allocation' : 'a node'}) is not read by this version`,
  ),
];

/** One of these stands beside `ID` in every node and allocation of Nomad. */
const NOMAD_FIELDS = ['NodeID', 'Datacenter', 'SchedulingEligibility', 'ClientStatus'];

/** What a message offers instead. */
const READ_KINDS =
  'Stowage reads the JSON of describe-container-instances and describe-tasks, records and pages of them, ' +
  'EventBridge events of their state changes, and its own snapshots';

export function kindOf(source: unknown): SourceKind | undefined {
  return isFields(source) ? SOURCE_KINDS.find((kind) => kind.recognises(source)) : undefined;
}

/** Lists of events as queues, archives and the CLI wrap them; only where the object is no source itself. */
export function envelopeField(source: unknown): string | undefined {
  return isFields(source) ? ENVELOPE_FIELDS.find((name) => Array.isArray(source[name])) : undefined;
}

const ENVELOPE_FIELDS = ['Records', 'records', 'Events', 'events'];

/**
 * The kind of an object of which no more is known than its first fields, with a list that comes next. A snapshot may say that it is
 * one after its lists: its records tell it before.
 */
export function kindOfStart(fields: Fields, name: string, list: unknown): SourceKind | undefined {
  if (fields['format'] === undefined && looksLikeSnapshot(name, list)) return SNAPSHOT;
  return kindOf({ ...fields, [name]: list });
}

/** The names of all fields that hold a list of records, or of sources. */
export const SOURCE_LISTS: ReadonlySet<string> = new Set([
  ...SOURCE_KINDS.flatMap(({ lists }) => [...(lists?.keys() ?? [])]),
  ...ENVELOPE_FIELDS,
]);

/** The error for a value that is no source at all: what was seen, and what would be read. */
export function unrecognised(source: unknown): StowageError {
  const seen = isFields(source) ? `an object with ${fieldNames(source)}` : describe(source);
  return new StowageError('source-kind', '', `expected cluster records, found ${seen}. ${READ_KINDS}.`);
}

function fieldNames(source: Fields): string {
  const names = Object.keys(source);
  if (names.length === 0) return 'no fields';
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `the fields ${names.slice(0, 5).map(abbreviate).join(', ')}${more}`;
}

function event(type: string, read: (detail: unknown, context: Context) => Change): SourceKind {
  return {
    recognises: (source) => source['detail-type'] === type,
    read: (source, path, intake) => intake.record(`${path}.detail`, source['detail'], read),
  };
}

/** `{ "task": { … } }`, as stop-task answers. */
function member(name: string, read: (record: unknown, context: Context) => Change): SourceKind {
  return {
    recognises: (source) => isFields(source[name]),
    read: (source, path, intake) => intake.record(`${path}.${name}`, source[name], read),
  };
}

/** A kind that is known, but not read. */
function refused(recognises: SourceKind['recognises'], reason: (source: Fields) => string): SourceKind {
  return {
    recognises,
    read: (source) => {
      throw new StowageError('source-kind', '', `${reason(source)}. ${READ_KINDS}.`);
    },
  };
}

function eventName(event: Fields): string {
  const name = isFields(event['detail']) ? event['detail']['eventName'] : undefined;
  return typeof name === 'string' ? ` (${name.slice(0, 80)})` : '';
}

function describedInstance(record: unknown, context: Context): Change {
  return { kind: 'instance', origin: 'description', instance: readInstance(record, context) };
}

function describedTask(record: unknown, context: Context): Change {
  return { kind: 'task', origin: 'description', task: readTask(record, context) };
}
