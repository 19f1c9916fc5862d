/** Words of a dense chunk: a bit for each of its 65,536 rows. */
export const CHUNK_WORDS = 2_048;

/**
 * Operations on dense chunks, the inner loops of every query. All arrays are `CHUNK_WORDS` long, only the first `n` or `m` entries of a
 * list count, and `out` may be among the sources. Time is proportional to the operands; nothing is allocated.
 */
export interface Kernels {
  readonly name: 'plain' | 'simd';
  /**
   * A new chunk, all zero, where these kernels work best. It may be a view of a larger buffer, and is taken back once it has been
   * collected: no other view of that buffer (`subarray`, `words.buffer`) may be kept in its place.
   */
  scratch(): Int32Array;
  /** `out` = the union of `n` sources; all zero where `n` is 0. */
  or(out: Int32Array, sources: readonly Int32Array[], n: number): void;
  /** `out` = what `n` ≥ 1 sources share and none of `m` excluded has. */
  and(out: Int32Array, sources: readonly Int32Array[], n: number, excluded: readonly Int32Array[], m: number): void;
  /** Ones in the union of `n` sources. */
  countOr(sources: readonly Int32Array[], n: number): number;
  /** Ones in what `n` ≥ 1 sources share and none of `m` excluded has. */
  countAnd(sources: readonly Int32Array[], n: number, excluded: readonly Int32Array[], m: number): number;
}
