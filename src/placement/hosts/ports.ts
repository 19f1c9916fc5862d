/** Who holds a host port. */
import { type Host, type HostPort, holdsResources, type Protocol } from '../../model/records.js';

/** Who holds a port: a task, the host itself (reserved), or nobody that the records name. */
export interface PortHolder {
  readonly task?: string;
  readonly reserved: boolean;
}

/** Names of the resources that list ports in use. */
export const PORT_RESOURCES: Readonly<Record<Protocol, string>> = { tcp: 'ports', udp: 'ports_udp' };

/** Reserved goes before held by a task, and that before in use by nobody knows whom. */
export function holderOf({ instance, tasks }: Host, { port, protocol }: HostPort): PortHolder {
  if (lists(instance.registered.get(PORT_RESOURCES[protocol]), port)) return { reserved: true };
  const holder = tasks.filter(holdsResources).findLast(({ hostPorts }) => {
    return hostPorts.some((held) => held.port === port && held.protocol === protocol);
  });
  return holder === undefined ? { reserved: false } : { task: holder.key, reserved: false };
}

function lists(ports: number | readonly string[] | undefined, port: number): boolean {
  return typeof ports === 'object' && ports.some((listed) => Number(listed) === port);
}
