import type { Column, Row } from '../output/answer.js';
import { shortKey } from '../output/terminal.js';

/** What a person sees of a host: which, where, what it is, how full. */
export const HOST_COLUMNS: readonly Column[] = [
  { title: 'instance', value: ({ key }) => shortKey(String(key)) },
  { title: 'zone', value: attribute('ecs.availability-zone') },
  { title: 'type', value: attribute('ecs.instance-type') },
  { title: 'status', value: ({ status }) => status },
  // That an agent is connected is the rule, and not worth a column.
  { title: 'agent', value: ({ agentConnected }) => (agentConnected === false ? 'lost' : undefined) },
  { title: 'tasks', value: ({ runningTasksCount }) => runningTasksCount },
  { title: 'cpu free', value: free('cpu') },
  { title: 'memory free', value: free('memory') },
];

function attribute(name: string): Column['value'] {
  return ({ attributes }: Row) => (attributes as Row | undefined)?.[name];
}

function free(resource: string): Column['value'] {
  return ({ remaining }: Row) => (remaining as Row | undefined)?.[resource];
}
