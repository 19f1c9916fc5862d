/** Operating errors and our own bugs: the two kinds of thing that can be thrown besides a `QueryError`. */

/** Every code a `StowageError` can carry. Stable: documented in docs/ERRORS.md and never reused. */
export const STOWAGE_ERRORS = {
  'source-kind': 'The input is no record source that Stowage reads.',
  'source-malformed': 'A record lacks a required field, or a field is of the wrong kind.',
  'source-unreadable': 'A file, folder or stream cannot be read or is not JSON.',
  'source-limit': 'The input is over a limit.',
  'query-limit': 'A stage of a query makes more than a limit allows.',
  'no-keys': 'Keys were asked of rows that stages made, which have none.',
  'watch-limit': 'More queries are watched than a limit allows.',
  'listener-failed': 'A listener of a watched query threw.',
  'request-malformed': 'A field of a placement request is of the wrong kind or out of range.',
  'request-conflict': 'Parts of a placement request cannot stand together.',
  'request-limit': 'A placement request is over a limit.',
  'scorer-unknown': 'A placement request names a scorer that the caller did not give.',
  'cluster-required': 'Several clusters are loaded and the request does not say which one it means.',
  'cluster-unknown': 'The request names a cluster of which nothing is loaded.',
  'not-shared': 'A thread asked what the index that was shared with it does not hold.',
  'revision-moved': 'The cluster changed before a result was read to its end.',
  usage: 'A call or a command line is not of the form it has to be.',
} as const;

export type StowageErrorCode = keyof typeof STOWAGE_ERRORS;

/** An operating error: bad input, an unreadable file, an impossible request. */
export class StowageError extends Error {
  override readonly name = 'StowageError';
  readonly code: StowageErrorCode;
  /** Where in the input, as a JSON path such as `$.containerInstances[3].status`; empty where there is no place. */
  readonly path: string;

  constructor(code: StowageErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.path = path;
  }
}

/** Assert what must hold unless Stowage itself is wrong. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant violated: ${message}`);
}
