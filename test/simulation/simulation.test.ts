/**
 * The whole system against the model and the oracle, over random histories.
 *
 * `SIMULATION_SEED=7 SIMULATION_STEPS=1000000 npx vitest run test/simulation` runs as many steps as wanted of another seed, and
 * `SIMULATION_EPISODE=12` besides the one episode that a failure names.
 */
import { describe, expect, it } from 'vitest';
import { type FleetKind, type SimulationResult, simulate } from './simulate.js';

const number = (name: string): number | undefined => {
  const value = process.env[name];
  return value === undefined ? undefined : Number(value);
};

const seed = number('SIMULATION_SEED') ?? 1;
const steps = number('SIMULATION_STEPS') ?? 30_000;
const episode = number('SIMULATION_EPISODE');
const kind = process.env['SIMULATION_KIND'] as FleetKind | undefined;
const isWhole = episode === undefined && kind === undefined;
const HOURS = 6 * 3_600_000;

describe('a simulated fleet', () => {
  it(
    `answers as the oracle does over ${steps} steps of seed ${seed}`,
    () => {
      const options = { ...(episode !== undefined && { episode }), ...(kind !== undefined && { kind }) };
      const result = simulate(seed, steps, options);
      console.log(tell(result));
      if (isWhole) expect(result.telling).toBeGreaterThan(result.questions / 4);
    },
    HOURS,
  );

  it.runIf(isWhole)(
    'answers as the oracle does with more hosts than one part of a set of rows holds',
    () => {
      const result = simulate(seed, Math.max(300, Math.ceil(steps / 2_000)), { kind: 'vast' });
      expect(result.largestFleet).toBeGreaterThan(65_536);
    },
    HOURS,
  );
});

function tell({ steps: done, episodes, questions, telling, changes, largestFleet }: SimulationResult): string {
  const asked = `${questions} questions (${telling} with an answer between nothing and everything)`;
  return `${done} steps in ${episodes} episodes: ${changes} changes, ${asked}, up to ${largestFleet} hosts`;
}
