/** Host ports in use, and those that a task gets. */
import type { Host } from '../../src/model/records.js';

interface Port {
  readonly hostPort: number;
  readonly protocol: 'tcp' | 'udp';
}

export function portsInUse(host: Host, protocol: string): number[] {
  const name = protocol === 'tcp' ? 'ports' : 'ports_udp';
  const ports: number[] = [];
  for (const resources of [host.instance.registered, host.instance.remaining]) {
    const listed = resources?.get(name);
    if (Array.isArray(listed)) for (const port of listed) ports.push(Number(port));
  }
  for (const task of host.tasks) {
    if (task.lastStatus === 'STOPPED') continue;
    for (const held of task.hostPorts) if (held.protocol === protocol) ports.push(held.port);
  }
  return ports;
}

/** Fixed ports as asked, dynamic ones the lowest of the range that nothing uses and the task itself does not ask for. */
export function choosePorts(host: Host, asked: readonly Port[], [first, last]: readonly [number, number]): Port[] {
  const chosen: Port[] = [];
  for (const { hostPort, protocol } of asked) {
    let port = hostPort;
    if (hostPort === 0) {
      for (port = first; port <= last; port++) {
        const own = [...chosen, ...asked].some((other) => other.hostPort === port && other.protocol === protocol);
        if (!own && !portsInUse(host, protocol).includes(port)) break;
      }
    }
    chosen.push({ hostPort: port, protocol });
  }
  return chosen;
}
