/** The request form for library users, who have no task definition: what one task needs, said directly. */
import { roundAmount } from '../../model/amount.js';
import { LIMITS } from '../../model/limits.js';
import type { Protocol } from '../../model/records.js';
import { type AttributeDemand, type Demand, type PortDemand, PROTOCOLS, portsOf } from './demand.js';
import { Fields, type Item, malformed, overLimit, quote, readAmount, readInteger, requestError } from './fields.js';
import { positive, readAttributes, readCpu, readMemory, readPort, refuseSamePort } from './task-definition.js';
import type { RequestWarning } from './warnings.js';

/** Fields of a request that say what a task definition would say. */
export const SHORT_FORM_FIELDS = ['family', 'cpu', 'memory', 'gpu', 'ports', 'attributes', 'resources'] as const;

/** Resources that have a field of their own: they can be asked for by name instead, but not twice, and ports not so. */
const OWN_FIELD: ReadonlyMap<string, string> = new Map([
  ['cpu', 'cpu'],
  ['memory', 'memory'],
  ['gpu', 'gpu'],
  ['ports', 'ports'],
  ['ports_udp', 'ports'],
]);

/** @throws StowageError where a field is of the wrong kind, out of range, or contradicts another */
export function readShortForm(request: Fields, warnings: RequestWarning[]): Demand {
  const allGpus = request.get('gpu') === 'ALL';
  const { amounts, members } = readNamedResources(request);
  const own = positive({
    cpu: readCpu(request, 'cpu') ?? 0,
    memory: readMemory(request, 'memory') ?? 0,
    gpu: allGpus || !request.has('gpu') ? 0 : readGpu(request),
  });
  return {
    amounts: new Map([...own, ...amounts]),
    members,
    allGpus,
    ports: portsOf(readPorts(request.list('ports'))),
    attributes: readShortAttributes(request, warnings),
  };
}

function readGpu(request: Fields): number {
  const value = request.get('gpu');
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(request.pathOf('gpu'), 'gpu has to be a whole number or "ALL"', value);
}

function readPorts(items: readonly Item[]): readonly PortDemand[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const port = readShortPort(item);
    refuseSamePort(port, item.path, seen);
    return port;
  });
}

/** `8080`, which is tcp, or `{ hostPort, protocol }`; 0 is a dynamic port. */
function readShortPort({ value, path }: Item): PortDemand {
  if (typeof value === 'number') return { hostPort: readPort(value, path), protocol: 'tcp' };
  const fields = new Fields(value, path, 'a port');
  const hostPort = fields.has('hostPort') ? readPort(fields.get('hostPort'), fields.pathOf('hostPort')) : 0;
  const protocol: Protocol = fields.oneOf('protocol', PROTOCOLS) ?? 'tcp';
  const containerPort = fields.integer('containerPort', 1, 65_535);
  return containerPort === undefined ? { hostPort, protocol } : { hostPort, protocol, containerPort };
}

/** A list of names and of `{ name, value }`, or an object of name → value. */
function readShortAttributes(request: Fields, warnings: RequestWarning[]): readonly AttributeDemand[] {
  const value = request.get('attributes');
  if (value === undefined || Array.isArray(value)) {
    const items = request.list('attributes').map(({ value: item, path }): Item => {
      return { value: typeof item === 'string' ? { name: item } : item, path };
    });
    return readAttributes(request.pathOf('attributes'), items, warnings);
  }
  const fields = entriesOf(request, 'attributes');
  const items = fields.names().map(
    (name): Item => ({
      value: { name, value: fields.text(name) },
      path: fields.pathOf(name),
    }),
  );
  return readAttributes(fields.path, items, warnings);
}

interface NamedResources {
  readonly amounts: ReadonlyMap<string, number>;
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** Name → an amount, or the members of a string set. */
function readNamedResources(request: Fields): NamedResources {
  const amounts = new Map<string, number>();
  const members = new Map<string, readonly string[]>();
  if (!request.has('resources')) return { amounts, members };
  const fields = entriesOf(request, 'resources');
  const seen = new Set<string>();
  for (const written of fields.names()) {
    if (!fields.has(written)) continue;
    const name = written.toLowerCase();
    refuseTwice(request, fields, written, seen);
    if (Array.isArray(fields.get(written)) && !OWN_FIELD.has(name)) {
      const named = readMembers(fields.list(written));
      if (named.length > 0) members.set(name, named);
    } else {
      const amount = readNamedAmount(fields, written);
      if (amount > 0) amounts.set(name, amount);
    }
  }
  return { amounts, members };
}

function readNamedAmount(fields: Fields, written: string): number {
  const [value, path, what] = [fields.get(written), fields.pathOf(written), `resource ${quote(written)}`];
  if (written.toLowerCase() === 'gpu') return readInteger(value, path, what, 0, Number.MAX_SAFE_INTEGER);
  return roundAmount(readAmount(value, path, what));
}

function entriesOf(request: Fields, name: string): Fields {
  const fields = new Fields(request.get(name), request.pathOf(name), name);
  const found = fields.names().length;
  if (found > LIMITS.placementRequirements) throw overLimit(fields.path, name, found, LIMITS.placementRequirements);
  return fields;
}

function refuseTwice(request: Fields, fields: Fields, written: string, seen: Set<string>): void {
  const name = written.toLowerCase();
  const field = OWN_FIELD.get(name);
  const path = fields.pathOf(written);
  if (field === 'ports') throw requestError('request-conflict', path, 'ask for ports with the field ports');
  if (field !== undefined && request.has(field)) {
    throw requestError('request-conflict', path, `${name} is asked for twice: here and as ${field}`);
  }
  if (seen.has(name)) throw requestError('request-conflict', path, `resource ${quote(name)} is asked for twice`);
  seen.add(name);
}

function readMembers(items: readonly Item[]): readonly string[] {
  const members = items.map(({ value, path }) => {
    if (typeof value === 'string') return value;
    throw malformed(path, 'a member of a string set has to be text', value);
  });
  return [...new Set(members)];
}
