/** The command line as one bundle. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Bundle the command line into a folder as `stowage.js`. Commands load their heavy parts when they run, so the bundle is split:
 * `--version` reads the entry alone.
 *
 * @param {string} folder
 * @returns {Promise<import('esbuild').Metafile>} what went into it
 */
export async function bundleCli(folder) {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { stowage: 'src/node/cli/main.ts' },
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Names and lines stay as they are: whoever reports a bug has a trace that says something.
    minifySyntax: true,
    metafile: true,
    legalComments: 'none',
    // What is bundled from CommonJS still asks for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as createNodeRequire } from 'node:module';\nconst require = createNodeRequire(import.meta.url);",
    },
  });
  return metafile;
}
