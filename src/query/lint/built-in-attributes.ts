/**
 * The attributes that Amazon ECS itself sets on an instance, and what their values look like.
 *
 * Source: Amazon ECS Developer Guide, "Amazon ECS container instance attributes"; the families of Windows are those of the API
 * reference of RuntimePlatform.
 */
import { nearest } from '../../language/suggest.js';

export interface BuiltInAttribute {
  readonly name: string;
  /** Values that it has. Absent where they are without number. */
  readonly values?: readonly string[];
  /** Where there may be more values than those listed: how they look. */
  readonly form?: RegExp;
  /** What people write instead of a value, in small letters. */
  readonly mistaken?: Readonly<Record<string, string>>;
  /** What people write instead of the name, in small letters without punctuation. */
  readonly nicknames?: readonly string[];
  /** How its values look where that tells them from those of the others. */
  readonly looks?: { readonly value: RegExp; readonly pattern: RegExp; readonly as: string };
}

export const BUILT_IN_ATTRIBUTES: readonly BuiltInAttribute[] = [
  {
    name: 'ecs.ami-id',
    nicknames: ['ami', 'image', 'imageid'],
    looks: { value: /^ami-[0-9a-f]+$/, pattern: /^ami-/, as: 'an AMI id' },
  },
  {
    name: 'ecs.availability-zone',
    nicknames: ['az', 'zone', 'avzone', 'availability'],
    looks: {
      value: /^[a-z]{2}(?:-[a-z]+)+-\d+[a-z]$/,
      pattern: /^[a-z]{2}(?:-[a-z]+)+-\d/,
      as: 'an availability zone',
    },
  },
  {
    name: 'ecs.instance-type',
    nicknames: ['type', 'instance', 'ec2instancetype', 'machinetype'],
    looks: {
      value: /^[a-z]+\d+[a-z0-9-]*\.(?:\d*x?large|medium|small|micro|nano|metal[a-z0-9-]*)$/,
      pattern: /^[a-z]+\d+[a-z0-9-]*\\?\./,
      as: 'an instance type',
    },
  },
  { name: 'ecs.os-type', values: ['linux', 'windows'], nicknames: ['os', 'operatingsystem', 'platform'] },
  {
    name: 'ecs.os-family',
    values: [
      'LINUX',
      ...['2004_CORE', '2016_FULL', '2019_FULL', '2019_CORE', '20H2_CORE'].map((of) => `WINDOWS_SERVER_${of}`),
      ...['2022_FULL', '2022_CORE', '2025_FULL', '2025_CORE'].map((of) => `WINDOWS_SERVER_${of}`),
    ],
    form: /^WINDOWS_SERVER_\d[0-9A-Z]*_(?:FULL|CORE)$/,
    nicknames: ['family', 'operatingsystemfamily'],
  },
  {
    name: 'ecs.cpu-architecture',
    values: ['x86_64', 'arm64'],
    mistaken: { amd64: 'x86_64', x64: 'x86_64', 'x86-64': 'x86_64', x86: 'x86_64', arm: 'arm64', aarch64: 'arm64' },
    nicknames: ['arch', 'architecture', 'cpu', 'cpuarch'],
  },
  { name: 'ecs.vpc-id', nicknames: ['vpc'], looks: { value: /^vpc-[0-9a-f]+$/, pattern: /^vpc-/, as: 'a VPC id' } },
  {
    name: 'ecs.subnet-id',
    nicknames: ['subnet'],
    looks: { value: /^subnet-[0-9a-f]+$/, pattern: /^subnet-/, as: 'a subnet id' },
  },
  { name: 'ecs.awsvpc-trunk-id', nicknames: ['trunk', 'trunkid', 'awsvpctrunk'] },
  { name: 'ecs.outpost-arn', nicknames: ['outpost', 'outpostid'] },
];

/** What the name of every built-in attribute begins with. */
export const BUILT_IN_PREFIX = 'ecs.';

/** What an instance can do: the agent adds names with every version. */
const CAPABILITY = /^ecs\.capability\../;

const BY_NAME: ReadonlyMap<string, BuiltInAttribute> = new Map(BUILT_IN_ATTRIBUTES.map((row) => [row.name, row]));
const BY_NICKNAME: ReadonlyMap<string, string> = new Map(
  BUILT_IN_ATTRIBUTES.flatMap(({ name, nicknames = [] }) => nicknames.map((nickname) => [nickname, name] as const)),
);

export function builtInAttribute(name: string): BuiltInAttribute | undefined {
  return BY_NAME.get(name);
}

/** Whether a name looks like that of a built-in attribute and is none. */
export function onlyLooksBuiltIn(name: string): boolean {
  return name.toLowerCase().startsWith(BUILT_IN_PREFIX) && !BY_NAME.has(name) && !CAPABILITY.test(name);
}

/** The built-in attribute that was meant, where that can be told. */
export function nearestBuiltIn(name: string): string | undefined {
  if (CAPABILITY.test(name.toLowerCase())) return name.toLowerCase();
  const plain = name
    .slice(BUILT_IN_PREFIX.length)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return BY_NICKNAME.get(plain) ?? nearest(name, BY_NAME.keys());
}
