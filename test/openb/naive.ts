/** The experiment once more, word by word: arrays and loops, nothing kept from one pod to the next. */
import type { Node, Pod } from '../../bench/openb/tables.mjs';

export interface Placement {
  /** -1 where the pod fits nowhere. */
  readonly node: number;
  /** The GPU that a share is taken from; 0 for other pods. */
  readonly device: number;
}

interface State {
  cpu: number;
  memory: number;
  readonly model: string;
  readonly free: number[];
}

interface Typical {
  readonly pod: Pod;
  readonly frequency: number;
}

type Score = (state: State, pod: Pod, device: number, typical: readonly Typical[]) => number;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const copyOf = (state: State): State => ({ ...state, free: [...state.free] });
const isShare = ({ gpus, milli }: Pod): boolean => gpus === 1 && milli < 1_000;
const isAllowed = ({ models }: Pod, model: string): boolean => models === '' || models.split('|').includes(model);

function fits({ cpu, memory, model, free }: State, pod: Pod, countsMemory = true): boolean {
  if (pod.cpu > cpu || (countsMemory && pod.memory > memory)) return false;
  return pod.gpus === 0 || (isAllowed(pod, model) && free.filter((milli) => milli >= pod.milli).length >= pod.gpus);
}

function put(state: State, pod: Pod, device: number): void {
  state.cpu -= pod.cpu;
  state.memory -= pod.memory;
  const whole = [...state.free.keys()].filter((index) => state.free[index] === 1_000).slice(0, pod.gpus);
  for (const index of isShare(pod) ? [device] : whole) state.free[index]! -= pod.milli;
}

const fragmentation: Score = (state, pod, device, typical) => {
  const after = copyOf(state);
  put(after, pod, device);
  const gain = (loss(state, typical) - loss(after, typical)) / 1_000;
  return Math.trunc(100 / (1 + Math.exp(-gain)));
};

function loss(state: State, typical: readonly Typical[]): number {
  return sum(typical.map(({ pod, frequency }) => frequency * unusable(state, pod)));
}

function unusable(state: State, pod: Pod): number {
  if (pod.gpus === 0 || !fits(state, pod, false)) return sum(state.free);
  return sum(state.free.filter((milli) => milli < pod.milli));
}

/** The loss after one more typical pod, where that does least harm. */
function expected(state: State, typical: readonly Typical[]): number {
  const then = (pod: Pod): number => {
    if (!fits(state, pod, false)) return loss(state, typical);
    const losses = devicesFor(state, pod).map((device) => {
      const after = copyOf(state);
      put(after, pod, device);
      return loss(after, typical);
    });
    return Math.min(...losses);
  };
  return sum(typical.map(({ pod, frequency }) => frequency * then(pod)));
}

const lookahead: Score = (state, pod, device, typical) => {
  const after = copyOf(state);
  put(after, pod, device);
  const gain = (expected(state, typical) - expected(after, typical)) / 1_000;
  // Sums in another order than those of the experiment: half a millionth keeps equal values on the same side of a step.
  return Math.floor((gain - 0.15 * (after.cpu / 256_000 + sum(after.free) / 16_000)) / 0.01 + 5e-7);
};

const SCORES: Readonly<Record<string, Score>> = {
  bestFit: ({ cpu, free }, pod) =>
    Math.trunc(100 * (1 - (0.5 * ((cpu - pod.cpu) / 128_000) + 0.5 * ((sum(free) - pod.gpus * pod.milli) / 8_000)))),
  dotProduct: ({ cpu, free }, pod) =>
    Math.trunc(
      100 * (1 - ((cpu / 128_000) * (pod.cpu / 128_000) + (sum(free) / 8_000) * ((pod.gpus * pod.milli) / 8_000)) / 2),
    ),
  fragmentation,
  lookahead,
};

/** Which GPUs a pod may get; all of them for a share of policies that try them, else the one that they take. */
function devicesFor(state: State, pod: Pod): readonly number[] {
  return isShare(pod) ? [...state.free.keys()].filter((index) => state.free[index]! >= pod.milli) : [0];
}

function tightest(state: State, pod: Pod): number {
  const least = Math.min(...devicesFor(state, pod).map((index) => state.free[index]!));
  return isShare(pod) ? state.free.indexOf(least) : 0;
}

/** What the spec calls typical pods. */
function typicalPods(pods: readonly Pod[]): readonly Typical[] {
  const alike = (a: Pod, b: Pod) =>
    a.cpu === b.cpu && a.milli === b.milli && a.gpus === b.gpus && a.models === b.models;
  const distinct = pods.filter((pod, index) => pods.findIndex((other) => alike(other, pod)) === index);
  const counted = distinct.map((pod) => ({ pod, count: pods.filter((other) => alike(other, pod)).length }));
  counted.sort(
    (a, b) =>
      b.count - a.count ||
      b.pod.cpu - a.pod.cpu ||
      b.pod.milli - a.pod.milli ||
      b.pod.gpus - a.pod.gpus ||
      (a.pod.models < b.pod.models ? 1 : -1),
  );
  let needed = 0;
  while (needed < counted.length && sum(counted.slice(0, needed).map(({ count }) => count)) * 20 < pods.length * 19) {
    needed++;
  }
  const covering = counted.slice(0, needed);
  const total = sum(covering.map(({ count }) => count));
  return covering.map(({ pod, count }) => ({ pod, frequency: count / total }));
}

/** Stretched to 0…100, as the authors do with the best fit. */
function stretched(scores: readonly number[]): readonly number[] {
  const least = Math.min(...scores);
  const range = Math.max(...scores) - least;
  return scores.map((score) => (range === 0 ? 0 : Math.trunc(((score - least) * 100) / range)));
}

/** Where each of the arriving pods goes. */
export function naiveFill(
  { nodes, pods }: { readonly nodes: readonly Node[]; readonly pods: readonly Pod[] },
  policy: string,
  { stream, order }: { readonly stream: readonly number[]; readonly order: readonly number[] },
): readonly Placement[] {
  const typical = typicalPods(pods);
  const states = nodes.map(({ cpu, memory, gpus, model }) => ({ cpu, memory, model, free: Array(gpus).fill(1_000) }));
  const tries = policy === 'fragmentation' || policy === 'lookahead';
  return stream.map((index) => {
    const pod = pods[index]!;
    const options = order.flatMap((node) => {
      const state = states[node]!;
      if (!fits(state, pod)) return [];
      const devices = tries ? devicesFor(state, pod) : [tightest(state, pod)];
      return devices.map((device) => ({ node, device, score: SCORES[policy]!(state, pod, device, typical) }));
    });
    if (options.length === 0) return { node: -1, device: 0 };
    const scores = options.map(({ score }) => score);
    const final = policy === 'bestFit' ? stretched(scores) : scores;
    const { node, device } = options[final.indexOf(Math.max(...final))]!;
    put(states[node]!, pod, device);
    return { node, device };
  });
}
