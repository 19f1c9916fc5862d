/** What is read of hosts row by row is what their records say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from '../../../src/model/records.js';
import { readMembers, readValue, SUBJECTS } from '../../../src/model/subjects.js';
import { valuesIn } from '../../../src/placement/hosts/host-values.js';
import { holderOf } from '../../../src/placement/hosts/ports.js';
import { roomInRows, roomUnder } from '../../../src/placement/reasons/constraint-room.js';
import { resolveRequest } from '../../../src/placement/request/resolve.js';
import { runs } from '../../support/runs.js';
import { storeOf } from '../fleet.js';
import { hosts, requests, writeRequest } from '../generate.js';

const sorted = (members: readonly (string | undefined)[]) => members.map((member) => member ?? '').sort(compareText);

/** The hosts of a random store by row. */
function rowsOf(specs: Parameters<typeof storeOf>[0]) {
  const store = storeOf(specs);
  return { store, rows: Array.from(store.rowsByKey(), (row) => ({ row, host: store.hostAt(row) })) };
}

describe('values by row', () => {
  it('are those of the records, for every subject', () => {
    const property = fc.property(hosts, (specs) => {
      const { store, rows } = rowsOf(specs);
      const values = valuesIn(store);
      for (const { row, host } of rows) {
        for (const subject of SUBJECTS) {
          if (subject.source === 'task-set') {
            expect(values.members(subject, row, true)).toEqual(readMembers(subject, host));
            expect(sorted(values.members(subject, row, false))).toEqual(sorted(readMembers(subject, host)));
            continue;
          }
          const parameters =
            'parameter' in subject && subject.parameter ? [...subject.parameter.of(host.instance), 'no'] : [''];
          for (const parameter of parameters) {
            expect(values.value(subject, parameter, row)).toBe(readValue(subject, parameter, host));
          }
        }
      }
    });
    fc.assert(property, runs(150));
  });

  it('come in the order of the keys of the tasks, however these came', () => {
    const task = (key: string, group?: string) => ({ key, ...(group === undefined ? {} : { group }) });
    const { store, rows } = rowsOf({ a: { tasks: [task('t9', 'x'), task('t1', 'y'), task('t5')] } });
    const groups = SUBJECTS.find((subject) => subject.source === 'task-set');
    expect(groups && rows.map(({ row }) => valuesIn(store).members(groups, row, true))).toEqual([
      ['y', undefined, 'x'],
    ]);
  });

  it('name the same holder of a port', () => {
    const property = fc.property(hosts, (specs) => {
      const { store, rows } = rowsOf(specs);
      for (const { row, host } of rows) {
        for (const port of [22, 80, 443, 9000, 9001, 9003]) {
          for (const protocol of ['tcp', 'udp'] as const) {
            expect(store.reader.portHolder(row, port, protocol)).toEqual(holderOf(host, { port, protocol }));
          }
        }
      }
    });
    fc.assert(property, runs(150));
  });

  it('leave as much room under a constraint', () => {
    const expression = fc.constantFrom(
      'runningTasksCount < 4',
      'runningTasksCount != 3 and agentConnected == true',
      'task:group != service:web',
      'not(task:group == batch and runningTasksCount > 2)',
    );
    const property = fc.property(hosts, requests, expression, fc.nat(9), (specs, abstract, text, most) => {
      const { store, rows } = rowsOf(specs);
      const asked = {
        ...(writeRequest({ ...abstract, group: 'service:web' }, 'short') as object),
        placementConstraints: [{ type: 'memberOf', expression: text }],
      };
      const request = resolveRequest(store, { ...asked, cluster: Object.values(specs)[0]?.cluster ?? '' });
      for (const constraint of request.constraints.memberOf) {
        const room = roomInRows(constraint, store, valuesIn(store), request);
        for (const { row, host } of rows) expect(room(row, most)).toBe(roomUnder(constraint, host, request, most));
      }
    });
    fc.assert(property, runs(150));
  });
});
