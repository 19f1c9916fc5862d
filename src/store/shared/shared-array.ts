import { StowageError } from '../../model/errors.js';

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/**
 * A copy of the first `length` entries, with room for `capacity`, in memory that every thread sees.
 *
 * @throws StowageError `usage` where the platform has no such memory: browsers give it only to pages that are isolated.
 */
export function sharedCopy<A extends Column>(array: A, length = array.length, capacity = length): A {
  const Kind = array.constructor as (new (buffer: SharedArrayBuffer) => A) & { readonly BYTES_PER_ELEMENT: number };
  if (typeof SharedArrayBuffer === 'undefined') {
    throw new StowageError('usage', '', 'this platform has no SharedArrayBuffer, so no other thread can see the index');
  }
  const copy = new Kind(new SharedArrayBuffer(capacity * Kind.BYTES_PER_ELEMENT));
  copy.set(length === array.length ? array : array.subarray(0, length));
  return copy;
}
