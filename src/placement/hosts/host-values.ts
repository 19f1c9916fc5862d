/** What expressions read of the hosts of a store, by row and without making records: for whoever asks of every host. */
import type { HostAmounts } from '../../model/host-amounts.js';
import type { Task } from '../../model/records.js';
import { isNumeric, readMembers, readValue } from '../../model/subjects.js';
import type { Values } from '../../query/evaluate.js';
import type { Store } from '../../store/store.js';
import type { Demand } from '../request/demand.js';
import type { Hosts } from './hosts.js';
import { lessTasks } from './placed-task.js';

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

/** Some like tasks that come to a host. */
export interface AddedTasks {
  readonly like: Task;
  readonly demand: Demand;
  readonly count: number;
}

/** Values with tasks added: one stands for all of them in the sets, and their number counts. */
export function withAdded<Source>(
  values: Values<Source>,
  amounts: (source: Source) => HostAmounts,
  { like, demand, count }: AddedTasks,
): Values<Source> {
  return {
    value: (subject, parameter, source) => {
      if (subject.source === 'resource') return subject.read(lessTasks(amounts(source), demand, count), parameter);
      const value = values.value(subject, parameter, source);
      if (typeof value !== 'number') return value;
      if (subject.source === 'count') return subject.counts(like) ? value + count : value;
      return subject.source === 'task-count' ? value + count : value;
    },
    members: (subject, source, inOrder) => [...values.members(subject, source, inOrder), subject.member(like)],
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
