/** From a history that goes wrong to a short one that still does. */
import { print } from '../../src/language/printer.js';
import { type Action, Episode } from './episode.js';
import type { SystemName } from './system.js';

/** So many changes and questions are gone through at most: a fleet of thousands ends up longer than one of a handful. */
const EFFORT = 500_000;
/** The last so many actions are told. */
const LINES = 100;

/** The actions that are left, one on a line, and what then goes wrong. */
export function shrink(journal: readonly Action[], system: SystemName): string {
  let effort = 0;
  const fails = (actions: readonly Action[]): boolean => {
    effort += actions.length;
    return effort <= EFFORT && differenceAfter(actions, system) !== undefined;
  };
  let shortest = journal;
  const single = journal.flatMap(singled);
  if (fails(single)) shortest = single;
  // Halves, quarters, eighths and so on are left out while the rest still goes wrong (Zeller's delta debugging).
  for (let size = Math.ceil(shortest.length / 2); effort <= EFFORT; size = Math.ceil(size / 2)) {
    for (let start = 0; start < shortest.length && effort <= EFFORT; ) {
      const rest = [...shortest.slice(0, start), ...shortest.slice(start + size)];
      if (fails(rest)) shortest = rest;
      else start += size;
    }
    if (size <= 1) break;
  }
  const lines = shortest.map(lineOf);
  if (lines.length > LINES) lines.splice(0, lines.length - LINES, `(${lines.length - LINES} actions more)`);
  return [...lines, `=> ${differenceAfter(shortest, system)}`].join('\n');
}

function differenceAfter(actions: readonly Action[], system: SystemName): string | undefined {
  const episode = new Episode(system);
  for (const action of actions) {
    const difference = episode.perform(action);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** Changes that came together, one by one. */
function singled(action: Action): readonly Action[] {
  return action.do === 'apply' ? action.changes.map((change) => ({ do: 'apply', changes: [change] })) : [action];
}

function lineOf(action: Action): string {
  if (action.do === 'prepare') return `prepare ${action.question}: ${print(action.expression)}`;
  return JSON.stringify(action, (_, value: unknown) => (value instanceof Map ? [...value] : value)).slice(0, 2_000);
}
