/**
 * Assembles `src/store/kernels/simd.wat` into a module of text that needs no file at run time: `src/store/kernels/simd-module.ts`.
 *
 * Usage: node scripts/kernels.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import initializeWabt from 'wabt';

const LINE_LENGTH = 116;

/**
 * @param {string} source WebAssembly text
 * @returns {Promise<string>} a TypeScript module
 */
export async function assembleKernels(source) {
  const wabt = await initializeWabt();
  const module = wabt.parseWat('simd.wat', source, { simd: true });
  try {
    module.resolveNames();
    module.validate();
    return moduleOf(Buffer.from(module.toBinary({}).buffer).toString('base64'));
  } finally {
    module.destroy();
  }
}

/** @param {string} base64 */
function moduleOf(base64) {
  const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return `// Generated from simd.wat by \`npm run kernels\`.

/** The WebAssembly module in base64. */
export const SIMD_MODULE =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('../src/store/kernels/', import.meta.url);
  writeFileSync(
    new URL('simd-module.ts', folder),
    await assembleKernels(readFileSync(new URL('simd.wat', folder), 'utf8')),
  );
}
