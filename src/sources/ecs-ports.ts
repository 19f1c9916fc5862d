/** The host ports a task is bound to, of its containers' `networkBindings`. */
import { StowageError } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import type { HostPort, Protocol, Task } from '../model/records.js';
import { type Fields, fieldsOf, forEachIn, malformed, NONE, textField } from './fields.js';
import { LAST_PORT, portField, protocolField } from './port.js';

/** What `type` an attachment has that gives the task a network interface of its own, in descriptions and in events. */
const INTERFACE_TYPES: ReadonlySet<string | undefined> = new Set(['ElasticNetworkInterface', 'eni']);

interface PortRange {
  readonly first: number;
  readonly last: number;
  readonly protocol: Protocol;
}

/**
 * Ascending by place in the record, each once: Docker binds a port on IPv4 and on IPv6. A task that runs on no instance (Fargate) or
 * has a network interface of its own (awsvpc) holds no port of a host.
 */
export function readHostPorts(task: Fields, onInstance: boolean): Task['hostPorts'] {
  const bound: Bound = { ranges: [], hasInterface: false };
  forEachIn(task, 'containers', addContainer, bound);
  forEachIn(task, 'attachments', addAttachment, bound);
  return !onInstance || bound.ranges.length === 0 || bound.hasInterface ? NONE : portsOf(bound.ranges);
}

/** What the task is bound to. */
interface Bound {
  readonly ranges: PortRange[];
  /** Whether it has a network interface of its own. */
  hasInterface: boolean;
}

function addContainer(container: unknown, bound: Bound): void {
  forEachIn(fieldsOf(container), 'networkBindings', addBinding, bound);
}

function addBinding(binding: unknown, bound: Bound): void {
  bound.ranges.push(readBinding(binding));
}

function addAttachment(attachment: unknown, bound: Bound): void {
  if (INTERFACE_TYPES.has(textField(fieldsOf(attachment), 'type'))) bound.hasInterface = true;
}

/** A binding without a port of the host (not bound yet) is an empty range. */
function readBinding(element: unknown): PortRange {
  const binding = fieldsOf(element);
  const protocol = protocolField(binding, 'protocol');
  const range = textField(binding, 'hostPortRange');
  if (range !== undefined) return { ...readRange(range), protocol };
  const port = portField(binding, 'hostPort') ?? 0;
  return { first: port, last: port === 0 ? -1 : port, protocol };
}

function readRange(text: string): { readonly first: number; readonly last: number } {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (range.first >= 1 && range.first <= range.last && range.last <= LAST_PORT) return range;
  throw malformed('.hostPortRange', 'a range of ports such as "8000-8010"', text);
}

function portsOf(ranges: readonly PortRange[]): readonly HostPort[] {
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1 && only.first === only.last) {
    return [{ port: only.first, protocol: only.protocol }];
  }
  // Equal ranges once, before they are counted: else a long list of one range costs its length times its size.
  const distinct = new Map(ranges.map((range) => [`${range.first}-${range.last}/${range.protocol}`, range]));
  const ports = new Map<string, HostPort>();
  let counted = 0;
  for (const { first, last, protocol } of distinct.values()) {
    counted += last - first + 1;
    if (counted > LIMITS.taskHostPorts) throw tooMany();
    for (let port = first; port <= last; port++) ports.set(`${port}/${protocol}`, { port, protocol });
  }
  return [...ports.values()];
}

function tooMany(): StowageError {
  const message = `a task with more than ${LIMITS.taskHostPorts} host ports is not read`;
  return new StowageError('source-limit', '.containers', message);
}
