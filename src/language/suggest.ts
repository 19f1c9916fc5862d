import leven from 'leven';

/** The option nearest to what was written, where one is near enough to have been meant. Case counts little. */
export function nearest(written: string, options: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(written.length / 3));
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const option of options) {
    const distance = leven(written.toLowerCase(), option.toLowerCase(), { maxDistance: bestDistance });
    if (distance < bestDistance) [best, bestDistance] = [option, distance];
  }
  return best;
}
