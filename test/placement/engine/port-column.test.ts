/** Host ports in use, against sets of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostPort, Protocol } from '../../../src/model/records.js';
import { PortColumn } from '../../../src/placement/hosts/port-column.js';
import type { PortRange } from '../../../src/placement/hosts/used-ports.js';
import type { Ports } from '../../../src/placement/request/demand.js';
import type { HostReader } from '../../../src/store/host-reader.js';
import { runs } from '../../support/runs.js';

/** Around the borders of words, of the protocols, and of all ports. */
const port = fc.oneof(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 65_400, max: 65_535 }));
const protocol = fc.constantFrom<Protocol>('tcp', 'udp');
const hostPort = fc.record({ port, protocol });
const range = fc.oneof(
  {
    weight: 40,
    arbitrary: fc
      .tuple(port, fc.nat({ max: 130 }))
      .map(([first, more]): PortRange => [first, Math.min(first + more, 65_535)]),
  },
  { weight: 1, arbitrary: fc.constant<PortRange>([1, 65_535]) },
);

/** Ports as a request asks for them, 0 for a dynamic one; each fixed one once. */
const asked = fc
  .uniqueArray(fc.record({ hostPort: fc.oneof(fc.constant(0), port), protocol }), {
    maxLength: 8,
    selector: ({ hostPort, protocol }) => (hostPort === 0 ? Symbol('dynamic') : `${hostPort}/${protocol}`),
  })
  .map((all): Ports => {
    const fixed = all.filter((one) => one.hostPort > 0).map((one) => ({ port: one.hostPort, protocol: one.protocol }));
    const dynamic = new Map<Protocol, number>();
    for (const one of all) if (one.hostPort === 0) dynamic.set(one.protocol, (dynamic.get(one.protocol) ?? 0) + 1);
    return { all, fixed, dynamic };
  });

const step = fc.oneof(
  fc.record({ kind: fc.constant('take' as const), at: fc.nat({ max: 1 }), asked, range }),
  fc.record({
    kind: fc.constant('hold' as const),
    at: fc.nat({ max: 1 }),
    ports: fc.array(hostPort, { maxLength: 40 }),
  }),
  fc.record({ kind: fc.constant('reset' as const), at: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constant('ask' as const), at: fc.nat({ max: 1 }), asked, range }),
);

/** A store that has nothing but ports: those of rows 0 and 1. */
function columnOf(stored: readonly (readonly HostPort[])[]): PortColumn {
  const forEachHostPort: HostReader['forEachHostPort'] = (row, visit) => {
    for (const { port, protocol } of stored[row] as readonly HostPort[]) visit(port, protocol);
  };
  return new PortColumn({ forEachHostPort } as HostReader, Int32Array.of(0, 1));
}

const text = ({ port, protocol }: HostPort) => `${port}/${protocol}`;

function* portsOf([first, last]: PortRange, protocol: Protocol): Generator<string> {
  for (let port = first; port <= last; port++) yield text({ port, protocol });
}

function freeNaively(used: ReadonlySet<string>, { fixed }: Ports, protocol: Protocol, range: PortRange): number {
  const taken = new Set([...used, ...fixed.map(text)]);
  return [...portsOf(range, protocol)].filter((port) => !taken.has(port)).length;
}

function takeNaively(used: Set<string>, { all, fixed }: Ports, range: PortRange): readonly string[] {
  for (const one of fixed) used.add(text(one));
  return all.map(({ hostPort, protocol }) => {
    if (hostPort > 0) return text({ port: hostPort, protocol });
    const free = [...portsOf(range, protocol)].find((port) => !used.has(port)) as string;
    used.add(free);
    return free;
  });
}

describe('the ports of hosts', () => {
  it('are taken, held and free as a set of them says', () => {
    const stored = fc.oneof(
      fc.array(hostPort, { maxLength: 60 }),
      fc.array(hostPort, { minLength: 100, maxLength: 200 }),
    );
    const property = fc.property(fc.tuple(stored, stored), fc.array(step, { maxLength: 25 }), (stored, steps) => {
      const column = columnOf(stored);
      const used = stored.map((ports) => new Set(ports.map(text)));
      for (const step of steps) {
        const taken = used[step.at] as Set<string>;
        if (step.kind === 'reset') {
          column.reset(step.at);
          used[step.at] = new Set((stored[step.at] as HostPort[]).map(text));
        } else if (step.kind === 'hold') {
          column.hold(step.at, step.ports);
          for (const one of step.ports) taken.add(text(one));
        } else {
          const { asked, range } = step;
          const isFree = asked.fixed.map(({ port, protocol }) => !column.isUsed(step.at, port, protocol));
          expect(isFree).toEqual(asked.fixed.map((one) => !taken.has(text(one))));
          const free = (protocol: Protocol) => column.freeDynamic(step.at, asked, protocol, range);
          const rooms = [...asked.dynamic].map(([protocol, count]) => {
            expect(free(protocol)).toBe(freeNaively(taken, asked, protocol, range));
            return free(protocol) >= count;
          });
          if (step.kind === 'ask' || [...isFree, ...rooms].includes(false)) continue;
          expect(column.take(step.at, asked, range).map(text)).toEqual(takeNaively(taken, asked, range));
        }
      }
    });
    fc.assert(property, runs(400));
  });

  it('are every port there is, of both protocols', () => {
    const column = columnOf([[], []]);
    const range: PortRange = [1, 65_535];
    for (const protocol of ['tcp', 'udp'] as const) {
      const asked: Ports = { all: [{ hostPort: 0, protocol }], fixed: [], dynamic: new Map([[protocol, 1]]) };
      for (let port = 1; port <= 65_535; port++) {
        if (port % 4096 === 0) expect(column.freeDynamic(0, asked, protocol, range)).toBe(65_536 - port);
        expect(column.take(0, asked, range)[0]?.port === port || port).toBe(true);
      }
      expect(column.freeDynamic(0, asked, protocol, range)).toBe(0);
    }
    column.reset(0);
    expect(column.isUsed(0, 65_535, 'udp')).toBe(false);
  });

  it("are in nobody's way where they are none", () => {
    const odd = [80.5, -1, 65_536, 1e9, Number.NaN, Number.POSITIVE_INFINITY].map(
      (port): HostPort => ({ port, protocol: 'tcp' }),
    );
    const column = columnOf([odd, []]);
    const asked: Ports = { all: [{ hostPort: 0, protocol: 'udp' }], fixed: [], dynamic: new Map([['udp', 1]]) };
    expect(column.freeDynamic(0, asked, 'tcp', [1, 65_535])).toBe(65_535);
    expect(column.freeDynamic(0, asked, 'udp', [1, 65_535])).toBe(65_535);
    expect(column.isUsed(0, 80, 'udp')).toBe(false);
  });
});
