/** What is told of a request that is wrong. */
import { StowageError } from '../../src/model/errors.js';

/** The error that a reader throws; where it takes the request, the test fails. */
export function errorOf(read: () => unknown): StowageError {
  try {
    read();
  } catch (error) {
    if (error instanceof StowageError) return error;
    throw error;
  }
  throw new Error('the request was taken');
}

export const MALFORMED = 'request-malformed';
export const CONFLICT = 'request-conflict';
