/** Tasks as Amazon ECS describes them: CLI, SDK and event form. */
import { parseCpuUnits, parseMemoryMiB } from '../model/quantity.js';
import type { Task } from '../model/records.js';
import { clusterIdentity, definitionName, familyName } from './arn.js';
import type { Context } from './context.js';
import { readHostPorts } from './ecs-ports.js';
import {
  countField,
  distinct,
  type Fields,
  fieldsOf,
  listField,
  malformed,
  objectField,
  recordOf,
  requiredText,
  textElement,
  textField,
} from './fields.js';

/**
 * One task; fields that we do not know pass.
 *
 * CPU and memory are those of the task's overrides where given, else of the task, else the sums over its containers, where memory
 * counts as `memoryReservation` if that is given.
 *
 * @throws StowageError `source-malformed` (`source-limit` for too many ports), with the path from the record to the field.
 */
export function readTask(record: unknown, context: Context): Task {
  const { share } = context;
  const fields = fieldsOf(record);
  const key = requiredText(fields, 'taskArn');
  const instance = share(textField(fields, 'containerInstanceArn'));
  const definition = definitionOf(fields, context);
  const { cpu, memory, gpuIds } = demandOf(fields);
  return recordOf<Task>({
    key,
    cluster: share(taskCluster(fields, context)),
    version: countField(fields, 'version'),
    instance,
    group: share(textField(fields, 'group')),
    family: definition && share(familyName(definition)),
    definition,
    startedBy: share(textField(fields, 'startedBy')),
    launchType: share(textField(fields, 'launchType')),
    desiredStatus: share(textField(fields, 'desiredStatus')),
    lastStatus: share(textField(fields, 'lastStatus')),
    cpu,
    memory,
    gpu: gpuIds.length,
    gpuIds,
    hostPorts: readHostPorts(fields, instance !== undefined),
  });
}

/** The cluster of a task's record; also for an event that says no more than that the task is gone. */
export function taskCluster(fields: Fields, context: Context): string | undefined {
  return clusterIdentity(textField(fields, 'clusterArn'), requiredText(fields, 'taskArn'), context.cluster);
}

function definitionOf(fields: Fields, { share }: Context): string | undefined {
  const arn = textField(fields, 'taskDefinitionArn');
  return arn === undefined || arn === '' ? undefined : share(definitionName(arn));
}

type Demand = Pick<Task, 'cpu' | 'memory' | 'gpuIds'>;

function demandOf(fields: Fields): Demand {
  const containers = listField(fields, 'containers', readContainer);
  const overrides = objectField(fields, 'overrides', taskLevelOf);
  const own = taskLevelOf(fields);
  return {
    cpu: overrides.cpu ?? own.cpu ?? sum(containers.map((container) => container.cpu)),
    memory: overrides.memory ?? own.memory ?? sum(containers.map((container) => container.memory)),
    gpuIds: distinct(containers.flatMap((container) => container.gpuIds)),
  };
}

function taskLevelOf(fields: Fields): { readonly cpu: number | undefined; readonly memory: number | undefined } {
  return { cpu: cpuField(fields, 'cpu'), memory: memoryField(fields, 'memory') };
}

function readContainer(element: unknown): Demand {
  const container = fieldsOf(element);
  const memory = memoryField(container, 'memory');
  return {
    cpu: cpuField(container, 'cpu') ?? 0,
    memory: memoryField(container, 'memoryReservation') ?? memory ?? 0,
    gpuIds: listField(container, 'gpuIds', textElement),
  };
}

function cpuField(fields: Fields, name: string): number | undefined {
  return quantityField(fields, name, parseCpuUnits, 'CPU units such as 256 or a text such as ".25 vCPU"');
}

function memoryField(fields: Fields, name: string): number | undefined {
  return quantityField(fields, name, parseMemoryMiB, 'MiB such as 512 or a text such as "0.5 GB"');
}

function quantityField(
  fields: Fields,
  name: string,
  parse: (quantity: string | number) => number | undefined,
  wanted: string,
): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  const quantity = typeof value === 'string' || typeof value === 'number' ? parse(value) : undefined;
  if (quantity === undefined) throw malformed(`.${name}`, wanted, value);
  return quantity;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
