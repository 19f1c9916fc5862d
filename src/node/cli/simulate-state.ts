import type { AttributeSpread, BeforeAfter, FleetState, SimulationReport } from '../../index.js';
import type { Column, Row, Screen } from '../output/answer.js';
import { tableLines } from '../output/table.js';
import { paint, plural } from '../output/terminal.js';

/** Together they fit on one screen; `-o json` has all of them. */
const SHOWN_BUCKETS = 20;
const SHOWN_GROUPS = 3;

/** The fleet before and after: hosts, utilisation, what is stranded and for which tasks. */
export function* stateLines({ before, after, reference }: SimulationReport, screen: Screen): Generator<string> {
  yield* tableLines(hostRows(before, after), PAIR_COLUMNS, screen);
  yield '';
  yield* tableLines(resourceRows(before, after), RESOURCE_COLUMNS, screen);
  const [first] = reference.tasks;
  if (first === undefined) return;
  const others = reference.tasks.length - 1;
  const shape = Object.entries(first)
    .map(([name, amount]) => `${name} ${count(amount)}`)
    .join(', ');
  const source = reference.source === 'requests' ? 'a task of the requests' : 'the most frequent task';
  yield paint(
    'dim',
    `full: no room for ${source} (${shape}${others > 0 ? `, or ${plural(others, 'other')}` : ''}); stranded: free there for want of another resource`,
    screen,
  );
}

const PAIR_COLUMNS: readonly Column[] = [
  { title: 'fleet', value: ({ what }) => what },
  { title: 'before', value: ({ before }) => before },
  { title: 'after', value: ({ after }) => after },
  { title: 'change', value: ({ before, after }) => signed(Number(after) - Number(before)) },
];

function hostRows(before: FleetState, after: FleetState): readonly Row[] {
  const row = (what: string, numberOf: (state: FleetState) => number): Row => {
    return { what, before: numberOf(before), after: numberOf(after) };
  };
  const rows = [
    row('ACTIVE', ({ hosts }) => hosts.active),
    row('  of them empty', ({ hosts }) => hosts.empty),
    row('  of them full', ({ hosts }) => hosts.full),
    row('DRAINING', ({ hosts }) => hosts.draining),
    row('other hosts', ({ hosts }) => hosts.other),
    row('tasks', ({ tasks }) => tasks),
  ];
  return rows.filter(({ what, before: was, after: is }) => what !== 'other hosts' || was !== 0 || is !== 0);
}

const RESOURCE_COLUMNS: readonly Column[] = [
  { title: 'resource', value: ({ resource }) => resource },
  { title: 'taken', value: ({ taken }) => taken },
  { title: 'then', value: ({ takenAfter }) => takenAfter },
  { title: 'of', value: ({ registered }) => registered },
  { title: 'then', value: ({ registeredAfter }) => registeredAfter },
  { title: 'used', value: ({ used }) => used },
  { title: 'then', value: ({ usedAfter }) => usedAfter },
  { title: 'stranded', value: ({ stranded }) => stranded },
  { title: 'then', value: ({ strandedAfter }) => strandedAfter },
];

function resourceRows(before: FleetState, after: FleetState): readonly Row[] {
  const names = new Set([...before.resources, ...after.resources].map(({ resource }) => resource));
  return Array.from(names, (resource): Row => {
    const [was, is] = [before, after].map(({ resources }) => resources.find((state) => state.resource === resource));
    return {
      resource,
      taken: was?.taken ?? 0,
      takenAfter: is?.taken ?? 0,
      registered: was?.registered ?? 0,
      registeredAfter: is?.registered ?? 0,
      used: share(was?.utilisation),
      usedAfter: share(is?.utilisation),
      stranded: was?.stranded ?? 0,
      strandedAfter: is?.stranded ?? 0,
    };
  });
}

function share(utilisation: number | null | undefined): string {
  return utilisation === null || utilisation === undefined ? '–' : `${(utilisation * 100).toFixed(1)} %`;
}

/** Hosts, tasks and the touched groups by the values of one attribute. */
export function* spreadLines({ buckets, groups, ...spread }: AttributeSpread, screen: Screen): Generator<string> {
  const shownGroups = [...groups].sort((a, b) => changeOf(b) - changeOf(a)).slice(0, SHOWN_GROUPS);
  const columns: readonly Column[] = [
    { title: spread.attribute.replace(/^ecs\./, ''), value: ({ value }) => value ?? '(none)' },
    { title: 'hosts', value: ({ hosts }) => arrow(hosts as BeforeAfter) },
    { title: 'tasks', value: ({ tasks }) => arrow(tasks as BeforeAfter) },
    ...shownGroups.map(({ group, tasks }): Column => {
      return { title: group, value: ({ at }) => arrow(tasks[Number(at)] as BeforeAfter) };
    }),
  ];
  const rows = buckets.slice(0, SHOWN_BUCKETS).map((bucket, at): Row => ({ ...bucket, at }));
  yield* tableLines(rows, columns, screen);
  const rest = [
    ...(buckets.length > SHOWN_BUCKETS ? [plural(buckets.length - SHOWN_BUCKETS, 'value')] : []),
    ...(groups.length > SHOWN_GROUPS ? [plural(groups.length - SHOWN_GROUPS, 'group')] : []),
  ];
  if (rest.length > 0) yield paint('dim', `and ${rest.join(' and ')} more (-o json has all)`, screen);
}

/** How many tasks more or fewer there are in some bucket. */
function changeOf({ tasks }: AttributeSpread['groups'][number]): number {
  return tasks.reduce((sum, { before, after }) => sum + Math.abs(after - before), 0);
}

function arrow({ before, after }: BeforeAfter): string {
  return before === after ? count(before) : `${count(before)} → ${count(after)}`;
}

function signed(change: number): string {
  return change === 0 ? '' : change > 0 ? `+${count(change)}` : `−${count(-change)}`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
