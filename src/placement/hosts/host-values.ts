/** What expressions read of the hosts of a store, by row and without making records: for whoever asks of every host. */
import { isNumeric, readMembers, readValue, type TaskSetSubject } from '../../model/subjects.js';
import type { Values } from '../../query/evaluate.js';
import type { Store } from '../../store/store.js';
import type { Hosts } from './hosts.js';

/** The values that the records say, nothing that is placed counted in. O(attributes), or O(tasks) for a subject of tasks. */
export function valuesIn(store: Store): Values<number> {
  const { reader, index } = store;
  return {
    value: (subject, parameter, row) => {
      if (isNumeric(subject) && subject.kept === 'always') return numberOf(index.numbers(subject).at(row));
      const read = READERS[subject.name];
      if (read !== undefined) return read(store, row, parameter);
      if (subject.source !== 'instance') return readValue(subject, parameter, store.hostAt(row));
      const instance = reader.instance(row);
      return instance === undefined ? undefined : subject.read(instance, parameter);
    },
    members: (subject, row, inOrder) =>
      subject.kept === 'always' ? reader.taskMembers(row, subject, inOrder) : readMembers(subject, store.hostAt(row)),
  };
}

/** The row of a host on which nothing is placed, so that all there is to see is in the store; -1 where something is. */
export function plainRow(hosts: Hosts, position: number): number {
  return hosts.overlay.at(position).length === 0 ? hosts.rowAt(position) : -1;
}

/** Values with tasks added: one stands for all of them in the sets, and their number counts. */
export function withAdded(
  values: Values<number>,
  count: number,
  member: (subject: TaskSetSubject) => string | undefined,
): Values<number> {
  return {
    value: (subject, parameter, row) => {
      const value = values.value(subject, parameter, row);
      return subject.source === 'task-count' && typeof value === 'number' ? value + count : value;
    },
    members: (subject, row, inOrder) => [...values.members(subject, row, inOrder), member(subject)],
  };
}

type Read = (store: Store, row: number, parameter: string) => string | null | undefined;

/** Subjects that are often asked about and need no record. */
const READERS: Readonly<Record<string, Read>> = {
  'attribute:': ({ reader }, row, name) => reader.attribute(row, name),
  agentConnected: ({ reader }, row) => {
    const connected = reader.agentConnected(row);
    return connected === undefined ? undefined : String(connected);
  },
};

function numberOf(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
