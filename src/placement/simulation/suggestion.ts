/** What was meant by a name or a key that there is not. */

/** `; did you mean "drain"?`, where something is near enough. O(options × length). */
export function suggestion(written: string, options: Iterable<string>): string {
  const meant = nearestTo(written, options);
  return meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
}

/** One that ends with what was written (the id of an ARN), else the one of least distance; the first of equals. */
function nearestTo(written: string, options: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Two letters that changed places are two that are wrong.
  let bestDistance = Math.max(Math.min(2, written.length - 2), Math.floor(Math.min(written.length, LONGEST) / 3)) + 1;
  for (const option of options) {
    if (option.endsWith(`/${written}`)) return option;
    if (Math.abs(option.length - written.length) >= bestDistance) continue;
    const distance = distanceBelow(written, option, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [option, distance];
  }
  return best;
}

/** Of a longer text no more characters may be wrong than of one so long. */
const LONGEST = 24;

/** Levenshtein's distance, case aside; `limit` where it is not below. Keys have long beginnings in common, which are skipped. */
function distanceBelow(a: string, b: string, limit: number): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  const [rest, other] = [left.slice(start, start + MOST_COMPARED), right.slice(start, start + MOST_COMPARED)];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let at = 1; at <= rest.length; at++) {
    const next = [at];
    for (let column = 1; column <= other.length; column++) {
      const same = rest[at - 1] === other[column - 1] ? 0 : 1;
      next.push(Math.min(row[column]! + 1, next[column - 1]! + 1, row[column - 1]! + same));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[other.length] ?? limit;
}

const MOST_COMPARED = 256;
