/** The lists: what is read, and what is said of those that cannot be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError, readNodes, readPods } from '../../bench/openb/tables.mjs';

const folder = mkdtempSync(join(tmpdir(), 'stowage-openb-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'list.csv');
const written = (text: string): string => {
  writeFileSync(file, text);
  return file;
};
const nodes = (text: string) => readNodes(written(text));
const pods = (text: string) => readPods(written(text));

describe('nodes', () => {
  it('are read by the header, in any order of columns', () => {
    const other = 'model,gpu,note,memory_mib,sn,cpu_milli\n"T4",2,"large, old",1024,a,64000\n,0,,512,b,8000\n';
    expect(nodes(other)).toEqual([
      { cpu: 64_000, memory: 1_024, gpus: 2, model: 'T4' },
      { cpu: 8_000, memory: 512, gpus: 0, model: '' },
    ]);
  });

  it('need neither names nor models', () => {
    expect(nodes('cpu_milli,memory_mib,gpu\n1,2,3')).toEqual([{ cpu: 1, memory: 2, gpus: 3, model: '' }]);
  });

  it('are read with both kinds of line ends, a mark of byte order, and blanks', () => {
    const text = '\uFEFFcpu_milli, memory_mib ,gpu,model\r\n 1 ,2,,"A\r\nB"\r\n\r\n4,5,6,C';
    expect(nodes(text)).toMatchObject([
      { cpu: 1, gpus: 0 },
      { cpu: 4, memory: 5, gpus: 6, model: 'C' },
    ]);
  });

  it('are none in a list of none', () => expect(nodes('cpu_milli,memory_mib,gpu\n')).toEqual([]));
});

describe('pods', () => {
  const HEADER = 'num_gpu,gpu_milli,gpu_spec,cpu_milli,memory_mib\n';

  it.each([
    { line: '1,470,,3000,16', gpus: 1, milli: 470, models: '' },
    { line: '1,1000,T4,3000,16', gpus: 1, milli: 1_000, models: 'T4' },
    { line: '4,,V100|A10||V100,3000,16', gpus: 4, milli: 1_000, models: 'A10|V100' },
    { line: '0,0,,3000,16', gpus: 0, milli: 0, models: '' },
    { line: ',,T4,3000,16', gpus: 0, milli: 0, models: '' },
    { line: '1,0,T4,3000,16', gpus: 0, milli: 0, models: '' },
  ])('$line', ({ line, ...asked }) => {
    expect(pods(`${HEADER}${line}`)).toEqual([{ cpu: 3_000, memory: 16, ...asked }]);
  });

  it('ask for whole GPUs of any model where nothing else can be said', () => {
    expect(pods('cpu_milli,memory_mib,num_gpu\n1,2,3\n')).toEqual([
      { cpu: 1, memory: 2, gpus: 3, milli: 1_000, models: '' },
    ]);
  });

  it.each([
    { text: '', where: 1, why: 'no header' },
    { text: 'num_gpu,cpu_milli\n', where: 1, why: 'no column memory_mib; there are num_gpu, cpu_milli' },
    { text: 'num_gpu,cpu_milli,memory_mib,num_gpu\n', where: 1, why: 'the column num_gpu is there twice' },
    { text: `${HEADER}1,1000,,1\n`, where: 2, why: '4 fields, but the header has 5' },
    { text: `${HEADER}\n1,1000,"a\nb",1,2\n1,1000,,x,2\n`, where: 5, why: 'cpu_milli is "x", not a whole number' },
    {
      text: `${HEADER.replace('\n', '\r\n')}1,1000,"a\r\nb",-1,2`,
      where: 2,
      why: 'cpu_milli is "-1", not a whole number',
    },
    { text: `${HEADER}1,1000,,1.5,2\n`, where: 2, why: 'cpu_milli is "1.5", not a whole number' },
    {
      text: `${HEADER}1,1000,,99999999999999999,2\n`,
      where: 2,
      why: 'cpu_milli is "99999999999999999", not a whole number',
    },
    { text: `${HEADER}257,1000,,1,2\n`, where: 2, why: 'num_gpu is 257, more than 256' },
    { text: `${HEADER}1,1001,,1,2\n`, where: 2, why: 'gpu_milli is 1001: a GPU has 1000 thousandths' },
    { text: `${HEADER}2,500,,1,2\n`, where: 2, why: '500 thousandths of 2 GPUs: a share is of one GPU' },
    { text: `${HEADER}1,1000,"T4,1,2\n`, where: 2, why: 'Quote Not Closed' },
  ])('are refused at line $where: $why', ({ text, where, why }) => {
    expect(() => pods(text)).toThrow(InputError);
    expect(() => pods(text)).toThrow(`${file}:${where}: ${why}`);
  });

  it('are refused where there is no file', () => {
    expect(() => readPods(join(folder, 'none.csv'))).toThrow(/none\.csv: ENOENT/);
  });
});
