/**
 * Stowage: ask your cluster anything, place anything, know why.
 *
 * Browser-safe, synchronous, deterministic. What needs Node is in `stowage/node`.
 */

// The cluster, and what can be asked of it.
export { type ApplyResult, Cluster, type ClusterOptions, type PrepareOptions } from './cluster.js';
// The language: text, tree, what is wrong with a text.
export type * from './language/ast.js';
export {
  DIAGNOSTICS,
  type Diagnostic,
  type DiagnosticCode,
  type Fix,
  QueryError,
  type Severity,
  type Span,
} from './language/diagnostic.js';
export type { Dialect } from './language/dialect.js';
export { type Highlight, type HighlightKind, highlight } from './language/highlight.js';
export { isIncomplete } from './language/incomplete.js';
export { type ParseOptions, type ParseResult, parse } from './language/parser.js';
export { print } from './language/printer.js';
export { type RenderOptions, renderDiagnostic } from './language/render.js';
export { nearest } from './language/suggest.js';
// What a cluster is made of, and what can go wrong.
export type { Tombstone } from './model/change.js';
export { STOWAGE_ERRORS, StowageError, type StowageErrorCode } from './model/errors.js';
export type { HostAmounts } from './model/host-amounts.js';
export { formatInstant, parseInstant } from './model/instant.js';
export { LIMITS } from './model/limits.js';
export type { HostPort, Instance, Protocol, Resources, Task } from './model/records.js';
export type {
  CountSubject,
  InstanceSubject,
  OperatorFamily,
  ResourceSubject,
  SingleSubject,
  Subject,
  SubjectIndex,
  SubjectKind,
  SubjectParameter,
  SubjectValue,
  TaskCountSubject,
  TaskFacts,
  TaskSetSubject,
  TaskSubject,
} from './model/subject.js';
export { SUBJECTS } from './model/subjects.js';
// Placement: what is asked for, where it goes, why it does not.
export type { HeadroomResult, InstanceHeadroom } from './placement/headroom.js';
export type { KeyPart } from './placement/order/key-parts.js';
export type { PlacedPort, Placement, PlacementResult, PlacementResults, UnplacedTask } from './placement/place.js';
export type { RankedInstance, RankOptions, RankResult } from './placement/rank.js';
export type { Fix as PlacementFix } from './placement/reasons/fixes.js';
export type * from './placement/reasons/reason.js';
export type { Change } from './placement/reasons/remedies.js';
export {
  type ConstraintFinding,
  type ConstraintSet,
  checkConstraints,
} from './placement/request/check-constraints.js';
export type { PlacementOptions } from './placement/request/resolve.js';
export type { FreeAmounts, ScoredHost, ScoredTask, Scorer, Scorers } from './placement/request/scorer.js';
export type { RequestWarning, RequestWarningCode } from './placement/request/warnings.js';
export type { TerminationChoice, TerminationResult } from './placement/scale-in/terminate.js';
export { type HeatMapOptions, heatMap } from './placement/simulation/heat-map.js';
export type {
  AttributeSpread,
  BeforeAfter,
  BucketFill,
  BucketSpread,
  FillRun,
  FleetState,
  GroupSpread,
  HostCounts,
  HostFill,
  HostState,
  KeptInstance,
  ReferenceTasks,
  ResourceState,
  SimulatedPlacement,
  SimulationReport,
  SimulationTotals,
  StepReport,
  StoppedTask,
  TaskMove,
  TaskShape,
  UnplacedTasks,
} from './placement/simulation/report.js';
export type { InstanceReasons, WhyNotResult } from './placement/why.js';
// Queries.
export type { AccessOperator } from './query/access.js';
export {
  type Analysis,
  type Answer,
  analyze,
  equivalent,
  type Implication,
  implies,
} from './query/analysis/analyze.js';
export type { Witness } from './query/analysis/drafts.js';
export { type CheckOptions, format } from './query/check.js';
export { type Completer, complete } from './query/completion/complete.js';
export type { CompleteOptions, Completion, CompletionKind } from './query/completion/completion.js';
export type { SubjectSummary, ValueCount } from './query/completion/schema.js';
export type { FailingPredicate } from './query/evaluate.js';
export type { Clock, Explanation } from './query/explain.js';
export { attachIndex, type IndexView, type ViewOptions } from './query/index-view.js';
export { check } from './query/lint/check.js';
export { OPERATORS, type OperatorRow } from './query/operators.js';
export type { PlanOperator } from './query/plan.js';
export type { LimitOptions, PreparedQuery } from './query/prepared-query.js';
export type { QueryResult } from './query/result.js';
export type { InstanceRow } from './query/rows.js';
export type { MadeRow, MadeValue } from './query/stages/made-row.js';
export type { StageOperator } from './query/stages/steps.js';
export type { ChangeBuffer } from './query/watch/change-buffer.js';
export type {
  AnswerChange,
  AnswerReset,
  ChangesOptions,
  InitialAnswer,
  ResetReason,
  WatchEvent,
  WatchListener,
  WatchOptions,
} from './query/watch/watch-event.js';
export { SOURCE_LISTS } from './sources/detect.js';
export type { ListPart, MembersPart, ObjectPart, SourcePart } from './sources/parts.js';
export type { Snapshot, SnapshotInstance, SnapshotTask } from './sources/snapshot.js';
export type { Rejection } from './sources/source.js';
export { type FleetOptions, type FleetPage, generateFleet } from './sources/synthetic.js';
export type { SharedIndex, ShareOptions } from './store/shared/shared-index.js';
// Transactions: what many schedulers planned on one state.
export type {
  Claim,
  CommitMode,
  CommitOptions,
  CommitResult,
  CommittedTask,
  ConflictMode,
  DropCode,
  DroppedClaim,
} from './transactions/claim.js';
export type { Transaction } from './transactions/transaction.js';
