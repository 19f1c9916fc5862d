/** Everything that is warned of: THE table. A new warning is a new row, and an entry of docs/DIAGNOSTICS.md. */
import { detectSkipsAbsent, detectTaskSetNegation } from './absence-rules.js';
import { detectLookAlike, detectSubjectAsAttribute, detectUnlikelyValue } from './attribute-rules.js';
import { detectMixedConnectives } from './chain-rules.js';
import { detectAlwaysTrue, detectNeverTrue, type Meaning } from './constant-rules.js';
import { detectGlob, detectNestedClass, detectPatternInComparison } from './pattern-rules.js';
import { detectUndocumented } from './portability-rules.js';
import type { ChainPart, PredicatePart, Rule } from './rule.js';

/** Those that look at one predicate. */
export const PREDICATE_RULES: readonly Rule<PredicatePart>[] = [
  { code: 'unknown-built-in', severity: 'warning', detect: detectLookAlike },
  { code: 'subject-as-attribute', severity: 'warning', detect: detectSubjectAsAttribute },
  { code: 'unlikely-value', severity: 'warning', detect: detectUnlikelyValue },
  { code: 'glob-pattern', severity: 'warning', detect: detectGlob },
  { code: 'pattern-in-comparison', severity: 'warning', detect: detectPatternInComparison },
  { code: 'nested-class', severity: 'warning', detect: detectNestedClass },
  { code: 'task-group-negation', severity: 'warning', detect: detectTaskSetNegation },
  { code: 'skips-absent', severity: 'info', detect: detectSkipsAbsent },
  { code: 'undocumented', severity: 'warning', detect: detectUndocumented },
];

/** Those that look at a chain of `and`s or `or`s. */
export const CHAIN_RULES: readonly Rule<ChainPart>[] = [
  { code: 'mixed-connectives', severity: 'warning', detect: detectMixedConnectives },
];

/** Those that look at what a whole expression without errors means. */
export const MEANING_RULES: readonly Rule<Meaning>[] = [
  { code: 'never-true', severity: 'warning', detect: detectNeverTrue },
  { code: 'always-true', severity: 'warning', detect: detectAlwaysTrue },
];
