/** Every limit of Stowage, in one place. Each is documented in docs/LIMITS.md and tested at the limit and one over it. */
export const LIMITS = {
  /** Characters of a query text, by dialect. */
  queryLength: { ecs: 2_000, stowage: 65_536 },
  /** Values in one list, by dialect (2,000 characters hold no 10,000 values, so `ecs` needs no other number). */
  listValues: 10_000,
  /** Nested parentheses (those of `count(…)` and `sum(…)` too) and `not`s. */
  queryDepth: 1_000,
  /** Stages of a query. */
  queryStages: 100,
  /** Columns or keys of one stage. */
  stageColumns: 100,
  /** Characters of an attribute name. */
  attributeNameLength: 128,
  /** The number that a `limit` stage may name. */
  queryRows: 1_000_000_000,
  /** Groups that one stage makes. */
  queryGroups: 1_000_000,
  /** Combinations of members that one stage goes through where it groups by several sets. */
  queryCombinations: 10_000_000,
  /** Steps of one analysis of an expression, each about one look at a condition or at a piece of an automaton. */
  analysisSteps: 200_000,
  /** Tasks of a witness or counter-example. */
  witnessTasks: 500,
  /** Placement constraints of a task definition and its request together. */
  placementConstraints: 10,
  /** Placement strategies of a request. */
  placementStrategies: 5,
  /** Preferences of a request. */
  placementPreferences: 20,
  /** Typical tasks that a `fragmentation` strategy names. */
  placementTypicalTasks: 100,
  /** Tasks in one placement request, and in all requests of one call together. */
  placementCount: 100_000,
  /** Placement requests in one call. */
  placementRequests: 1_000,
  /** Attributes that a task may require, and other resources that it may ask for by name: so many of each. */
  placementRequirements: 100,
  /** Entries in one list or map of a placement request. */
  placementListItems: 1_000,
  /** Expressions of requests that are kept once parsed, and their characters together; of each, what was longest not asked for goes first. */
  keptExpressions: { entries: 1_000, characters: 500_000 },
  /** Different subjects of one query whose indexes are made when asked for: no more than are kept. */
  askedSubjects: 64,
  /** Indexes that were made when asked for and are kept: of instances, and of what tasks have in common. */
  keptIndexes: 64,
  /** Warnings that come back about one placement request. */
  placementWarnings: 100,
  /** Fixes that `whyNot` proposes. */
  placementFixes: 20,
  /** Reasons that `whyNot` tells, those of all hosts together. */
  placementReasons: 10_000_000,
  /** Tasks that `headroom` places to find a total where spreads have limits. */
  headroomTasks: 1_000_000,
  /** Completions that come back for one place of a text. */
  completions: 100,
  /** Values that `schema` tells of each subject, the most frequent. */
  schemaValues: 20,
  /** Standing queries of one cluster, those that nobody watches any more included. */
  standingQueries: 20_000,
  /** Standing queries that are followed for a while though nobody watches them, so that a watcher can go on where it stopped. */
  unwatchedQueries: 100,
  /** What a standing query keeps of its changes: so many, and so many keys in them. */
  watchHistory: { changes: 256, ids: 4_096 },
  /** Revisions that a cluster with standing queries remembers. */
  watchRevisions: 65_536,
  /** Conjunctions of a standing query that are matched by index; with more it is evaluated on every row that changes. */
  watchConjunctions: 64,
  /** Keys that wait in the buffer of a watcher that sets no bound. */
  watchBuffer: 10_000,
  /** Removed records of each kind (instances, tasks) whose version is remembered, so that a late event does not bring them back. */
  tombstones: 1_000_000,
  /** Records that could not be read which a cluster lists; all of them are counted. */
  rejections: 1_000,
  /** Lists (and event envelopes) inside one another around a record of a source. */
  sourceDepth: 64,
  /** Host ports of one task in a source: a range is a few characters long, the ports it stands for are not. */
  taskHostPorts: 10_000,
} as const;
