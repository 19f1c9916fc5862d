/** YAML as CloudFormation templates are written in it, with the short forms of their functions, and places. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { StowageError } from '../../../index.js';
import { malformed } from '../../json-text.js';
import { SOURCE_LIMITS, type SourceLimits } from '../../limits.js';
import type { Extent, Path } from './path.js';

export interface YamlDocument {
  /** What the document holds; `!Sub x` is `{ "Fn::Sub": x }`, as in a template in JSON. */
  readonly value: unknown;
  /** Where the value at a path stands; where the path leads nowhere, what stands nearest around it. */
  readonly find: (path: Path) => Extent | undefined;
}

/**
 * The documents of a YAML text. Aliases stand for what they name, within the limit of values; merge keys are taken as fields.
 *
 * Throws `source-malformed` with line and column, `source-limit` past `yamlBytes`, `yamlValues` or `checkedDepth`.
 */
export function readYaml(text: string, name: string, limits: SourceLimits = SOURCE_LIMITS): readonly YamlDocument[] {
  if (Buffer.byteLength(text) > limits.yamlBytes)
    throw overLimit(name, `is longer than ${limits.yamlBytes} bytes of YAML`);
  const lineCounter = new LineCounter();
  const documents = parseDocuments(text, name, lineCounter);
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  return documents.map(({ errors, contents }) => {
    const [fault] = errors;
    if (fault !== undefined) {
      throw malformed(placeOf(fault.pos[0]), `is not YAML: ${fault.message.split(/ at line|\n/)[0]}`);
    }
    const reader: Reader = {
      name,
      limits,
      anchors: new Map(),
      targets: new Map(),
      placeOf,
      left: limits.yamlValues,
    };
    const value = readNode(contents, reader, 0);
    return { value, find: (path) => extentAt(contents, path, reader) };
  });
}

type ParsedDocument = Document.Parsed<ParsedNode, true>;

function parseDocuments(text: string, name: string, lineCounter: LineCounter): readonly ParsedDocument[] {
  try {
    const parsed = parseAllDocuments(text, { lineCounter, logLevel: 'silent', uniqueKeys: false, prettyErrors: false });
    return Array.isArray(parsed) ? (parsed as ParsedDocument[]) : [];
  } catch (error) {
    throw malformed(name, 'is not YAML that can be read', { cause: error });
  }
}

interface Reader {
  readonly name: string;
  readonly limits: SourceLimits;
  /** The last node of each name so far, and what aliases turned out to be. */
  readonly anchors: Map<string, unknown>;
  readonly targets: Map<unknown, unknown>;
  readonly placeOf: (offset: number) => string;
  left: number;
}

function readNode(node: unknown, reader: Reader, depth: number): unknown {
  const { name, limits } = reader;
  if (--reader.left < 0) throw overLimit(name, `holds more than ${limits.yamlValues} values, aliases resolved`);
  const target = resolve(node, reader);
  if (depth >= limits.checkedDepth && isCollection(target)) {
    throw overLimit(name, `is nested more than ${limits.checkedDepth} deep`);
  }
  const plain = readPlain(target, reader, depth + 1);
  const called = functionOf(target);
  return called === undefined ? plain : { [called]: plain };
}

/** What an alias stands for. The library looks for it in the whole document, each time. */
function resolve(node: unknown, { anchors, targets, placeOf }: Reader): unknown {
  if (!isAlias(node)) {
    const { anchor } = (node ?? {}) as Partial<Scalar>;
    if (anchor !== undefined) anchors.set(anchor, node);
    return node;
  }
  if (!anchors.has(node.source)) {
    throw malformed(placeOf(node.range?.[0] ?? 0), `is not YAML: nothing before is called \`${node.source}\``);
  }
  const target = anchors.get(node.source);
  targets.set(node, target);
  return target;
}

function readPlain(node: unknown, reader: Reader, depth: number): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => readNode(item, reader, depth));
  if (!isMap(node)) return null;
  const fields: [string, unknown][] = [];
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const field = readNode(value, reader, depth);
    // A merge key: what it brings stands before the map's own fields.
    if (name === '<<') {
      const merged = Array.isArray(field) ? [...field].reverse() : [field];
      for (const one of merged) if (typeof one === 'object' && one !== null) fields.unshift(...Object.entries(one));
    } else fields.push([name, field]);
  }
  return Object.fromEntries(fields);
}

/** `!Ref` and `!Condition` are called as they are, the others with a prefix: `!GetAtt` is `Fn::GetAtt`. */
function functionOf(node: unknown): string | undefined {
  const tag = (node as Partial<Node> | undefined)?.tag;
  if (tag === undefined || !/^![A-Za-z]/.test(tag)) return undefined;
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

function extentAt(contents: unknown, path: Path, { targets }: Reader): Extent | undefined {
  let node: unknown = contents;
  let extent = extentOf(node);
  for (const step of path) {
    const target = targets.get(node) ?? node;
    // A function in short form has no node of its own for its name.
    if (typeof step === 'string' && step === functionOf(target)) continue;
    const next = stepInto(target, step);
    if (next === undefined) return extent;
    node = next;
    extent = extentOf(targets.get(node) ?? node) ?? extent;
  }
  return extent;
}

function stepInto(node: unknown, step: string | number): unknown {
  if (isSeq(node)) return typeof step === 'number' ? node.items[step] : undefined;
  if (!isMap(node)) return undefined;
  return node.items.findLast(({ key }) => isScalar(key) && String(key.value) === step)?.value;
}

function extentOf(node: unknown): Extent | undefined {
  const range = (node as Partial<Node> | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function overLimit(name: string, message: string): StowageError {
  return new StowageError('source-limit', '', `${name}: ${message}`);
}
