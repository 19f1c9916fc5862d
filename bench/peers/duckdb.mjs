/**
 * DuckDB with its database in memory, on one thread as everything else here.
 *
 * Its interface is asynchronous: a query is timed from its call until its rows are there, in CPU time of all threads.
 */
import { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR, version } from '@duckdb/node-api';
import { GROUPS } from '../fleet.mjs';
import { firstTaskOf, groupOf } from '../fleet-records.mjs';
import { hostRow } from './sqlite.mjs';

/** @typedef {import('../fleet-records.mjs').PlainHost} PlainHost */

export async function openDuckDB() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  return { connection, version: version().replace('v', '') };
}

/** @typedef {Awaited<ReturnType<typeof openDuckDB>>['connection']} Connection */

const CHUNK_ROWS = 2_048;

/**
 * @param {import('../fleet.mjs').Fleet} fleet
 * @param {readonly PlainHost[]} hosts
 */
export async function duckdbPeer(fleet, hosts) {
  const { connection, version } = await openDuckDB();
  await fill(connection, fleet, hosts);
  return {
    name: 'DuckDB',
    version,
    /** @param {import('../queries.mjs').Query} query */
    async ask({ where, group }) {
      const [count, first] = group === undefined ? hostQueries(where) : groupQueries(group);
      const counting = await connection.prepare(count);
      const listing = await connection.prepare(first);
      return {
        count: async () => Number((await counting.runAndReadAll()).getRows()[0]?.[0]),
        first: async () => (await listing.runAndReadAll()).getRows().map(([key]) => key),
      };
    },
    close: () => connection.closeSync(),
  };
}

/**
 * @param {string} where
 * @returns {[count: string, first: string]}
 */
function hostQueries(where) {
  return [`select count(*) from hosts where ${where}`, `select key from hosts where ${where} order by id limit 100`];
}

/**
 * @param {string} group
 * @returns {[count: string, first: string]}
 */
function groupQueries(group) {
  const running = `select host from tasks where name = '${group}'`;
  return [
    `select count(distinct host) from tasks where name = '${group}'`,
    `select key from hosts where id in (${running}) order by id limit 100`,
  ];
}

const STAGED = `
  create table staged_hosts (id integer, key varchar, ec2 varchar, zone varchar, type varchar, image varchar, architecture varchar,
    stack varchar, running integer, registered double, custom varchar, others varchar);
  create table staged_tasks (host integer, name varchar)`;

/** Columns of few values as codes, as DuckDB has them, too. */
const TABLES = `
  create type zone as enum (select distinct zone from staged_hosts order by all);
  create type image as enum (select distinct image from staged_hosts order by all);
  create type architecture as enum (select distinct architecture from staged_hosts order by all);
  create type stack as enum (select distinct stack from staged_hosts order by all);
  create type groups as enum (select distinct name from staged_tasks order by all);
  create table hosts as select id, key, ec2, zone::zone as zone, type, image::image as image,
    architecture::architecture as architecture, stack::stack as stack, running, registered, custom, others from staged_hosts;
  create table tasks as select host, name::groups as name from staged_tasks;
  create unique index by_ec2 on hosts (ec2);
  drop table staged_hosts;
  drop table staged_tasks`;

/**
 * @param {Connection} connection
 * @param {import('../fleet.mjs').Fleet} fleet
 * @param {readonly PlainHost[]} hosts
 */
async function fill(connection, fleet, hosts) {
  await connection.run(STAGED);
  const hostTypes = [INTEGER, ...Array(7).fill(VARCHAR), INTEGER, DOUBLE, VARCHAR, VARCHAR];
  await appendRows(connection, 'staged_hosts', hostTypes, hosts, hostRow);
  let host = 0;
  await appendRows(connection, 'staged_tasks', [INTEGER, VARCHAR], { length: fleet.tasks }, (_, task) => {
    while (task >= firstTaskOf(fleet, host + 1)) host++;
    return [host, GROUPS[groupOf(fleet, task)] ?? ''];
  });
  await connection.run(TABLES);
}

/**
 * @template Item
 * @param {Connection} connection
 * @param {string} table
 * @param {readonly import('@duckdb/node-api').DuckDBType[]} types
 * @param {{ readonly length: number, readonly [index: number]: Item }} items
 * @param {(item: Item, index: number) => (string | number | null)[]} rowOf
 */
export async function appendRows(connection, table, types, items, rowOf) {
  const appender = await connection.createAppender(table);
  for (let first = 0; first < items.length; first += CHUNK_ROWS) {
    const chunk = DuckDBDataChunk.create(types);
    const rows = Array.from({ length: Math.min(CHUNK_ROWS, items.length - first) }, (_, offset) =>
      rowOf(/** @type {Item} */ (items[first + offset]), first + offset),
    );
    chunk.setRows(rows);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
