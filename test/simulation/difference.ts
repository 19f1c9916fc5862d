/** Where two values differ, in words. */

/** The first place at which the two differ; undefined where they are the same. A field that is undefined is absent. */
export function firstDifference(expected: unknown, actual: unknown, path = ''): string | undefined {
  if (Object.is(expected, actual)) return undefined;
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifference(expected, actual, path);
  if (expected instanceof Map && actual instanceof Map) {
    return firstDifference(Object.fromEntries(expected), Object.fromEntries(actual), path);
  }
  if (isFields(expected) && isFields(actual)) return fieldDifference(expected, actual, path);
  return `${path || 'the answer'} should be ${shown(expected)}, is ${shown(actual)}`;
}

function listDifference(expected: readonly unknown[], actual: readonly unknown[], path: string): string | undefined {
  for (let at = 0; at < Math.max(expected.length, actual.length); at++) {
    // Nearly all are the same, and of those no path has to be written.
    if (expected[at] === actual[at]) continue;
    const found = firstDifference(expected[at], actual[at], `${path}[${at}]`);
    if (found !== undefined) return `${found} (${expected.length} expected, ${actual.length} found)`;
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

function fieldDifference(expected: Fields, actual: Fields, path: string): string | undefined {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const own = (fields: Fields): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
    const found = firstDifference(own(expected), own(actual), `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : (JSON.stringify(value)?.slice(0, 300) ?? String(value));
}
