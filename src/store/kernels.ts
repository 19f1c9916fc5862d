import type { Kernels } from './kernels/operations.js';
import { plainKernels } from './kernels/plain.js';
import { simdKernels } from './kernels/simd.js';

export type { Kernels } from './kernels/operations.js';
export { plainKernels } from './kernels/plain.js';
export { simdKernels } from './kernels/simd.js';

let best: Kernels | undefined;

/** The fastest kernels of this platform, chosen at the first call. */
export function bestKernels(): Kernels {
  best ??= simdKernels() ?? plainKernels;
  return best;
}
