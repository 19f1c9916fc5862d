/** npm run omega: see USAGE. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SCALES, sweeps } from './experiment.mjs';
import { PICTURES, pageWith, plotOf, tableOf } from './page.mjs';

const USAGE = `usage: npm run omega -- [--quick] [--json FILE] [--docs]

Schedulers that share a cell, as in "Omega: flexible, scalable schedulers for large compute clusters" (EuroSys 2013),
simulated. docs/OMEGA.md tells what is measured and what came out.

  --quick      fewer machines, hours and points: a few seconds
  --json FILE  write the figures there
  --docs       put the tables and the plots into docs/, and the figures into bench/omega/results/
  --help       this text`;

const SEED = 1;
const RESULT = 'bench/omega/results/omega.json';
const PAGE = 'docs/OMEGA.md';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    docs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
console.log(values.help ? USAGE : run());

function run() {
  const scale = values.quick ? SCALES.quick : SCALES.whole;
  const before = process.cpuUsage();
  const found = sweeps(scale, SEED);
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = Math.round((user + system) / 1e6);
  const document = { machines: scale.machines, seed: SEED, quick: values.quick, cpuSeconds, sweeps: found };
  const text = `${JSON.stringify(document)}\n`;
  if (values.json !== undefined) writeFileSync(values.json, text);
  if (values.docs) {
    writeFileSync(RESULT, text);
    writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), document));
    for (const [name, picture] of Object.entries(PICTURES)) {
      writeFileSync(`docs/omega-${name}.svg`, plotOf(document, picture));
    }
  }
  const tables = Object.values(PICTURES).map((picture) => `${picture.title}\n\n${tableOf(document, picture)}`);
  return `${tables.join('\n\n')}\n\n${cpuSeconds} s of CPU time`;
}
