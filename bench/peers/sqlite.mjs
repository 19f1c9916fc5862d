/**
 * SQLite with its database in memory: Node's own where it has one (from 22.5 on, native code), else a build for WebAssembly, which
 * needs up to three times as long for a query and about as long for a change.
 */
import { SPARSE_ASKED } from '../queries.mjs';

/** @typedef {import('../fleet-records.mjs').PlainHost} PlainHost */
/** @typedef {string | number | null} Value */
/**
 * @typedef {object} Statement
 * @property {(values: readonly Value[]) => void} run
 * @property {(values: readonly Value[]) => Readonly<Record<string, Value>>[]} all
 */
/**
 * @typedef {object} Database
 * @property {string} version
 * @property {(sql: string) => void} exec
 * @property {(sql: string) => Statement} prepare
 * @property {() => void} close
 */

/** @returns {Promise<Database>} */
export async function openSqlite() {
  const database = (await openNative()) ?? (await openWasm());
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive');
  return database;
}

/** @returns {Promise<Database | undefined>} */
async function openNative() {
  const name = 'node:sqlite';
  const module = await import(name).catch(() => undefined);
  if (module === undefined) return undefined;
  const database = new module.DatabaseSync(':memory:');
  return {
    version: `${database.prepare('select sqlite_version() as v').get().v} (Node's own)`,
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return { run: (values) => statement.run(...values), all: (values) => statement.all(...values) };
    },
    close: () => database.close(),
  };
}

/** @returns {Promise<Database>} */
async function openWasm() {
  const { default: module } = await import('node-sqlite3-wasm');
  const database = new module.Database();
  return {
    version: `${database.get('select sqlite_version() as v')?.['v']} (WebAssembly)`,
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        run: (values) => void statement.run([...values]),
        all: (values) => /** @type {Readonly<Record<string, Value>>[]} */ (statement.all([...values])),
      };
    },
    close: () => database.close(),
  };
}

/**
 * Hosts and groups, with indexes made for these queries.
 * @param {readonly PlainHost[]} hosts
 */
export async function sqlitePeer(hosts) {
  const database = await openSqlite();
  fill(database, hosts);
  return {
    name: 'SQLite',
    version: database.version,
    /** @param {import('../queries.mjs').Query} query */
    ask({ where, group }) {
      const [count, first] = group === undefined ? hostQueries(where) : groupQueries(group);
      const counting = database.prepare(count);
      const listing = database.prepare(first);
      return {
        count: () => counting.all([])[0]?.['n'],
        first: () => listing.all([]).map((row) => row['key']),
      };
    },
    close: () => database.close(),
  };
}

/**
 * @param {string} where
 * @returns {[count: string, first: string]}
 */
function hostQueries(where) {
  return [
    `select count(*) as n from hosts where ${where}`,
    `select key from hosts where ${where} order by id limit 100`,
  ];
}

/**
 * Of a table that holds each pair of group and host once, in this order.
 * @param {string} group
 * @returns {[count: string, first: string]}
 */
function groupQueries(group) {
  return [
    `select count(*) as n from host_groups where name = '${group}'`,
    `select key from host_groups join hosts on id = host where name = '${group}' order by host limit 100`,
  ];
}

const TABLES = `
  create table hosts (id integer primary key, key text, ec2 text, zone text, type text, image text, architecture text,
    stack text, running integer, registered integer, custom text, others text);
  create table host_groups (name text, host integer, primary key (name, host)) without rowid`;

const INDEXES = `
  create unique index by_ec2 on hosts (ec2);
  create index by_zone on hosts (zone);
  create index by_architecture on hosts (architecture, zone, running);
  create index by_stack on hosts (stack, type);
  create index by_zone_and_custom on hosts (zone, custom, image);
  analyze`;

/**
 * @param {Database} database
 * @param {readonly PlainHost[]} hosts
 */
function fill(database, hosts) {
  database.exec(TABLES);
  database.exec('begin');
  const insert = database.prepare(`insert into hosts values (${Array(12).fill('?').join(', ')})`);
  hosts.forEach((host, id) => {
    insert.run(hostRow(host, id));
  });
  const insertGroup = database.prepare('insert into host_groups values (?, ?)');
  for (const [group, ids] of hostsByGroup(hosts)) for (const id of ids) insertGroup.run([group, id]);
  database.exec('commit');
  database.exec(INDEXES);
}

/**
 * @param {PlainHost} host
 * @param {number} id
 * @returns {Value[]}
 */
export function hostRow(host, id) {
  const { key, ec2InstanceId, zone, type, image, architecture, stack, runningTasksCount, registeredAt } = host;
  const { [SPARSE_ASKED]: asked, ...others } = host.custom;
  const custom = SPARSE_ASKED in host.custom ? (asked ?? '') : null;
  return [
    ...[id, key, ec2InstanceId, zone, type, image, architecture, stack, runningTasksCount, registeredAt],
    ...[custom, JSON.stringify(others)],
  ];
}

/** Group → the hosts that have it, ascending, the groups ascending, too. @param {readonly PlainHost[]} hosts */
function hostsByGroup(hosts) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  hosts.forEach((host, id) => {
    for (const group of host.groups) {
      const ids = groups.get(group);
      if (ids === undefined) groups.set(group, [id]);
      else ids.push(id);
    }
  });
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
