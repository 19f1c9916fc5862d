/** Requests as their authors would write them. */
import type { OracleStrategy } from '../oracle/placement-request.js';
import type { AbstractRequest } from './generate-requests.js';

/** The request as its author would write it, with a task definition or without. */
export function writeRequest(request: AbstractRequest, form: 'short' | 'full'): object {
  const { count, group, cluster, constraints, strategies, prefer, priority, gang, seed } = request;
  return {
    ...(form === 'full' ? writeFull(request) : writeShort(request)),
    count,
    cluster: cluster.startsWith('arn:') && seed % 2 === 0 ? 'blue' : cluster,
    ...(group === undefined ? {} : { group }),
    placementConstraints: (form === 'full' ? constraints.slice(memberOfs(request).length) : constraints).map(
      writeConstraint,
    ),
    placementStrategy: strategies.map((strategy) => writeStrategy(strategy, seed)),
    ...(prefer.length === 0 ? {} : { prefer }),
    ...(priority === 0 ? {} : { priority }),
    mode: gang ? 'all-or-nothing' : 'partial',
    seed,
  };
}

/** Packing over several resources has a short name besides. */
function writeStrategy(strategy: OracleStrategy, seed: number): object {
  if (strategy.type !== 'binpack' || !SHORT_NAMES.includes(strategy.field) || seed % 3 !== 0) return strategy;
  const { field, ...rest } = strategy;
  return { ...rest, type: field };
}

const SHORT_NAMES = ['dominant', 'bestFit', 'dotProduct', 'fragmentation'];

function writeConstraint(constraint: AbstractRequest['constraints'][number]): object {
  return constraint === 'distinctInstance' ? { type: constraint } : { type: 'memberOf', expression: constraint };
}

/** Those at the front, which a task definition may hold. */
function memberOfs({ constraints }: AbstractRequest): readonly string[] {
  const end = constraints.indexOf('distinctInstance');
  return end < 0 ? constraints : constraints.slice(0, end);
}

function writeShort({
  need: { cpu: units, memory: amount, gpu, ports, attributes, resources },
}: AbstractRequest): object {
  return {
    cpu: units,
    memory: amount,
    gpu,
    ports: ports.map((port) => (port.protocol === 'tcp' ? port.hostPort : port)),
    attributes,
    resources,
  };
}

/** Two containers: what the task needs is spread over them. A task definition cannot ask for other resources by name. */
function writeFull(request: AbstractRequest): object {
  const { cpu: units, memory: amount, gpu, ports, attributes } = request.need;
  const portMappings = ports.map((port, index) => ({ ...port, containerPort: 8_000 + index }));
  const requirement = { type: 'GPU', value: String(gpu) };
  return {
    taskDefinition: {
      containerDefinitions: [
        {
          name: 'main',
          image: 'main',
          cpu: units / 2,
          memory: 9_999,
          memoryReservation: amount,
          portMappings: portMappings.slice(0, 1),
        },
        {
          name: 'side',
          image: 'side',
          cpu: units / 2,
          portMappings: portMappings.slice(1),
          resourceRequirements: gpu === 0 ? [] : [requirement],
        },
      ],
      requiresAttributes: attributes,
      placementConstraints: memberOfs(request).map((expression) => ({ type: 'memberOf', expression })),
    },
  };
}
