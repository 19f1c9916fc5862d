/** Container instances as Amazon ECS describes them: CLI, SDK and event form. */
import { instantFromEpochSeconds, parseInstant } from '../model/instant.js';
import type { Instance } from '../model/records.js';
import { clusterIdentity } from './arn.js';
import type { Context } from './context.js';
import { readResources } from './ecs-resources.js';
import {
  booleanField,
  countField,
  type Fields,
  fieldsOf,
  isPresent,
  listField,
  malformed,
  objectField,
  recordOf,
  requiredText,
  textField,
} from './fields.js';

const DOCKER_VERSION_PREFIX = /^DockerVersion: */;

/**
 * One container instance; fields that we do not know pass.
 *
 * @throws StowageError `source-malformed`, with the path from the record to the field.
 */
export function readInstance(record: unknown, context: Context): Instance {
  const { share } = context;
  const fields = fieldsOf(record);
  const key = share(requiredText(fields, 'containerInstanceArn'));
  const versions = versionsOf(fields);
  return recordOf<Instance>({
    key,
    cluster: share(clusterIdentity(textField(fields, 'clusterArn'), key, context.cluster)),
    version: countField(fields, 'version'),
    status: share(textField(fields, 'status')),
    agentConnected: booleanField(fields, 'agentConnected'),
    agentVersion: share(versions.agent),
    dockerVersion: share(versions.docker),
    ec2InstanceId: textField(fields, 'ec2InstanceId'),
    capacityProvider: share(textField(fields, 'capacityProviderName')),
    registeredAt: instantField(fields, 'registeredAt'),
    runningTasksCount: countField(fields, 'runningTasksCount'),
    pendingTasksCount: countField(fields, 'pendingTasksCount'),
    attributes: readAttributes(fields, context),
    tags: readTags(fields, context),
    registered: readResources(fields, 'registeredResources', 0, context),
    remaining: isPresent(fields, 'remainingResources')
      ? readResources(fields, 'remainingResources', Number.NEGATIVE_INFINITY, context)
      : undefined,
  });
}

function versionsOf(fields: Fields): { readonly agent: string | undefined; readonly docker: string | undefined } {
  return objectField(fields, 'versionInfo', (versions) => ({
    agent: textField(versions, 'agentVersion'),
    docker: textField(versions, 'dockerVersion')?.replace(DOCKER_VERSION_PREFIX, ''),
  }));
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
function readAttributes(fields: Fields, { share }: Context): Instance['attributes'] {
  const pairs = listField(fields, 'attributes', (element): readonly [string, string | null] => {
    const attribute = fieldsOf(element);
    return [share(requiredText(attribute, 'name')), share(textField(attribute, 'value')) ?? null];
  });
  return new Map(pairs);
}

/** Key → value; a tag without a value has the empty text, as ECS shows it. */
function readTags(fields: Fields, { share }: Context): Instance['tags'] {
  const pairs = listField(fields, 'tags', (element): readonly [string, string] => {
    const tag = fieldsOf(element);
    return [share(requiredText(tag, 'key')), share(textField(tag, 'value')) ?? ''];
  });
  return new Map(pairs);
}
