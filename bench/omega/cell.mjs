/** The shared state as plain columns: what each machine has left, and when it last changed. */

/**
 * @typedef {'fit' | 'version'} Conflict
 * @typedef {'incremental' | 'all-or-nothing'} Commit
 * @typedef {{ conflict: Conflict, commit: Commit }} Modes
 * @typedef {{ hosts: readonly number[], cpu: number, memory: number, seen: number }} Claims one claim a host; a host may come twice
 * @typedef {{ accepted: readonly number[], dropped: readonly number[] }} Outcome
 */

/** What a machine has: 1/1024ths of a core, and MiB. */
export const MACHINE = { cpu: 4_096, memory: 16_384 };

export class Cell {
  /** @param {number} machines */
  constructor(machines) {
    this.machines = machines;
    this.revision = 0;
    this.cpu = new Int32Array(machines).fill(MACHINE.cpu);
    this.memory = new Int32Array(machines).fill(MACHINE.memory);
    this.changedAt = new Float64Array(machines);
  }

  /**
   * @param {number} host
   * @param {{ cpu: number, memory: number }} task
   */
  hasRoom(host, { cpu, memory }) {
    return at(this.cpu, host) >= cpu && at(this.memory, host) >= memory;
  }

  /**
   * Claim after claim, each seeing those accepted before it.
   * @param {Claims} claims
   * @param {Modes} modes
   * @returns {Outcome}
   */
  commit(claims, { conflict, commit }) {
    const accepted = [];
    const dropped = [];
    for (const host of claims.hosts) {
      const isChanged = conflict === 'version' && at(this.changedAt, host) > claims.seen;
      if (isChanged || !this.hasRoom(host, claims)) dropped.push(host);
      else {
        this.take(host, claims);
        accepted.push(host);
      }
    }
    if (commit === 'all-or-nothing' && dropped.length > 0) {
      for (const host of accepted) this.giveBack(host, claims);
      return { accepted: [], dropped: claims.hosts };
    }
    this.changed(accepted);
    return { accepted, dropped };
  }

  /**
   * Tasks that ended. Their machines have changed, as with claims.
   * @param {readonly number[]} hosts
   * @param {{ cpu: number, memory: number }} task
   */
  end(hosts, task) {
    for (const host of hosts) this.giveBack(host, task);
    this.changed(hosts);
  }

  /**
   * @param {number} host
   * @param {{ cpu: number, memory: number }} task
   */
  take(host, { cpu, memory }) {
    this.cpu[host] = at(this.cpu, host) - cpu;
    this.memory[host] = at(this.memory, host) - memory;
  }

  /**
   * @param {number} host
   * @param {{ cpu: number, memory: number }} task
   */
  giveBack(host, { cpu, memory }) {
    this.cpu[host] = at(this.cpu, host) + cpu;
    this.memory[host] = at(this.memory, host) + memory;
  }

  /** @param {readonly number[]} hosts */
  changed(hosts) {
    if (hosts.length === 0) return;
    this.revision++;
    for (const host of hosts) this.changedAt[host] = this.revision;
  }

  /** The part of all cores that is taken, of 1. */
  utilisation() {
    return 1 - this.cpu.reduce((sum, free) => sum + free, 0) / (this.machines * MACHINE.cpu);
  }
}

/**
 * @param {Int32Array | Float64Array} column
 * @param {number} host
 */
function at(column, host) {
  return /** @type {number} */ (column[host]);
}
