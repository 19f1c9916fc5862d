/**
 * DuckDB kept up to date, as it likes it best: large batches, staged and merged by three statements in one transaction.
 *
 * It is spared work: a task comes with the number of its host, and of a batch only the last event of each key is handed over.
 */
import { INTEGER, VARCHAR } from '@duckdb/node-api';
import { GROUPS } from '../fleet.mjs';
import { firstTaskOf, groupOf, typeOf } from '../fleet-records.mjs';
import { appendRows, openDuckDB } from './duckdb.mjs';

/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {import('../events.mjs').FleetEvent} FleetEvent */

const TABLES = `
  create table instances (key varchar primary key, cpu integer, version integer);
  create table tasks (key varchar primary key, host integer, name integer, status integer, version integer);
  create table staged_instances (key varchar, cpu integer, version integer);
  create table staged_tasks (key varchar, host integer, name integer, status integer, version integer);
  create table staged_gone (key varchar)`;

const MERGE = `
  begin;
  update instances set cpu = staged.cpu, version = staged.version from staged_instances as staged
    where instances.key = staged.key and instances.version < staged.version;
  delete from tasks where key in (select key from staged_gone);
  insert or replace into tasks select * from staged_tasks;
  commit;
  truncate staged_instances; truncate staged_tasks; truncate staged_gone`;

/**
 * @param {Fleet} fleet
 * @returns {Promise<import('./updates.mjs').UpdatePeer>}
 */
export async function duckdbUpdates(fleet) {
  const { connection, version } = await openDuckDB();
  await fill(connection, fleet);
  const first = async (/** @type {string} */ sql) => Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]);
  return {
    batch: 10_000,
    sample: 20_000,
    version,
    translate: (events) => [...new Map(events.map((event) => [event.key, event])).values()],
    apply: async (/** @type {FleetEvent[]} */ batch) => {
      await stage(connection, batch);
      await connection.run(MERGE);
    },
    taskCount: () => first('select count(*) from tasks'),
    hostsByGroup: async () => {
      const counts = Array(GROUPS.length).fill(0);
      const counting = await connection.runAndReadAll('select name, count(distinct host) from tasks group by name');
      for (const [name, count] of counting.getRows()) counts[Number(name)] = Number(count);
      return counts;
    },
    remainingCpu: (key) => first(`select cpu from instances where key = '${key}'`),
  };
}

const TASK_TYPES = [VARCHAR, INTEGER, INTEGER, INTEGER, INTEGER];
const INSTANCE_TYPES = [VARCHAR, INTEGER, INTEGER];

/**
 * @param {import('./duckdb.mjs').Connection} connection
 * @param {readonly FleetEvent[]} batch
 */
async function stage(connection, batch) {
  const instances = batch.filter(({ kind }) => kind === 'instance');
  const gone = batch.filter(({ kind }) => kind === 'stopped');
  const tasks = batch.filter(({ kind }) => kind === 'started' || kind === 'changed');
  await appendRows(connection, 'staged_instances', INSTANCE_TYPES, instances, ({ key, cpu, version }) => [
    key,
    cpu,
    version,
  ]);
  await appendRows(connection, 'staged_gone', [VARCHAR], gone, ({ key }) => [key]);
  await appendRows(connection, 'staged_tasks', TASK_TYPES, tasks, ({ kind, key, row, group, version }) => [
    ...[key, row, group, kind === 'started' ? 0 : 1, version],
  ]);
}

/**
 * @param {import('./duckdb.mjs').Connection} connection
 * @param {Fleet} fleet
 */
async function fill(connection, fleet) {
  await connection.run(TABLES);
  const rows = { length: fleet.instances };
  await appendRows(connection, 'instances', INSTANCE_TYPES, rows, (_, row) => [
    ...[fleet.keyOf(row), typeOf(fleet, row).vcpus * 1024, 1],
  ]);
  let host = 0;
  await appendRows(connection, 'tasks', TASK_TYPES, { length: fleet.tasks }, (_, task) => {
    while (task >= firstTaskOf(fleet, host + 1)) host++;
    return [fleet.taskKeyOf(task), host, groupOf(fleet, task), 1, 1];
  });
}
