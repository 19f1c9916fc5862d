/** The file of an argument as the documents in it, of which the places are known. */
import { jsonFault } from '../../json-text.js';
import { findInJson, withinJsonString } from './json-places.js';
import { type Extent, formatPath, type Path } from './path.js';
import { readYaml } from './yaml-document.js';

export interface SourceDocument {
  readonly value: unknown;
  /** Where the values at some paths stand. */
  readonly find: (paths: readonly Path[]) => (path: Path) => Extent | undefined;
  /** Where a part of a text stands that is the value of an extent; the extent where that cannot be told. */
  readonly within: (extent: Extent, text: string, start: number, end: number) => Extent;
}

/** Names of YAML files, and fields that only a template or a request in YAML has at the start of a line. */
const YAML_NAME = /\.ya?ml$/i;
const YAML_FIELD =
  /^(?:---\s*$|\s*["']?(?:AWSTemplateFormatVersion|Resources|[pP]lacementConstraints|placement_constraints)["']?\s*:(?:\s|$))/m;

/** The documents of a JSON or YAML text; undefined where it is neither, but lines. */
export function documentsOf(text: string, file: string): readonly SourceDocument[] | undefined {
  if (/^\s*[[{]/.test(text) || /\.json$/i.test(file)) {
    if (!YAML_NAME.test(file) || isJson(text)) return [jsonDocument(text, file)];
  }
  return YAML_NAME.test(file) || YAML_FIELD.test(text) ? yamlDocuments(text, file) : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function jsonDocument(text: string, file: string): SourceDocument {
  return {
    value: parseJson(text, file),
    find: (paths) => {
      const found = findInJson(text, paths);
      return (path) => nearest(path, found);
    },
    within: (extent, _, start, end) => {
      return text[extent.start] === '"' ? withinJsonString(text, extent.start, start, end) : extent;
    },
  };
}

/** What is missing has no place: that of what it is missing in. */
function nearest(path: Path, found: ReadonlyMap<string, Extent>): Extent | undefined {
  for (let length = path.length; length >= 0; length--) {
    const extent = found.get(formatPath(path.slice(0, length)));
    if (extent !== undefined) return extent;
  }
  return undefined;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw jsonFault(text, { name: file, line: 1, column: 1 });
  }
}

function yamlDocuments(text: string, file: string): readonly SourceDocument[] {
  return readYaml(text, file).map(({ value, find }) => ({
    value,
    find: () => find,
    within: (extent, whole, start, end) => {
      const offset = text.slice(extent.start, extent.end).indexOf(whole);
      if (offset < 0) return extent;
      return { start: extent.start + offset + start, end: extent.start + offset + end };
    },
  }));
}
