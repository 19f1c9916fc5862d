/** Random expressions over what an episode's records may say, with the pairs of conditions that a planner likes to merge. */
import type {
  ComparisonOperator,
  ExistenceOperator,
  Expression,
  MatchOperator,
  MembershipOperator,
  Operator,
} from '../../src/language/ast.js';
import { and, comparison, EVERYTHING, existence, match, membership, not, or } from '../support/syntax.js';
import { BARE_PATTERNS, QUOTED_PATTERNS, SUBJECT_OPERATORS, TEXTS } from '../support/vocabulary.js';
import type { Random } from './random.js';
import type { Vocabulary } from './vocabulary.js';

/** Few subjects an expression, so that its conditions speak of the same things. */
export function randomExpression(random: Random, vocabulary: Vocabulary): Expression {
  const all = subjects(vocabulary);
  const few = random.shuffled(all).slice(0, random.between(1, 4));
  return new Draw(random, vocabulary, few).expression(random.between(0, 4));
}

export function subjects(vocabulary: Vocabulary): readonly string[] {
  const attributes = vocabulary.attributes.map(({ name }) => `attribute:${name}`);
  const others = Object.keys(SUBJECT_OPERATORS).filter((name) => name !== 'attribute');
  return [...attributes, ...others, 'attribute:nobody-has'];
}

class Draw {
  readonly #random: Random;
  readonly #vocabulary: Vocabulary;
  readonly #subjects: readonly string[];

  constructor(random: Random, vocabulary: Vocabulary, names: readonly string[]) {
    this.#random = random;
    this.#vocabulary = vocabulary;
    this.#subjects = names;
  }

  expression(depth: number): Expression {
    if (depth === 0) return this.#condition();
    switch (this.#random.weighted({ leaf: 2, and: 3, or: 3, not: 2, absorbed: 0.5, everything: 0.3 })) {
      case 'leaf':
        return this.#condition();
      case 'and':
        return and(...this.#operands(depth));
      case 'or':
        return or(...this.#operands(depth));
      case 'not':
        return not(this.expression(depth - 1));
      case 'absorbed':
        return this.#absorbed(depth);
      case 'everything':
        return EVERYTHING;
    }
  }

  #operands(depth: number): readonly Expression[] {
    const count = this.#random.chance(0.05) ? this.#random.between(6, 20) : this.#random.between(2, 4);
    return Array.from({ length: count }, () => this.expression(depth - 1));
  }

  /** One condition twice, or with its negation, or with what it implies. */
  #absorbed(depth: number): Expression {
    const a = this.expression(depth - 1);
    const b = this.expression(depth - 1);
    return this.#random.pick([
      and(a, or(a, b)),
      or(a, and(a, b)),
      and(a, not(a)),
      or(a, not(a)),
      and(a, a, b),
      or(b, a, b),
    ]);
  }

  #condition(): Expression {
    const subject = this.#random.pick(this.#subjects);
    const operators = this.#operatorsOf(subject);
    const isOrdered = operators.includes('<');
    if (isOrdered && this.#random.chance(0.3)) return this.#interval(subject);
    return this.#predicate(subject, this.#random.pick(operators));
  }

  #operatorsOf(subject: string): readonly Operator[] {
    const name = subject.startsWith('attribute:') ? 'attribute' : subject;
    return SUBJECT_OPERATORS[name]?.stowage ?? [];
  }

  /** Two bounds of one subject: between, outside, or contradictory, as it comes. */
  #interval(subject: string): Expression {
    const low = comparison(subject, this.#random.pick(['>', '>=']), this.#argument(subject));
    const high = comparison(subject, this.#random.pick(['<', '<=', '!=']), this.#argument(subject));
    return this.#random.chance(0.7) ? and(low, high) : or(low, high);
  }

  #predicate(subject: string, operator: Operator): Expression {
    switch (operator) {
      case 'exists':
      case '!exists':
        return existence(subject, operator satisfies ExistenceOperator);
      case 'in':
      case '!in':
        return membership(subject, operator satisfies MembershipOperator, this.#list(subject));
      case '=~':
      case '!~':
        return match(subject, operator satisfies MatchOperator, this.#pattern(subject));
      default:
        return comparison(subject, operator satisfies ComparisonOperator, this.#argument(subject));
    }
  }

  #list(subject: string): readonly string[] {
    const length = this.#random.chance(0.1) ? this.#random.between(10, 60) : this.#random.between(0, 5);
    return Array.from({ length }, () => this.#argument(subject));
  }

  #argument(subject: string): string {
    const random = this.#random;
    const { agentVersions, instants, ec2InstanceIds, groups } = this.#vocabulary;
    switch (subject) {
      case 'agentConnected':
        return random.pick(['true', 'false']);
      case 'agentVersion':
        return random.pick(agentVersions.filter((text) => /^\d+(\.\d+)*(-[a-z.0-9]+)?$/.test(text)).concat('1.9'));
      case 'registeredAt':
        return instantText(random, random.pick(instants));
      case 'runningTasksCount':
        return random.chance(0.02)
          ? random.pick(['-1', '99999999999999999999'])
          : String(random.below(random.pick([3, 12])));
      case 'ec2InstanceId':
        return random.chance(0.1) ? 'i-none' : random.pick(ec2InstanceIds);
      case 'task:group':
        return random.chance(0.1) ? 'service:none' : random.pick(groups);
      default:
        return random.chance(0.1) ? random.pick(TEXTS) : this.#attributeValue(subject);
    }
  }

  #attributeValue(subject: string): string {
    const habit = this.#vocabulary.attributes.find(({ name }) => subject === `attribute:${name}`);
    return this.#random.pick(habit?.values ?? TEXTS);
  }

  #pattern(subject: string): string {
    const random = this.#random;
    if (random.chance(0.5)) return random.pick(random.chance(0.7) ? BARE_PATTERNS : QUOTED_PATTERNS);
    const [one, other] = [literal(this.#argument(subject)), literal(this.#argument(subject))];
    return random.pick([`${one.slice(0, 2)}.*`, `${one}|${other}`, `.*${one.slice(-1)}`, one, `(?i)${one}`, '[^m].*']);
  }
}

/** Of the letters and digits of a text, for the rest would have to be escaped. */
function literal(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, '');
}

/** The same instant with an offset at times, and now and then one that lies next to it. */
function instantText(random: Random, instant: number): string {
  const micros = Math.round((instant % 1000) * 1000) + (random.chance(0.2) ? random.pick([-1, 1]) : 0);
  const second = Math.floor(instant / 1000) + Math.floor(micros / 1_000_000);
  const fraction = String(((micros % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0');
  const offset = random.chance(0.2) ? 5400 : 0;
  const whole = new Date((second + offset) * 1000).toISOString().slice(0, 19);
  return `${whole}.${fraction}${offset === 0 ? 'Z' : '+01:30'}`;
}
