/**
 * A task definition → what a task of it needs.
 *
 * Source: the ECS API reference of TaskDefinition, ContainerDefinition and PortMapping. Task-level CPU and memory go before
 * the sum over the containers, where a container counts its `memoryReservation`, else its `memory`.
 */
import { roundAmount } from '../../model/amount.js';
import { LIMITS } from '../../model/limits.js';
import { parseCpuUnits, parseMemoryMiB } from '../../model/quantity.js';
import { type AttributeDemand, type Demand, type PortDemand, PROTOCOLS, portsOf } from './demand.js';
import { Fields, type Item, malformed, overLimit, quote, readInteger, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import { addWarning, type RequestWarning } from './warnings.js';

export interface TaskDefinition {
  readonly demand: Demand;
  readonly family?: string;
  /** `family:revision`, where both are known. */
  readonly definition?: string;
  readonly placementConstraints: readonly Item[];
}

const NETWORK_MODES = ['bridge', 'host', 'awsvpc', 'none'] as const;
type NetworkMode = (typeof NETWORK_MODES)[number];

const LARGEST_PORT = 65_535;

/** @throws StowageError where a field is of the wrong kind, out of range, or contradicts another */
export function readTaskDefinition(request: Fields, warnings: RequestWarning[]): TaskDefinition {
  const fields = openTaskDefinition(request);
  warnUnknownFields(fields, 'taskDefinition', warnings);
  const overrides = request.object('overrides');
  if (overrides) warnUnknownFields(overrides, 'overrides', warnings);
  const containers = readContainers(fields, overrides, warnings);
  const family = fields.name('family');
  const revision = fields.integer('revision', 0, Number.MAX_SAFE_INTEGER);
  return {
    demand: {
      ...readResources(fields, overrides, containers),
      members: new Map(),
      ports: portsOf(readPortMappings(fields, containers, warnings)),
      attributes: readAttributes(fields.pathOf('requiresAttributes'), fields.list('requiresAttributes'), warnings),
    },
    ...(family === undefined ? {} : { family }),
    ...(family === undefined || revision === undefined ? {} : { definition: `${family}:${revision}` }),
    placementConstraints: fields.list('placementConstraints'),
  };
}

function openTaskDefinition(request: Fields): Fields {
  const value = request.get('taskDefinition');
  const path = request.pathOf('taskDefinition');
  if (typeof value !== 'string') return new Fields(value, path, 'taskDefinition');
  const rule = 'taskDefinition has to be the task definition itself, as describe-task-definition prints it';
  throw malformed(path, rule, value);
}

/** A container with the overrides of the request laid over it. */
interface Container {
  readonly fields: Fields;
  readonly overrides: Fields | undefined;
}

function readContainers(
  definition: Fields,
  overrides: Fields | undefined,
  warnings: RequestWarning[],
): readonly Container[] {
  const pending = readContainerOverrides(overrides, warnings);
  const containers = definition.list('containerDefinitions').map(({ value, path }): Container => {
    const fields = new Fields(value, path, 'a container definition');
    warnUnknownFields(fields, 'container', warnings);
    const name = fields.text('name') ?? '';
    const own = pending.get(name);
    pending.delete(name);
    return { fields, overrides: own };
  });
  for (const [name, unused] of pending) {
    const message = `the task definition has no container ${quote(name)} to override`;
    throw requestError('request-conflict', unused.pathOf('name'), message);
  }
  return containers;
}

function readContainerOverrides(overrides: Fields | undefined, warnings: RequestWarning[]): Map<string, Fields> {
  const byName = new Map<string, Fields>();
  for (const { value, path } of overrides?.list('containerOverrides') ?? []) {
    const fields = new Fields(value, path, 'a container override');
    warnUnknownFields(fields, 'containerOverride', warnings);
    byName.set(fields.name('name') ?? '', fields);
  }
  return byName;
}

/** The field of an override where it has one, else of what it overrides. */
function overridden({ fields, overrides }: Container, name: string): Fields {
  return overrides?.has(name) ? overrides : fields;
}

function readResources(
  fields: Fields,
  overrides: Fields | undefined,
  containers: readonly Container[],
): Pick<Demand, 'amounts' | 'allGpus'> {
  const task: Container = { fields, overrides };
  const cpu = readCpu(overridden(task, 'cpu'), 'cpu') ?? sum(containers, containerCpu);
  const memory = readMemory(overridden(task, 'memory'), 'memory') ?? sum(containers, containerMemory);
  const { gpu, allGpus } = readGpus(containers);
  if (cpu + memory + gpu > Number.MAX_SAFE_INTEGER) {
    const message = `the containers together need more than ${Number.MAX_SAFE_INTEGER}`;
    throw requestError('request-malformed', fields.pathOf('containerDefinitions'), message);
  }
  return { amounts: positive({ cpu, memory, gpu }), allGpus };
}

export function readCpu(fields: Fields, name: string): number | undefined {
  return readQuantity(fields, name, parseCpuUnits, 'CPU units such as 256, "256" or ".5 vCPU"');
}

export function readMemory(fields: Fields, name: string): number | undefined {
  return readQuantity(fields, name, parseMemoryMiB, 'MiB such as 512, "512" or "0.5 GB"');
}

function readQuantity(
  fields: Fields,
  name: string,
  parse: (quantity: string | number) => number | undefined,
  expected: string,
): number | undefined {
  const value = fields.get(name);
  if (value === undefined) return undefined;
  const amount = typeof value === 'string' || typeof value === 'number' ? parse(value) : undefined;
  if (amount !== undefined) return amount;
  throw malformed(fields.pathOf(name), `${name} has to be an amount of ${expected}`, value);
}

/** The amounts that ask for something, each to a millionth. */
export function positive(amounts: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(amounts)
      .map(([name, amount]) => [name, roundAmount(amount)] as const)
      .filter(([, amount]) => amount > 0),
  );
}

