/** A scenario is written for Stowage alone, so nothing in it passes unread. */
import { type Fields, malformed, requestError } from '../request/fields.js';
import { suggestion } from './suggestion.js';

/** @throws StowageError for the first field that is none of `known` */
export function refuseUnknown(fields: Fields, known: readonly string[], what: string): void {
  const name = fields.names().find((candidate) => !known.includes(candidate));
  if (name === undefined) return;
  const rule = `${what} has no field ${JSON.stringify(name)}: it takes ${known.join(', ')}`;
  throw requestError('request-malformed', fields.pathOf(name), rule + suggestion(name, known));
}

export function readFlag(fields: Fields, name: string, otherwise: boolean): boolean {
  const value = fields.get(name) ?? otherwise;
  if (typeof value === 'boolean') return value;
  throw malformed(fields.pathOf(name), `${name} has to be true or false`, value);
}
