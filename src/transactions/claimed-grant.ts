/** What a claim says that its task gets has to be what its request asks for. */
import { StowageError } from '../model/errors.js';
import type { Demand } from '../placement/request/demand.js';
import type { Claim } from './claim.js';

const LAST_PORT = 65_535;

/** @throws StowageError `request-conflict` with the path of what is wrong, such as `$[3].placement.hostPorts[0]`. */
export function requireGrant(demand: Demand, { placement }: Claim, index: number): void {
  const path = `$[${index}].placement`;
  requirePorts(demand, placement, `${path}.hostPorts`);
  requireDevices(demand, placement, `${path}.gpuIds`);
}

function requirePorts({ ports }: Demand, { hostPorts }: Claim['placement'], path: string): void {
  if (hostPorts.length !== ports.all.length) {
    throw conflict(path, `the request asks for ${ports.all.length} host ports, the claim has ${hostPorts.length}`);
  }
  const seen = new Set<string>();
  hostPorts.forEach(({ hostPort, protocol }, at) => {
    const asked = ports.all[at];
    const isPort = Number.isInteger(hostPort) && hostPort >= 1 && hostPort <= LAST_PORT;
    const isAsked = asked?.protocol === protocol && (asked.hostPort === 0 || asked.hostPort === hostPort);
    const name = `${hostPort}/${protocol}`;
    if (!isPort || !isAsked)
      throw conflict(`${path}[${at}]`, `the port ${name} is not what the request asks for there`);
    if (seen.has(name)) throw conflict(`${path}[${at}]`, `the port ${name} is claimed twice by one task`);
    seen.add(name);
  });
}

function requireDevices({ amounts, allGpus }: Demand, { gpuIds }: Claim['placement'], path: string): void {
  if (gpuIds.length === 0 || allGpus) return;
  const asked = amounts.get('gpu') ?? 0;
  if (gpuIds.length !== asked || new Set(gpuIds).size !== asked) {
    throw conflict(path, `the request asks for ${asked} GPUs, the claim names ${new Set(gpuIds).size} of them`);
  }
}

function conflict(path: string, message: string): StowageError {
  return new StowageError('request-conflict', path, message);
}
