import type { RowKind } from '../../language/ast.js';
import { print } from '../../language/printer.js';
import type { Subject, SubjectReference } from '../../model/subjects.js';
import { subjectText } from '../../model/subjects.js';
import type { RowStores, TextIndex } from '../indexed-store.js';
import { PlannedQuery } from '../planned-query.js';
import { countsByValue, type ValueCounts } from '../value-counts.js';
import { type Conditions, conjunctionOf, NarrowedRows } from './narrowing.js';
import { ValueOrder } from './value-order.js';

/** What completion and schema ask of a store. */
export interface KnownStore extends RowStores {
  readonly instanceSpace: RowStores['instanceSpace'] & {
    /** The names of a subject that has one value for each, such as `tag:`, and on how many instances each is. */
    namesOf(subject: Subject): ReadonlyMap<string, number>;
  };
  readonly index: {
    /** Every index of text that is always kept, with its name, in no order that may show in a result. */
    named(): Iterable<readonly [subject: Subject, parameter: string, index: TextIndex]>;
  };
}

/** What completion knows of a store. It keeps what is costly to find: the order of values, and what the last text left of the rows. */
export class Knowledge {
  readonly store: KnownStore;
  readonly #orders = new WeakMap<TextIndex, ValueOrder>();
  readonly #narrowed = new Latest<NarrowedRows | undefined>();
  readonly #counts = new Latest<ValueCounts>();
  readonly #names = new Latest<ReadonlyMap<string, number>>();

  constructor(store: KnownStore) {
    this.store = store;
  }

  orderOf(index: TextIndex): ValueOrder {
    let order = this.#orders.get(index);
    if (order === undefined) {
      order = new ValueOrder(index);
      this.#orders.set(index, order);
    }
    return order;
  }

  /** The instances that the conditions leave; undefined for all of them. */
  narrowedTo(conditions: Conditions): NarrowedRows | undefined {
    const store = this.store.instanceSpace;
    return this.#narrowed.get(this.#key(conditions), () => {
      const conjunction = conjunctionOf(conditions, 'instances');
      return conjunction.type === 'everything' ? undefined : new NarrowedRows(new PlannedQuery(conjunction, store));
    });
  }

  /** How many of the rows that the conditions leave have each value of a subject. O(rows) for the first time. */
  countsOf({ subject, parameter }: SubjectReference, rows: RowKind, conditions: Conditions): ValueCounts {
    const { instanceSpace, taskSpace } = this.store;
    const store = rows === 'tasks' ? taskSpace : instanceSpace;
    return this.#counts.get(`${rows} ${subjectText(subject, parameter)} ${this.#key(conditions)}`, () =>
      countsByValue(new PlannedQuery(conjunctionOf(conditions, rows), store), subject, parameter),
    );
  }

  /** The names of a subject such as `tag:`, and on how many instances each is. O(instances) once a revision, but for attributes. */
  namesOf(subject: Subject): ReadonlyMap<string, number> {
    const { instanceSpace, index } = this.store;
    if (subject.kept === 'when-asked') {
      return this.#names.get(`${subject.name} ${this.#key(NO_CONDITIONS)}`, () => instanceSpace.namesOf(subject));
    }
    const names = new Map<string, number>();
    for (const [of, name, { present }] of index.named())
      if (of === subject && present.size > 0) names.set(name, present.size);
    return names;
  }

  #key({ conjuncts, now }: Conditions): string {
    const { revision, layout } = this.store.instanceSpace;
    const text = conjuncts.map(print).join(' and ');
    // Time goes on from key to key, which matters only to those who ask for it.
    return `${revision} ${layout} ${/\bnow\b/.test(text) ? now : ''} ${text}`;
  }
}

export const NO_CONDITIONS: Conditions = { conjuncts: [], now: undefined };

/** What was asked for last. */
class Latest<T> {
  #key: string | undefined;
  #value: T | undefined;

  get(key: string, make: () => T): T {
    if (this.#key !== key) {
      this.#value = make();
      this.#key = key;
    }
    return this.#value as T;
  }
}
