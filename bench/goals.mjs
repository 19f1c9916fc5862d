/** What was aimed at, before anything was measured. */

/** Microseconds of a count at a million hosts: with kernels in JavaScript, and with kernels of WebAssembly SIMD. @typedef {{ plain: number, simd: number }} QueryGoal */

export const GOALS = {
  /** Hosts of the fleet that the goals of queries are for. */
  queryInstances: 1_000_000,
  /** Microseconds of the first hundred ids of any query. */
  firstIds: 20,
  /** Events a second. */
  updates: 500_000,
  /** Bytes beside the texts of the ids. */
  instanceBytes: 150,
  taskBytes: 20,
  /** Microseconds from the text of a four-clause expression to its plan. */
  planning: 25,
  /** Times the CPU of `JSON.parse`. */
  loadRatio: 2,
  /** Milliseconds of `stowage --version`, and of a query over a file of a thousand hosts. */
  versionMs: 150,
  queryFileMs: 350,
};
