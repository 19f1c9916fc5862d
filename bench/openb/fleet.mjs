/** The nodes with what is free on them, and the kinds of pods. Nodes on which the same is free share a *shape*. */
import { WHOLE } from './tables.mjs';

/**
 * @typedef {import('./tables.mjs').Node} Node
 * @typedef {import('./tables.mjs').Pod} Pod
 *
 * @typedef {object} Shape what is free on a node, but for its memory, which no policy looks at
 * @property {number} cpu
 * @property {string} model
 * @property {Int32Array} devices free thousandths of each GPU, ascending
 * @property {number} gpu their sum
 *
 * @typedef {object} Kind what a pod asks for, but for its memory
 * @property {number} cpu
 * @property {number} gpus
 * @property {number} milli
 * @property {string} models
 */

/**
 * The distinct kinds among the pods, and the kind of each pod.
 * @param {readonly Pod[]} pods
 */
export function kindsOf(pods) {
  /** @type {Map<string, number>} */
  const indexes = new Map();
  /** @type {Kind[]} */
  const kinds = [];
  const kindOf = Int32Array.from(pods, ({ cpu, gpus, milli, models }) => {
    const key = `${cpu} ${gpus} ${milli} ${models}`;
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, kinds.length);
    return kinds.push({ cpu, gpus, milli, models }) - 1;
  });
  return { kinds, kindOf };
}

/** @param {Kind} kind @param {string} model of a node */
export function allows({ models }, model) {
  return models === '' || models.split('|').includes(model);
}

/** @param {Shape} shape @param {Kind} kind */
export function fits({ cpu, devices, model }, kind) {
  if (kind.cpu > cpu) return false;
  if (kind.gpus === 0) return true;
  const nth = devices.length - kind.gpus;
  return nth >= 0 && /** @type {number} */ (devices[nth]) >= kind.milli && allows(kind, model);
}

export class Fleet {
  /** Every shape that there was so far. @type {Shape[]} */
  shapes = [];
  /** The shape of each node. */
  shapeOf;
  /** Free MiB of each node. */
  memory;
  /** Thousandths of a GPU that are taken. */
  allocated = 0;
  /** Free thousandths of each GPU of each node, as they are numbered. @type {Int32Array[]} */
  #devices;
  /** @type {Map<string, number>} */
  #indexes = new Map();

  /** @param {readonly Node[]} nodes */
  constructor(nodes) {
    this.memory = Float64Array.from(nodes, ({ memory }) => memory);
    this.#devices = nodes.map(({ gpus }) => new Int32Array(gpus).fill(WHOLE));
    this.shapeOf = Int32Array.from(nodes, ({ cpu, model }, node) => this.#shape(cpu, model, this.devices(node)));
  }

  /** @param {number} node */
  shape(node) {
    return /** @type {Shape} */ (this.shapes[/** @type {number} */ (this.shapeOf[node])]);
  }

  /** Free thousandths of each GPU of a node, as they are numbered. @param {number} node */
  devices(node) {
    return /** @type {Int32Array} */ (this.#devices[node]);
  }

  /**
   * Put a pod on a node that has room for it.
   * @param {number} node
   * @param {Kind} kind
   * @param {number} memory
   * @param {number} device where it asks for a share; else the first that are free are taken
   */
  place(node, kind, memory, device) {
    const devices = this.devices(node);
    this.memory[node] = /** @type {number} */ (this.memory[node]) - memory;
    let wanted = kind.gpus;
    for (let index = kind.milli < WHOLE ? device : 0; wanted > 0; index++) {
      const free = /** @type {number} */ (devices[index]);
      if (free < kind.milli) continue;
      devices[index] = free - kind.milli;
      wanted--;
    }
    this.allocated += kind.gpus * kind.milli;
    const { cpu, model } = this.shape(node);
    this.shapeOf[node] = this.#shape(cpu - kind.cpu, model, devices);
  }

  /**
   * @param {number} cpu
   * @param {string} model
   * @param {Int32Array} free
   */
  #shape(cpu, model, free) {
    const devices = free.slice().sort();
    const key = `${cpu} ${devices.join()} ${model}`;
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#indexes.set(key, this.shapes.length);
    const gpu = devices.reduce((sum, milli) => sum + milli, 0);
    return this.shapes.push({ cpu, model, devices, gpu }) - 1;
  }
}
