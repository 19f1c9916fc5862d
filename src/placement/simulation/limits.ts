/** The limits of a scenario. Each is documented in docs/SIMULATE.md, and tested at the limit and one over it. */
export const SIMULATION_LIMITS = {
  /** Steps of one scenario. */
  steps: 1_000,
  /** Keys of instances or tasks in one list. */
  keys: 100_000,
  /** Instances that a scenario adds, in all its steps. */
  addedInstances: 100_000,
  /** Tasks that a scenario asks to be placed, in all its steps. */
  tasks: 1_000_000,
  /** Attributes that a report spreads by. */
  spreadBy: 5,
  /** Different values of such an attribute. */
  buckets: 1_000,
} as const;
