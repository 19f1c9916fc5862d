/** Tasks as Amazon ECS describes them: CLI, SDK and event form. */
import { parseCpuUnits, parseMemoryMiB } from '../model/quantity.js';
import type { Task } from '../model/records.js';
import { definitionName, familyName } from './arn.js';
import type { Context } from './context.js';
import { readHostPorts } from './ecs-ports.js';
import {
  countField,
  distinct,
  type Fields,
  fieldsOf,
  forEachIn,
  malformed,
  objectField,
  requiredText,
  textElement,
  textField,
} from './fields.js';
import { taskOf } from './records.js';

/**
 * One task; fields that we do not know pass.
 *
 * CPU and memory are those of the task's overrides where given, else of the task, else the sums over its containers, where memory
 * counts as `memoryReservation` if that is given.
 *
 * @throws StowageError `source-malformed` (`source-limit` for too many ports), with the path from the record to the field.
 */
export function readTask(record: unknown, context: Context): Task {
  const fields = fieldsOf(record);
  const key = requiredText(fields, 'taskArn');
  const instance = textField(fields, 'containerInstanceArn');
  const definition = definitionOf(fields);
  const { cpu, memory, gpuIds } = demandOf(fields);
  return taskOf({
    key,
    cluster: context.clusterOf(textField(fields, 'clusterArn'), key),
    version: countField(fields, 'version'),
    instance,
    group: textField(fields, 'group'),
    family: definition && familyName(definition),
    definition,
    startedBy: textField(fields, 'startedBy'),
    launchType: textField(fields, 'launchType'),
    desiredStatus: textField(fields, 'desiredStatus'),
    lastStatus: textField(fields, 'lastStatus'),
    cpu,
    memory,
    gpu: gpuIds.length,
    gpuIds,
    hostPorts: readHostPorts(fields, instance !== undefined),
  });
}

/** The cluster of a task's record; also for an event that says no more than that the task is gone. */
export function taskCluster(fields: Fields, context: Context): string | undefined {
  return context.clusterOf(textField(fields, 'clusterArn'), requiredText(fields, 'taskArn'));
}

function definitionOf(fields: Fields): string | undefined {
  const arn = textField(fields, 'taskDefinitionArn');
  return arn === undefined || arn === '' ? undefined : definitionName(arn);
}

interface Demand {
  readonly cpu: number;
  readonly memory: number;
  readonly gpuIds: readonly string[];
}

/** What the containers take together. */
interface ContainerSum {
  cpu: number;
  memory: number;
  readonly gpuIds: string[];
}

function demandOf(fields: Fields): Demand {
  const containers: ContainerSum = { cpu: 0, memory: 0, gpuIds: [] };
  forEachIn(fields, 'containers', addContainer, containers);
  const overrides = objectField(fields, 'overrides', taskLevelOf);
  const own = taskLevelOf(fields);
  return {
    cpu: overrides.cpu ?? own.cpu ?? containers.cpu,
    memory: overrides.memory ?? own.memory ?? containers.memory,
    gpuIds: distinct(containers.gpuIds),
  };
}

interface TaskLevel {
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

function taskLevelOf(fields: Fields): TaskLevel {
  return { cpu: cpuField(fields, 'cpu'), memory: memoryField(fields, 'memory') };
}

function addContainer(element: unknown, sum: ContainerSum): void {
  const container = fieldsOf(element);
  const memory = memoryField(container, 'memory');
  sum.cpu += cpuField(container, 'cpu') ?? 0;
  sum.memory += memoryField(container, 'memoryReservation') ?? memory ?? 0;
  forEachIn(container, 'gpuIds', addText, sum.gpuIds);
}

function addText(element: unknown, texts: string[]): void {
  texts.push(textElement(element));
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
