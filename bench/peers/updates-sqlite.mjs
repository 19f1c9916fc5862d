/**
 * SQLite kept up to date: one statement for each event, one transaction for each batch.
 *
 * It has the index that a query by task group needs, as it is kept to be asked. It is spared work all the same: a task comes with
 * the number of its host, nothing is known of what was removed, and an instance has one amount.
 */
import { GROUPS } from '../fleet.mjs';
import { firstTaskOf, groupOf, typeOf } from '../fleet-records.mjs';
import { openSqlite } from './sqlite.mjs';

/** @typedef {import('../fleet.mjs').Fleet} Fleet */
/** @typedef {import('../events.mjs').FleetEvent} FleetEvent */

const TABLES = `
  create table instances (key text primary key, cpu integer, version integer) without rowid;
  create table tasks (key text primary key, host integer, name integer, status integer, version integer) without rowid;
  create index tasks_by_group on tasks (name, host)`;

/**
 * @param {Fleet} fleet
 * @returns {Promise<import('./updates.mjs').UpdatePeer>}
 */
export async function sqliteUpdates(fleet) {
  const database = await openSqlite();
  const statements = fill(database, fleet);
  const remaining = database.prepare('select cpu from instances where key = ?');
  return {
    batch: 1_000,
    sample: 20_000,
    version: database.version,
    translate: (events) => events,
    apply: (/** @type {FleetEvent[]} */ batch) => {
      database.exec('begin');
      for (const { kind, key, row, group, version, cpu } of batch) {
        if (kind === 'started') statements.insert.run([key, row, group, 0, version]);
        else if (kind === 'changed') statements.change.run([1, version, key, version]);
        else if (kind === 'stopped') statements.remove.run([key]);
        else statements.instance.run([cpu, version, key, version]);
      }
      database.exec('commit');
    },
    taskCount: () => Number(database.prepare('select count(*) as n from tasks').all([])[0]?.['n']),
    hostsByGroup: () => {
      const counts = Array(GROUPS.length).fill(0);
      const counting = database.prepare('select name, count(distinct host) as n from tasks group by name');
      for (const { name, n } of counting.all([])) counts[Number(name)] = n;
      return counts;
    },
    remainingCpu: (key) => Number(remaining.all([key])[0]?.['cpu']),
  };
}

/**
 * @param {import('./sqlite.mjs').Database} database
 * @param {Fleet} fleet
 */
function fill(database, fleet) {
  database.exec(TABLES);
  const insertInstance = database.prepare('insert into instances values (?, ?, 1)');
  const insert = database.prepare('insert into tasks values (?, ?, ?, ?, ?)');
  database.exec('begin');
  for (let row = 0; row < fleet.instances; row++) {
    insertInstance.run([fleet.keyOf(row), typeOf(fleet, row).vcpus * 1024]);
    for (let task = firstTaskOf(fleet, row); task < firstTaskOf(fleet, row + 1); task++) {
      insert.run([fleet.taskKeyOf(task), row, groupOf(fleet, task), 1, 1]);
    }
  }
  database.exec('commit');
  return {
    insert,
    change: database.prepare('update tasks set status = ?, version = ? where key = ? and version < ?'),
    remove: database.prepare('delete from tasks where key = ?'),
    instance: database.prepare('update instances set cpu = ?, version = ? where key = ? and version < ?'),
  };
}
