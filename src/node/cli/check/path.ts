/** Where a value stands in a document: field names and indexes, from the root. */
export type Path = readonly (string | number)[];

/** A JSON path for people and tools: `$.services[0]["odd name"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`;
  }, '$');
}

/** UTF-16 offsets in a file's text, `end` exclusive. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Lines and columns from 1, as editors count them; the end is behind the last character. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Turns offsets of one text into regions. O(length) once, then O(log lines). */
export function regionsOf(text: string): (extent: Extent) => Region {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineOf = (offset: number): number => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
  return ({ start, end }) => {
    const [line, endLine] = [lineOf(start), lineOf(end)];
    return {
      line: line + 1,
      column: start - (starts[line] as number) + 1,
      endLine: endLine + 1,
      endColumn: end - (starts[endLine] as number) + 1,
    };
  };
}
