/** Container instances as Amazon ECS describes them: CLI, SDK and event form. */
import { instantFromEpochSeconds, parseInstant } from '../model/instant.js';
import type { Instance } from '../model/records.js';
import type { Context } from './context.js';
import { readResources } from './ecs-resources.js';
import {
  booleanField,
  countField,
  type Fields,
  fieldsOf,
  forEachIn,
  isPresent,
  malformed,
  objectField,
  requiredText,
  textField,
} from './fields.js';
import { instanceOf } from './records.js';

const DOCKER_VERSION_PREFIX = /^DockerVersion: */;

/**
 * One container instance; fields that we do not know pass.
 *
 * @throws StowageError `source-malformed`, with the path from the record to the field.
 */
export function readInstance(record: unknown, context: Context): Instance {
  const fields = fieldsOf(record);
  const key = requiredText(fields, 'containerInstanceArn');
  const versions = objectField(fields, 'versionInfo', readVersions);
  return instanceOf({
    key,
    cluster: context.clusterOf(textField(fields, 'clusterArn'), key),
    version: countField(fields, 'version'),
    status: textField(fields, 'status'),
    agentConnected: booleanField(fields, 'agentConnected'),
    agentVersion: versions.agent,
    dockerVersion: versions.docker,
    ec2InstanceId: textField(fields, 'ec2InstanceId'),
    capacityProvider: textField(fields, 'capacityProviderName'),
    registeredAt: instantField(fields, 'registeredAt'),
    runningTasksCount: countField(fields, 'runningTasksCount'),
    pendingTasksCount: countField(fields, 'pendingTasksCount'),
    attributes: readAttributes(fields),
    tags: readTags(fields),
    registered: readResources(fields, 'registeredResources', 0),
    remaining: isPresent(fields, 'remainingResources')
      ? readResources(fields, 'remainingResources', Number.NEGATIVE_INFINITY)
      : undefined,
  });
}

function readVersions(versions: Fields): { readonly agent: string | undefined; readonly docker: string | undefined } {
  return {
    agent: textField(versions, 'agentVersion'),
    docker: textField(versions, 'dockerVersion')?.replace(DOCKER_VERSION_PREFIX, ''),
  };
}

/** A text with or without an offset, seconds since 1970 (raw API, CLI version 1), or a `Date` (SDK). */
function instantField(fields: Fields, name: string): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  const instant = instantOf(value);
  if (instant === undefined) throw malformed(`.${name}`, 'an ISO 8601 date and time or seconds since 1970', value);
  return instant;
}

function instantOf(value: unknown): number | undefined {
  if (typeof value === 'string') return parseInstant(value);
  if (typeof value === 'number') return instantFromEpochSeconds(value);
  return value instanceof Date ? instantFromEpochSeconds(value.getTime() / 1000) : undefined;
}

/** Name → value, `null` where there is none; of two with one name the last counts. */
function readAttributes(fields: Fields): Instance['attributes'] {
  const attributes = new Map<string, string | null>();
  forEachIn(fields, 'attributes', addAttribute, attributes);
  return attributes;
}

function addAttribute(element: unknown, attributes: Map<string, string | null>): void {
  const attribute = fieldsOf(element);
  attributes.set(requiredText(attribute, 'name'), textField(attribute, 'value') ?? null);
}

/** Key → value; a tag without a value has the empty text, as ECS shows it. */
function readTags(fields: Fields): Instance['tags'] {
  const tags = new Map<string, string>();
  forEachIn(fields, 'tags', addTag, tags);
  return tags;
}

function addTag(element: unknown, tags: Map<string, string>): void {
  const tag = fieldsOf(element);
  tags.set(requiredText(tag, 'key'), textField(tag, 'value') ?? '');
}
