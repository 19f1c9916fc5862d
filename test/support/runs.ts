/** How often a law is tried: as often as it says, or less where a run of many runs (mutation testing) asks for a share of it. */
export function runs(times: number): { readonly numRuns: number } {
  return { numRuns: Math.max(5, Math.round(times * SHARE)) };
}

const SHARE = Number(process.env['STOWAGE_TEST_SHARE'] ?? 1);
