/** One system and one model, side by side: every action is done to both, and what they say is compared. */
import type { Expression } from '../../src/language/ast.js';
import { print } from '../../src/language/printer.js';
import type { Change } from '../../src/model/change.js';
import { holdsOn } from '../oracle/query.js';
import { firstDifference } from './difference.js';
import { expectedHosts, expectedRow, expectedSnapshot, Hosts } from './expected.js';
import { Model } from './model.js';
import { type Prepared, SYSTEMS, type System, type SystemName } from './system.js';

export type Asking = 'count' | 'ids' | 'first' | 'rows' | 'explain';

export type Action =
  | { readonly do: 'apply'; readonly changes: readonly Change[] }
  /** The question is asked under this number until another takes it. */
  | { readonly do: 'prepare'; readonly question: number; readonly expression: Expression }
  | { readonly do: 'ask'; readonly question: number; readonly asking: Asking; readonly limit: number }
  /** The whole state. */
  | { readonly do: 'compare' }
  | { readonly do: 'verify' }
  | { readonly do: 'restart' };

interface Question {
  readonly expression: Expression;
  readonly text: string;
  prepared: Prepared;
  /** Likeness of a host → what the oracle says of it. */
  readonly verdicts: Map<number, boolean>;
}

export class Episode {
  readonly model = new Model();
  /** Questions so far whose answer was neither nothing nor everything. */
  telling = 0;
  readonly #system: System;
  readonly #hosts = new Hosts(this.model);
  readonly #questions = new Map<number, Question>();

  constructor(system: SystemName) {
    this.#system = SYSTEMS[system]();
  }

  /** Does it, and tells what is not as it has to be. */
  perform(action: Action): string | undefined {
    try {
      return this.#perform(action);
    } catch (error) {
      return `threw ${(error as Error).stack}`;
    }
  }

  #perform(action: Action): string | undefined {
    switch (action.do) {
      case 'apply':
        return this.#apply(action.changes);
      case 'prepare':
        this.#prepare(action.question, action.expression);
        return undefined;
      case 'ask': {
        const question = this.#questions.get(action.question);
        return question && this.#ask(question, action.asking, action.limit);
      }
      case 'compare':
        return this.#compare();
      case 'verify':
        return firstDifference([], this.#system.verify(), 'verify()');
      case 'restart':
        this.#system.restart();
        for (const question of this.#questions.values()) question.prepared = this.#system.prepare(question.text);
        return undefined;
    }
  }

  #apply(changes: readonly Change[]): string | undefined {
    const actual = this.#system.apply(changes);
    const expected = this.model.apply(changes);
    return (
      firstDifference({ ...expected, revision: this.model.revision }, actual) ??
      firstDifference({ instances: this.model.instances.size, tasks: this.model.tasks.size }, this.#system.counts())
    );
  }

  #prepare(number: number, expression: Expression): void {
    const text = print(expression);
    const prepared = this.#system.prepare(text);
    this.#questions.set(number, { expression, text, prepared, verdicts: new Map() });
  }

  #ask(question: Question, asking: Asking, limit: number): string | undefined {
    const keys = this.#matching(question);
    const found = this.#answerDifference(question.prepared, asking, limit, keys);
    return found && `${asking} of ${question.text}\n  ${found}`;
  }

  #answerDifference(prepared: Prepared, asking: Asking, limit: number, keys: readonly string[]): string | undefined {
    switch (asking) {
      case 'count':
        return firstDifference(keys.length, prepared.count());
      case 'ids':
        return firstDifference(keys, prepared.ids());
      case 'first':
        return firstDifference(keys.slice(0, limit), prepared.ids({ limit }));
      case 'rows': {
        const expected = keys.slice(0, limit).map((key) => expectedRow(key, this.model));
        return firstDifference(expected, prepared.rows({ limit }));
      }
      case 'explain':
        return firstDifference(keys.length, prepared.explain().actualRows);
    }
  }

  /** What the oracle finds, host by host; hosts that look the same it looks at once. */
  #matching({ expression, verdicts }: Question): readonly string[] {
    const keys: string[] = [];
    for (const { host, likeness } of this.#hosts.all()) {
      let holds = verdicts.get(likeness);
      if (holds === undefined) {
        holds = holdsOn(expression, host);
        verdicts.set(likeness, holds);
      }
      if (holds) keys.push(host.key);
    }
    if (keys.length > 0 && keys.length < this.#hosts.all().length) this.telling++;
    return keys;
  }

  #compare(): string | undefined {
    const hosts = this.#system.hosts();
    return (
      firstDifference(expectedSnapshot(this.model), this.#system.snapshot(), 'snapshot') ??
      (hosts && firstDifference(expectedHosts(this.model), hosts, 'hosts()'))
    );
  }
}
