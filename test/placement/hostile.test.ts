/** Whatever a request is, the answer is a result or a `StowageError`: never anything else, and soon. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StowageError } from '../../src/model/errors.js';
import { headroom } from '../../src/placement/headroom.js';
import { place } from '../../src/placement/place.js';
import { rank } from '../../src/placement/rank.js';
import { KNOWN_FIELDS } from '../../src/placement/request/known-fields.js';
import { selectForTermination } from '../../src/placement/scale-in/terminate.js';
import { whyNot } from '../../src/placement/why.js';
import { storeOf } from './fleet.js';

const store = storeOf({
  a: {
    gpu: ['x', 'y'],
    ports: ['22'],
    attributes: { zone: 'a' },
    tasks: [{ group: 'g', hostPorts: [{ port: 80, protocol: 'tcp' }] }],
  },
  b: { status: 'DRAINING', remaining: { cpu: -1 } },
});

const FUNCTIONS = { place, rank, whyNot, headroom, selectForTermination };

/** Asks every function; says what `place` made of the request. */
function outcome(request: unknown): 'answered' | 'refused' {
  const refused = new Set<string>();
  for (const [name, answer] of Object.entries(FUNCTIONS)) {
    try {
      answer(store, request);
    } catch (error) {
      if (!(error instanceof StowageError)) throw error;
      expect(error.message).not.toBe('');
      expect(error.message.length).toBeLessThan(2_000);
      refused.add(name);
    }
  }
  return refused.has('place') ? 'refused' : 'answered';
}

const ODD = [
  ...[
    null,
    undefined,
    true,
    '',
    'x',
    'ALL',
    '1 GB',
    '.5 vCPU',
    'attribute:zone == a',
    'attribute:',
    '\0',
    '\ud800',
    'x'.repeat(10_000),
  ],
  ...[
    0,
    -0,
    1,
    -1,
    0.5,
    80,
    65_535,
    65_536,
    1e9,
    1e308,
    -1e308,
    Number.MAX_SAFE_INTEGER,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ],
  ...[[], {}, [[]], [null], [1], ['x'], Symbol('x'), 10n, () => 1, new Date(0), new Map([['cpu', 1]])],
];
const NAMES = [
  ...new Set([
    ...Object.values(KNOWN_FIELDS).flatMap((names) => [...names]),
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
  ]),
];
const WORDS = [
  'memberOf',
  'distinctInstance',
  'spread',
  'binpack',
  'random',
  'GPU',
  'bridge',
  'host',
  'tcp',
  'instanceId',
  'attribute:zone',
  'memory',
];

/** JSON of any shape, made of the words of requests. */
const { value: shaped } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 3, arbitrary: fc.constantFrom(...ODD, ...WORDS) },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 3, arbitrary: tie('object') },
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries)),
}));

/** A request that is right but for one field. */
const GOOD = {
  ...{ count: 2, group: 'g', cluster: undefined, seed: 1, mode: 'partial' },
  placementConstraints: [{ type: 'memberOf', expression: 'attribute:zone == a' }, { type: 'distinctInstance' }],
  placementStrategy: [{ type: 'spread', field: 'host' }, { type: 'random' }],
};
const FORMS = [
  { ...GOOD, cpu: 1, memory: '1 GB', gpu: 1, ports: [0, 81], attributes: ['zone'], resources: { x: 0 } },
  {
    ...GOOD,
    taskDefinition: {
      ...{ family: 'web', revision: 1, cpu: '64', memory: '64', networkMode: 'host' },
      requiresAttributes: [{ name: 'zone', value: 'a' }],
      placementConstraints: [{ type: 'memberOf', expression: '*' }],
      containerDefinitions: [
        {
          name: 'm',
          cpu: 1,
          memory: 2,
          memoryReservation: 1,
          portMappings: [{ containerPort: 1, hostPort: 0, protocol: 'udp' }],
          resourceRequirements: [{ type: 'GPU', value: '1' }],
        },
      ],
    },
    overrides: { cpu: '1', containerOverrides: [{ name: 'm', memory: 1 }] },
  },
];

/** Every place in a JSON value. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

function withValueAt(value: unknown, [name, ...rest]: readonly (string | number)[], odd: unknown): unknown {
  if (name === undefined) return odd;
  const inner = (value as Record<string | number, unknown>)[name];
  if (Array.isArray(value)) return value.with(Number(name), withValueAt(inner, rest, odd));
  return { ...(value as object), [name]: withValueAt(inner, rest, odd) };
}

describe('any JSON', () => {
  it('of any shape', () => {
    const counts = { answered: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.oneof(shaped, fc.anything({ withNullPrototype: true, withMap: true, withDate: true })),
        (request) => {
          counts[outcome(request)]++;
        },
      ),
      { numRuns: 1_500 },
    );
    expect(Math.min(counts.answered, counts.refused)).toBeGreaterThan(100);
  });

  it('in the place of any part of a good request', () => {
    const counts = { answered: 0, refused: 0 };
    for (const form of FORMS) {
      expect(() => place(store, form)).not.toThrow();
      for (const path of placesIn(form)) {
        for (const odd of ODD) {
          counts[outcome(withValueAt(form, path, odd))]++;
        }
      }
    }
    expect(Math.min(counts.answered, counts.refused)).toBeGreaterThan(300);
  });

  it('with the name of the prototype', () => {
    const request = JSON.parse('{"__proto__": {"count": 7}, "cpu": 1, "resources": {"__proto__": 1}}');
    const { unplaced, warnings } = place(store, request);
    expect(unplaced.map(({ index }) => index)).toEqual([0]);
    expect(unplaced[0]?.reasons.map(({ code }) => code)).toContain('resource:__proto__');
    expect(warnings.map(({ path }) => path)).toEqual(['$.__proto__']);
  });

  it('inherits nothing', () => {
    expect(place(store, Object.create({ count: 7 }))).toMatchObject({ placements: [{ index: 0 }], unplaced: [] });
  });
});
