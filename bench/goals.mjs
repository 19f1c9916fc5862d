/** What was aimed at, before anything was measured. */

/** Microseconds of a count at a million hosts: with kernels in JavaScript, and with kernels of WebAssembly SIMD. @typedef {{ plain: number, simd: number }} QueryGoal */

/** What a workload of placing is measured against. @typedef {keyof typeof GOALS.placing} PlacingGoal */

export const GOALS = {
  /** Hosts of the fleet that the goals of queries are for. */
  queryInstances: 1_000_000,
  /** Microseconds of the first hundred ids of any query. */
  firstIds: 20,
  placing: {
    /** Tasks a second, on so many hosts. */
    basic: { hosts: 5_000, rate: 200_000 },
    constrained: { hosts: 5_000, rate: 100_000 },
    mixed: { hosts: 100_000, rate: 20_000 },
    batches: { hosts: 100_000, rate: 500_000 },
    /** Milliseconds. */
    explanation: { hosts: 5_000, ms: 100 },
    openb: { hosts: 5_000, ms: 3_000 },
  },
  /** Times as much for a task where there are ten times as many hosts. */
  placingGrowth: 2,
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
