/**
 * SQLite as a placer: hosts in a table, one `select … order by … limit 1` and one or two `update`s for each task, all prepared, in one
 * transaction. For each workload there is an index made for it, which holds the hosts that can take a task and no others.
 */
import { ZONES } from '../fleet.mjs';
import { openSqlite } from './sqlite.mjs';

/** @typedef {import('../placement/hosts.mjs').PlacingHost} PlacingHost */
/** @typedef {import('../placement/wanted.mjs').Wanted} Wanted */

const TABLES = `
  create table hosts (id integer primary key, cpu integer, memory integer, zone text, type text, image text, architecture text,
    stack text, tasks integer default 0);
  create table zones (zone text primary key, tasks integer default 0) without rowid`;

/** @param {readonly PlacingHost[]} hosts where no task runs of the groups that are placed */
export async function sqlitePlacing(hosts) {
  const database = await openSqlite();
  database.exec(TABLES);
  database.exec('begin');
  const insert = database.prepare('insert into hosts values (?, ?, ?, ?, ?, ?, ?, ?, 0)');
  for (const { row, cpu, memory, zone, type, image, architecture, stack } of hosts) {
    insert.run([row, cpu, memory, zone, type, image, architecture, stack]);
  }
  const insertZone = database.prepare('insert into zones values (?, 0)');
  for (const zone of ZONES) if (hosts.some((host) => host.zone === zone)) insertZone.run([zone]);
  database.exec('commit');
  const takeBack = database.prepare('update hosts set cpu = ?, memory = ?, tasks = 0 where id = ?');
  const free = hosts.map(({ cpu, memory }) => ({ cpu, memory }));
  /** @type {Set<number>} */
  const touched = new Set();

  const reset = () => {
    database.exec('begin');
    for (const row of touched) takeBack.run([free[row]?.cpu ?? 0, free[row]?.memory ?? 0, row]);
    database.exec('update zones set tasks = 0');
    database.exec('commit');
    touched.clear();
  };

  return {
    version: database.version,
    reset,
    close: () => database.close(),
    /** One workload after the other. @param {Wanted} wanted */
    prepare(wanted) {
      database.exec(`drop index if exists able; ${indexFor(wanted)}; analyze`);
      const select = database.prepare(queryFor(wanted));
      const { cpu, memory, order } = wanted;
      const take = database.prepare(
        `update hosts set cpu = cpu - ${cpu}, memory = memory - ${memory}, tasks = tasks + 1 where id = ?`,
      );
      const count = order.includes('zone')
        ? database.prepare('update zones set tasks = tasks + 1 where zone = ?')
        : undefined;
      return (/** @type {number} */ tasks) => {
        /** @type {number[]} */
        const rows = [];
        database.exec('begin');
        while (rows.length < tasks) {
          const [best] = select.all([]);
          if (best === undefined) break;
          const row = Number(best['id']);
          take.run([row]);
          count?.run([best['zone'] ?? '']);
          touched.add(row);
          rows.push(row);
        }
        database.exec('commit');
        return rows;
      };
    },
    /** The first ten hosts, and how many tasks fit. @param {Wanted} wanted */
    prepareAnswers(wanted) {
      database.exec(`drop index if exists able; ${indexFor(wanted)}; analyze`);
      const ranking = database.prepare(
        `select id from hosts where ${ableTo(wanted)} order by ${columns(wanted)}, id limit 10`,
      );
      const room = database.prepare(
        `select sum(min(cpu / ${wanted.cpu}, memory / ${wanted.memory})) as n from hosts where ${ableTo(wanted)}`,
      );
      return {
        rank: () => ranking.all([]).map(({ id }) => Number(id)),
        headroom: () => Number(room.all([])[0]?.['n']),
      };
    },
  };
}

/** @param {Wanted} wanted */
function ableTo({ cpu, memory, clauses, isDistinct }) {
  const conditions = [`cpu >= ${cpu}`, `memory >= ${memory}`, ...clauses.map(({ where }) => where)];
  return [...conditions, ...(isDistinct ? ['tasks = 0'] : [])].join(' and ');
}

/** What is compared within a zone. @param {Wanted} wanted */
function columns({ order }) {
  return order.filter((part) => part !== 'zone').map((part) => (part === 'host' ? 'tasks' : part));
}

/** @param {Wanted} wanted */
function indexFor(wanted) {
  const indexed = [...(wanted.order.includes('zone') ? ['zone'] : []), ...columns(wanted)];
  return `create index able on hosts (${indexed.join(', ')}) where ${ableTo(wanted)}`;
}

/** The zones' best hosts, and of these the best; without zones the best at once. @param {Wanted} wanted */
function queryFor(wanted) {
  const within = [...columns(wanted), 'id'];
  if (wanted.order[0] !== 'zone')
    return `select id from hosts where ${ableTo(wanted)} order by ${within.join(', ')} limit 1`;
  const best = `select id from hosts where zone = z.zone and ${ableTo(wanted)} order by ${within.join(', ')} limit 1`;
  const bound =
    wanted.maxSkew === undefined ? '' : `where z.tasks < (select min(tasks) from zones) + ${wanted.maxSkew}`;
  return `select h.id as id, z.zone as zone from zones z join hosts h on h.id = (${best}) ${bound}
    order by z.tasks, ${within.map((column) => `h.${column}`).join(', ')} limit 1`;
}
