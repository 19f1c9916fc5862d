/** The library once more in the same process, with kernels in plain JavaScript where it would take those of WebAssembly. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const PLAIN = 'export function simdKernels() {}';

/**
 * A copy of the built library as one file, in which the SIMD kernels say that the platform has none.
 * @param {string} folder for the file
 * @returns {Promise<typeof import('stowage')>}
 */
export async function plainStowage(folder) {
  const file = join(folder, 'plain-stowage.mjs');
  let replaced = 0;
  await build({
    entryPoints: [fileURLToPath(import.meta.resolve('stowage'))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: file,
    logLevel: 'silent',
    plugins: [
      {
        name: 'plain-kernels',
        setup: ({ onLoad }) =>
          onLoad({ filter: /[\\/]kernels[\\/]simd\.js$/ }, () => {
            replaced++;
            return { contents: PLAIN };
          }),
      },
    ],
  });
  if (replaced !== 1) throw new Error('the library has no SIMD kernels where they were looked for');
  return import(pathToFileURL(file).href);
}
