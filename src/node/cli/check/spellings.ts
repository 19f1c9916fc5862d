/** How the tools spell the fields around constraints: the ECS API, CloudFormation, Terraform. */
import type { Path } from './path.js';

export type Fields = Readonly<Record<string, unknown>>;

export interface Spelling {
  readonly constraints: string;
  readonly containers: string;
  readonly taskDefinition: string;
  readonly type: string;
  readonly expression: string;
  /** The type of resource that a task definition is. */
  readonly definitionType?: string;
  /** Whether an absent expression is written as an empty one. */
  readonly writesEmpty: boolean;
  /** The group of the tasks, by the fields beside the constraints. */
  readonly groupOf: (fields: Fields, resource: Resource) => string | undefined;
}

/** The resource of a template or plan that a value belongs to. */
export interface Resource {
  readonly name?: string;
  readonly type?: string;
}

export const SPELLINGS: readonly Spelling[] = [
  {
    constraints: 'placementConstraints',
    containers: 'containerDefinitions',
    taskDefinition: 'taskDefinition',
    type: 'type',
    expression: 'expression',
    writesEmpty: false,
    groupOf: ({ serviceName, group }) => serviceGroup(serviceName) ?? (typeof group === 'string' ? group : undefined),
  },
  {
    constraints: 'PlacementConstraints',
    containers: 'ContainerDefinitions',
    taskDefinition: 'TaskDefinition',
    type: 'Type',
    expression: 'Expression',
    definitionType: 'AWS::ECS::TaskDefinition',
    writesEmpty: false,
    groupOf: ({ ServiceName }) => serviceGroup(ServiceName),
  },
  {
    constraints: 'placement_constraints',
    containers: 'container_definitions',
    taskDefinition: 'task_definition',
    type: 'type',
    expression: 'expression',
    definitionType: 'aws_ecs_task_definition',
    writesEmpty: true,
    groupOf: ({ name }, { type }) => (type === 'aws_ecs_service' ? serviceGroup(name) : undefined),
  },
];

function serviceGroup(name: unknown): string | undefined {
  return typeof name === 'string' && name !== '' ? `service:${name}` : undefined;
}

/** The resource that a value is, or else the one around it. */
export function resourceAt(value: unknown, path: Path, around: Resource): Resource {
  if (!isFields(value)) return around;
  const { address, type, Type } = value;
  if (typeof address === 'string') return { name: address, ...(typeof type === 'string' ? { type } : {}) };
  const name = path.length === 2 && path[0] === 'Resources' ? path[1] : undefined;
  return typeof name === 'string' ? { name, ...(typeof Type === 'string' ? { type: Type } : {}) } : around;
}

/** Whether Terraform knows what stands at a path of a resource's values only once it has applied the plan. */
export function isUnknownAfterApply(plan: unknown, { name }: Resource, path: Path): boolean {
  if (name === undefined) return false;
  let at = unknownAfterApply(plan).get(name);
  for (const step of path) {
    if (at === true) return true;
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Fields)[step];
  }
  return at === true;
}

const byPlan = new WeakMap<object, ReadonlyMap<string, unknown>>();

/** What is not known of each resource of a plan, by its address. */
function unknownAfterApply(plan: unknown): ReadonlyMap<string, unknown> {
  if (!isFields(plan)) return new Map();
  const known = byPlan.get(plan);
  if (known !== undefined) return known;
  const unknown = new Map<string, unknown>();
  const changes = plan['resource_changes'];
  for (const resource of Array.isArray(changes) ? (changes as unknown[]) : []) {
    if (!isFields(resource) || typeof resource['address'] !== 'string') continue;
    const change = resource['change'];
    if (isFields(change)) unknown.set(resource['address'], change['after_unknown']);
  }
  byPlan.set(plan, unknown);
  return unknown;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
