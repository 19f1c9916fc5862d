/** The process of `callIsolated`: module, function and file of the argument come in, the result takes the place of the argument. */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';

const [, , module = '', name = '', file = ''] = argv;
const result = await (await import(module))[name](JSON.parse(readFileSync(file, 'utf8')));
writeFileSync(file, JSON.stringify(result));
// A peer may keep threads or handles open.
exit(0);
