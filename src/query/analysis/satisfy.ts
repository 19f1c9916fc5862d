/**
 * Whether a normal form can hold, by trying: conditions are collected by what they speak of, each such part of a host is solved by
 * itself, and where a disjunction does not hold of what was found so far, its operands are tried one after the other.
 */
import { type Condition, otherHosts } from '../condition.js';
import type { NormalChain, NormalExpression } from '../normalize.js';
import { type Found, type Steps, spend } from './steps.js';

/** What is known of one part of a host: a value, or all its tasks. */
export interface Piece<Draft> {
  /** Whether a host with this piece meets a condition on it. */
  readonly meets: (condition: Condition) => boolean;
  /** Writes it into the host that is being made. */
  readonly write: (draft: Draft) => void;
}

/** What can be asked about, in parts that have nothing to do with one another. */
export interface Space<Draft> {
  /** The name of the part that a condition speaks of. */
  readonly partOf: (condition: Condition) => string;
  /** Solves conditions on one part; none at all for what a part is where nothing is asked of it. */
  readonly solve: (part: string, conditions: readonly Condition[], steps: Steps) => Found<Piece<Draft>>;
}

/** The pieces of what makes the expression hold, where there is such a thing. Exponential in the worst case, within the steps. */
export function satisfy<Draft>(
  expression: NormalExpression,
  space: Space<Draft>,
  steps: Steps,
): Found<readonly Piece<Draft>[]> {
  const search: Search<Draft> = { space, steps, parts: new Map(), trail: [], idle: new Map(), doubtful: false };
  const choices: Choice[] = [];
  let open = assume(search, expression, { waiting: undefined, met: undefined });
  for (;;) {
    if (open !== undefined) {
      const undecided = nextUndecided(search, open);
      if (undecided === undefined) return { found: [...search.parts.values()].map(({ piece }) => piece) };
      choices.push({ ...undecided, next: 0, trail: search.trail.length });
    }
    const choice = choices.at(-1);
    if (choice === undefined) return search.doubtful ? 'unknown' : 'none';
    open = nextOf(search, choice);
    if (open === undefined && choice.next > choice.chain.operands.length) choices.pop();
  }
}

/** Conditions on one part, and what meets them. */
interface Part<Draft> {
  readonly conditions: readonly Condition[];
  readonly piece: Piece<Draft>;
}

interface Search<Draft> {
  readonly space: Space<Draft>;
  readonly steps: Steps;
  readonly parts: Map<string, Part<Draft>>;
  /** What parts were before, to take steps back. */
  readonly trail: { readonly name: string; readonly before: Part<Draft> | undefined }[];
  /** Parts of which nothing is asked. */
  readonly idle: Map<string, Piece<Draft> | undefined>;
  /** Whether a way was given up without proof that it leads nowhere. */
  doubtful: boolean;
}

interface Chains {
  readonly chain: NormalChain;
  readonly rest: Chains | undefined;
}

/** Disjunctions that have to hold. */
interface Open {
  readonly waiting: Chains | undefined;
  /** Those that held of what was found when they were looked at. */
  readonly met: Chains | undefined;
}

interface Choice {
  readonly chain: NormalChain;
  /** The operand to try next; beyond them all, nothing is left to try. */
  next: number;
  /** Where the trail stood. */
  trail: number;
  readonly open: Open;
}

/** Tries the next operand; what failed before does not hold from here on. Undefined where that leads nowhere. */
function nextOf<Draft>(search: Search<Draft>, choice: Choice): Open | undefined {
  takeBack(search, choice.trail);
  const { operands } = choice.chain;
  const failed = operands[choice.next - 1];
  if (failed?.type === 'condition') {
    if (!addCondition(search, otherHosts(failed))) {
      choice.next = operands.length + 1;
      return undefined;
    }
    choice.trail = search.trail.length;
  }
  const operand = operands[choice.next++];
  return operand && assume(search, operand, choice.open);
}

function takeBack<Draft>({ parts, trail }: Search<Draft>, length: number): void {
  while (trail.length > length) {
    const { name, before } = trail.pop() as Search<Draft>['trail'][number];
    if (before === undefined) parts.delete(name);
    else parts.set(name, before);
  }
}

/** Adds what has to hold; undefined where it cannot, or where that is not known. */
function assume<Draft>(search: Search<Draft>, expression: NormalExpression, open: Open): Open | undefined {
  if (expression.type === 'nothing') return undefined;
  if (expression.type === 'everything') return open;
  if (expression.type === 'condition') return addCondition(search, expression) ? open : undefined;
  const { met } = open;
  if (expression.type === 'or') return { waiting: { chain: expression, rest: open.waiting }, met };
  let { waiting } = open;
  for (const operand of expression.operands) {
    if (operand.type !== 'condition') waiting = { chain: operand, rest: waiting };
    else if (!addCondition(search, operand)) return undefined;
  }
  return { waiting, met };
}

/** What it takes to keep one more condition on a part, in steps: memory is bounded by them, too. */
const KEEP = 1 / 64;

function addCondition<Draft>(search: Search<Draft>, condition: Condition): boolean {
  const { space, steps, parts, trail } = search;
  const name = space.partOf(condition);
  const before = parts.get(name);
  spend(steps, 1 + KEEP * (before?.conditions.length ?? 0));
  const conditions = [...(before?.conditions ?? []), condition];
  const piece = before?.piece.meets(condition) ? { found: before.piece } : space.solve(name, conditions, steps);
  if (piece === 'unknown') search.doubtful = true;
  if (typeof piece === 'string') return false;
  trail.push({ name, before });
  parts.set(name, { conditions, piece: piece.found });
  return true;
}

/** What it takes to see that something holds already, in steps. */
const LOOK = 0.2;

interface Undecided {
  readonly chain: NormalChain;
  /** The others. */
  readonly open: Open;
}

/** The first that does not hold of what was found so far; those that held once are looked at last. */
function nextUndecided<Draft>(search: Search<Draft>, open: Open): Undecided | undefined {
  let { met } = open;
  for (let at = open.waiting; at !== undefined; at = at.rest) {
    const rest = { chain: at.chain, rest: met };
    if (!isMet(search, at.chain)) return { chain: at.chain, open: { waiting: at.rest, met: rest } };
    met = rest;
  }
  for (let at = met; at !== undefined; at = at.rest) {
    if (!isMet(search, at.chain)) return { chain: at.chain, open: { waiting: undefined, met } };
  }
  return undefined;
}

function isMet<Draft>(search: Search<Draft>, expression: NormalChain | Condition): boolean {
  spend(search.steps, LOOK);
  if (expression.type === 'condition') return pieceOf(search, expression)?.meets(expression) ?? false;
  return expression.type === 'and'
    ? expression.operands.every((operand) => isMet(search, operand))
    : expression.operands.some((operand) => isMet(search, operand));
}

function pieceOf<Draft>(search: Search<Draft>, condition: Condition): Piece<Draft> | undefined {
  const { space, parts, idle, steps } = search;
  const name = space.partOf(condition);
  const part = parts.get(name);
  if (part !== undefined) return part.piece;
  if (!idle.has(name)) {
    const found = space.solve(name, [], steps);
    idle.set(name, typeof found === 'string' ? undefined : found.found);
  }
  return idle.get(name);
}