function sum(containers: readonly Container[], amountOf: (container: Container) => number): number {
  return containers.reduce((total, container) => total + amountOf(container), 0);
}

function containerCpu(container: Container): number {
  return readCpu(overridden(container, 'cpu'), 'cpu') ?? 0;
}

function containerMemory(container: Container): number {
  const reservation = readMemory(overridden(container, 'memoryReservation'), 'memoryReservation');
  const limit = readMemory(overridden(container, 'memory'), 'memory');
  return reservation ?? limit ?? 0;
}

const GPU_COUNT = /^\d{1,9}$/;

/** The GPUs of all containers: their sum, or the one word `ALL`. */
function readGpus(containers: readonly Container[]): { readonly gpu: number; readonly allGpus: boolean } {
  const asked = containers.flatMap(gpuRequirements);
  const all = asked.find(({ value }) => value === 'ALL');
  if (all && asked.length > 1) {
    throw requestError(
      'request-conflict',
      all.path,
      'GPU "ALL" leaves no GPU for another requirement of the same task',
    );
  }
  return { gpu: all ? 0 : asked.reduce((total, { value }) => total + Number(value), 0), allGpus: all !== undefined };
}

function gpuRequirements(container: Container): readonly { readonly value: string; readonly path: string }[] {
  return overridden(container, 'resourceRequirements')
    .list('resourceRequirements')
    .flatMap(({ value, path }) => {
      const fields = new Fields(value, path, 'a resource requirement');
      if (fields.oneOf('type', ['GPU', 'InferenceAccelerator']) !== 'GPU') return [];
      const amount = fields.get('value');
      const text = typeof amount === 'number' ? String(amount) : amount;
      if (typeof text === 'string' && (text === 'ALL' || GPU_COUNT.test(text))) {
        return [{ value: text, path: fields.pathOf('value') }];
      }
      throw malformed(
        fields.pathOf('value'),
        'the value of a GPU requirement has to be a whole number or "ALL"',
        amount,
      );
    });
}

function readPortMappings(
  definition: Fields,
  containers: readonly Container[],
  warnings: RequestWarning[],
): readonly PortDemand[] {
  const mode = definition.oneOf('networkMode', NETWORK_MODES) ?? 'bridge';
  const seen = new Set<string>();
  const items = containers.flatMap(({ fields }) => fields.list('portMappings'));
  if (items.length > LIMITS.placementListItems) {
    const path = definition.pathOf('containerDefinitions');
    throw overLimit(path, 'portMappings of one task', items.length, LIMITS.placementListItems);
  }
  return items.flatMap((item) => {
    const port = readPortMapping(item, mode, warnings);
    if (port) refuseSamePort(port, item.path, seen);
    return port ? [port] : [];
  });
}

/** The host port of a mapping; undefined where it uses none. */
function readPortMapping({ value, path }: Item, mode: NetworkMode, warnings: RequestWarning[]): PortDemand | undefined {
  const fields = new Fields(value, path, 'a port mapping');
  warnUnknownFields(fields, 'portMapping', warnings);
  const protocol = fields.oneOf('protocol', PROTOCOLS) ?? 'tcp';
  const containerPort = fields.integer('containerPort', 1, LARGEST_PORT);
  const hostPort = fields.integer('hostPort', 0, LARGEST_PORT) ?? 0;
  if (mode === 'awsvpc' || mode === 'none') return undefined;
  if (containerPort === undefined && fields.has('containerPortRange')) {
    addWarning(warnings, {
      code: 'not-considered',
      path: fields.pathOf('containerPortRange'),
      message: 'the host ports of a containerPortRange are not considered',
    });
    return undefined;
  }
  if (containerPort === undefined)
    throw malformed(fields.pathOf('containerPort'), 'containerPort has to be given', undefined);
  return { hostPort: mode === 'host' && hostPort === 0 ? containerPort : hostPort, protocol, containerPort };
}

/** Two containers cannot bind one port of one host. */
export function refuseSamePort({ hostPort, protocol }: PortDemand, path: string, seen: Set<string>): void {
  if (hostPort === 0) return;
  const name = `${hostPort}/${protocol}`;
  if (seen.has(name)) throw requestError('request-conflict', path, `host port ${name} is asked for twice in one task`);
  seen.add(name);
}

/** @param path of the list, for the error where there are too many */
export function readAttributes(
  path: string,
  items: readonly Item[],
  warnings: RequestWarning[],
): readonly AttributeDemand[] {
  if (items.length > LIMITS.placementRequirements) {
    throw overLimit(path, 'the list of attributes', items.length, LIMITS.placementRequirements);
  }
  const values = new Map<string, AttributeDemand>();
  for (const { value, path } of items) {
    const fields = new Fields(value, path, 'a required attribute');
    warnUnknownFields(fields, 'attribute', warnings);
    const name = fields.name('name');
    if (name === undefined)
      throw malformed(fields.pathOf('name'), 'a required attribute has to have a name', undefined);
    const wanted = fields.text('value');
    const known = values.get(name);
    if (known?.value !== undefined && wanted !== undefined && known.value !== wanted) {
      const message = `attribute ${quote(name)} cannot be both ${quote(known.value)} and ${quote(wanted)}`;
      throw requestError('request-conflict', path, message);
    }
    if (known?.value === undefined) values.set(name, wanted === undefined ? { name } : { name, value: wanted });
  }
  return [...values.values()];
}

export function readPort(value: unknown, path: string): number {
  return readInteger(value, path, 'a port', 0, LARGEST_PORT);
}
