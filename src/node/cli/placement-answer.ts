import type {
  Cluster,
  HeadroomResult,
  KeyPart,
  Placement,
  PlacementResult,
  RankResult,
  UnplacedTask,
} from '../../index.js';
import type { Answer, Column, Row, Screen } from '../output/answer.js';
import { tableLines } from '../output/table.js';
import { abbreviated, paint, plural, shortKey } from '../output/terminal.js';
import { REASON_COLUMNS } from './reason-words.js';

/** What `place` answers: a row for each task, placed or not, by its index. */
export function placementAnswer(result: PlacementResult, cluster: Cluster): Answer {
  const { placements, unplaced } = result;
  return {
    rows: [...rowsOf(placements), ...rowsOf(unplaced)],
    id: ({ instance }) => instance as string | undefined,
    document: { ...result },
    *text(screen) {
      yield* keyLegend(placements, screen);
      yield* tableLines(rowsOf(placements), placementColumns(cluster), screen);
      if (placements.length > 0 && unplaced.length > 0) yield '';
      yield* unplacedLines(result, screen);
    },
  };
}

function placementColumns(cluster: Cluster): readonly Column[] {
  return [
    { title: 'task', value: ({ index }) => index },
    ...instanceColumns(cluster),
    { title: 'ports', value: ({ hostPorts }) => ports(hostPorts as Placement['hostPorts']) },
    { title: 'gpus', value: ({ gpuIds }) => ((gpuIds as readonly string[]).length > 0 ? gpuIds : undefined) },
    KEY_COLUMN,
    { title: 'runner-up', value: ({ runnerUp }) => runnerUpText(runnerUp as Placement['runnerUp']) },
  ];
}

/** Which instance, and where it is if that is known. */
function instanceColumns(cluster: Cluster): readonly Column[] {
  return [
    { title: 'instance', value: ({ instance }) => shortKey(String(instance)) },
    { title: 'zone', value: ({ instance }) => cluster.instance(String(instance))?.attributes['ecs.availability-zone'] },
  ];
}

function ports(hostPorts: Placement['hostPorts']): string | undefined {
  if (hostPorts.length === 0) return undefined;
  return hostPorts
    .map(({ containerPort, hostPort, protocol }) => {
      const from = containerPort === undefined || containerPort === hostPort ? '' : `${containerPort}→`;
      return `${from}${hostPort}${protocol === 'tcp' ? '' : `/${protocol}`}`;
    })
    .join(' ');
}

const KEY_COLUMN: Column = { title: 'key', value: ({ key }) => keyText(key as readonly KeyPart[]) };

/** What the numbers of the keys are, in their order. */
function* keyLegend(ranked: readonly { readonly key: readonly KeyPart[] }[], screen: Screen): Generator<string> {
  const [first] = ranked;
  if (first !== undefined)
    yield paint('dim', `key: ${first.key.map(partName).join(', then ')}; the least wins`, screen);
}

function partName({ strategy, field }: KeyPart): string {
  return field === undefined ? strategy : `${strategy} ${FIELD_NAMES[field] ?? field.replace(/^attribute:/, '')}`;
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  'attribute:ecs.availability-zone': 'zone',
  'attribute:ecs.instance-type': 'type',
  instanceId: 'instance',
};

function keyText(key: readonly KeyPart[]): string {
  return key
    .map(({ value }) => (value === null ? '–' : Number.isInteger(value) ? String(value) : value.toFixed(3)))
    .join(', ');
}

function runnerUpText(runnerUp: Placement['runnerUp']): string | undefined {
  return runnerUp && `${abbreviated(runnerUp.instance)} ${keyText(runnerUp.key)}`;
}

function* unplacedLines({ placements, unplaced }: PlacementResult, screen: Screen): Generator<string> {
  const [first] = unplaced;
  if (first === undefined) return;
  const total = placements.length + unplaced.length;
  yield paint(['red', 'bold'], `${unplaced.length} of ${plural(total, 'task')} not placed: ${range(unplaced)}`, screen);
  yield '';
  yield* tableLines(rowsOf(first.reasons), REASON_COLUMNS, screen);
}

/** Unplaced tasks are the last of a request. */
function range(unplaced: readonly UnplacedTask[]): string {
  const first = unplaced[0]?.index;
  const last = unplaced.at(-1)?.index;
  return first === last ? `task ${first}` : `tasks ${first}–${last}`;
}

/** What `rank` answers. */
export function rankingAnswer(result: RankResult, cluster: Cluster): Answer {
  return {
    rows: rowsOf(result.ranked),
    id: ({ instance }) => String(instance),
    document: { ...result },
    *text(screen) {
      yield* keyLegend(result.ranked, screen);
      yield* tableLines(rowsOf(result.ranked), [...instanceColumns(cluster), KEY_COLUMN], screen);
    },
  };
}

/** What `headroom` answers. */
export function headroomAnswer(result: HeadroomResult, cluster: Cluster): Answer {
  const rows = rowsOf(result.perInstance);
  return {
    rows,
    id: ({ instance }) => String(instance),
    document: { ...result },
    *text(screen) {
      const total = Number.isFinite(result.total) ? plural(result.total, 'task') : 'any number of tasks';
      yield paint('bold', `room for ${total} on ${plural(rows.length, 'instance')}`, screen);
      if (rows.length > 0) yield '';
      yield* tableLines(rows, [...instanceColumns(cluster), { title: 'tasks', value: countOf }], screen);
    },
  };
}

function countOf({ count }: Row): unknown {
  return count === Number.POSITIVE_INFINITY ? 'any number' : count;
}

/** Results are plain objects, which rows are. */
function rowsOf(results: readonly object[]): readonly Row[] {
  return results as readonly Row[];
}
