/** A plan made ready to be evaluated chunk by chunk. */

import { CHUNK_ROWS, type Chunk, forEachInChunk } from '../store/row-set.js';
import { nodeOf as nodeOfAccess } from './access.js';
import { countChunk, load, sizeOf } from './chunk-evaluation.js';
import { andNode, type ChunkNode, type ChunkSource, orNode, peek, type RowCheck, setsNode } from './chunk-node.js';
import type { Plan } from './plan.js';
import { LOWS, WORDS } from './scratch.js';

/** Levels that are evaluated one within the other. What lies deeper is evaluated before, so that no depth is too deep. */
const LEVELS_AT_ONCE = 64;

/** A part of a plan that is evaluated before what lies over it. */
interface Stage {
  readonly node: ChunkNode;
  readonly held: HeldChunk;
}

export interface Evaluation {
  readonly root: ChunkNode;
  /** Deepest first. */
  readonly stages: readonly Stage[];
}

export function evaluationOf(plan: Plan): Evaluation {
  const stages: Stage[] = [];
  return { root: nodeOf(plan, 1, stages), stages };
}

/** The same for some plans of which any may hold. */
export function evaluationOfAny(plans: readonly Plan[]): Evaluation {
  const stages: Stage[] = [];
  const nodes = plans.map((plan) => nodeOf(plan, 2, stages));
  const [only] = nodes;
  return { root: nodes.length === 1 && only !== undefined ? only : orNode(nodes), stages };
}

/** Turns the root to a chunk. @returns at most how many rows hold there. */
export function turnTo({ root, stages }: Evaluation, at: number): number {
  for (const { node, held } of stages) {
    peek(node, at);
    held.hold(node);
  }
  return peek(root, at);
}

/** How many rows hold in the first chunks. */
export function countRows(evaluation: Evaluation, chunkCount: number): number {
  let count = 0;
  for (let at = 0; at < chunkCount; at++) if (turnTo(evaluation, at) > 0) count += countChunk(evaluation.root);
  return count;
}

/**
 * Visits every row that holds in the first chunks, in the order of their numbers. Other queries may be asked meanwhile, but the
 * store may not change.
 */
export function forEachRow(evaluation: Evaluation, chunkCount: number, visit: (row: number) => void): void {
  forEachChunk(evaluation, chunkCount, (chunk, at) => forEachInChunk(chunk, at * CHUNK_ROWS, visit));
}

/** Visits what holds in each of the first chunks, where anything does: a copy, that the visitor may keep. */
export function forEachChunk(
  evaluation: Evaluation,
  chunkCount: number,
  visit: (chunk: Chunk, at: number) => void,
): void {
  const held = new HeldChunk();
  for (let at = 0; at < chunkCount; at++) {
    if (turnTo(evaluation, at) === 0) continue;
    held.hold(evaluation.root);
    const chunk = held.chunk();
    if (chunk !== undefined) visit(chunk, at);
  }
}

/** A plan may be 2,000 levels deep, so a level takes one frame of the call stack and no more. */
function nodeOf(plan: Plan, level: number, stages: Stage[]): ChunkNode {
  const isStage = level > LEVELS_AT_ONCE && plan.children.length > 0;
  const operands: ChunkNode[] = [];
  for (const child of plan.children) operands.push(nodeOf(child, isStage ? 2 : level + 1, stages));
  const node = nodeOver(plan, operands);
  if (!isStage) return node;
  const held = new HeldChunk();
  stages.push({ node, held });
  return setsNode({ sets: [held], disjoint: true });
}

/** The node of a plan over those of its operands. */
export function nodeOver({ operator, access, live }: Plan, operands: readonly ChunkNode[]): ChunkNode {
  if (access !== undefined) return nodeOfAccess(access);
  if (live !== undefined) return setsNode(live);
  if (operator === 'nothing') return setsNode({ sets: [], disjoint: true });
  if (operator === 'union') return orNode(operands);
  return operator === 'intersection' ? sharedNode(operands, []) : sharedNode(operands.slice(0, 1), operands.slice(1));
}

/** What stands under one `and` is computed at once: (a without b) and c = (a and c) without b. */
function sharedNode(nodes: readonly ChunkNode[], excluded: readonly ChunkNode[]): ChunkNode {
  const children: ChunkNode[] = [];
  const without = [...excluded];
  const checks: RowCheck[] = [];
  for (const node of nodes) {
    if (node.kind === 'and') {
      children.push(...node.children);
      without.push(...node.excluded);
      checks.push(...node.checks);
    } else children.push(node);
  }
  return andNode(children, without, checks);
}

/** What a node found in a chunk, kept while others are evaluated. */
export class HeldChunk implements ChunkSource {
  #chunk: Chunk | undefined;

  chunk(): Chunk | undefined {
    return this.#chunk;
  }

  /** Evaluates a node for the chunk that it was turned to, and keeps what it finds. */
  hold(node: ChunkNode): void {
    const words = WORDS.top;
    const lows = LOWS.top;
    load(node);
    if (node.form === 'none') this.#chunk = undefined;
    else if (node.form === 'lows')
      this.#chunk = { form: 'sparse', lows: node.lows.slice(0, node.size), size: node.size };
    else this.#chunk = { form: 'dense', words: node.words.slice(), size: sizeOf(node) };
    WORDS.top = words;
    LOWS.top = lows;
  }
}
