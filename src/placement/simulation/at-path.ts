/** Errors of a part of a scenario, told with their place in the whole. */
import { StowageError } from '../../model/errors.js';

/** What `action` gives; a `StowageError` that it throws about a path such as `$.count` is thrown about the path that `place` makes of it. */
export function atPath<T>(place: string | ((path: string) => string), action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof StowageError) || !error.path.startsWith('$')) throw error;
    const path = typeof place === 'string' ? place + error.path.slice(1) : place(error.path);
    throw new StowageError(error.code, path, error.message, { cause: error.cause });
  }
}
