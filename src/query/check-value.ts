/** The literal after an operator → the value it stands for, by the kind of the subject. */
import type { Literal } from '../language/ast.js';
import type { DiagnosticCode } from '../language/diagnostic.js';
import { printValue } from '../language/printer.js';
import { FIRST_INSTANT } from '../model/instant.js';
import type { SubjectReference } from '../model/subjects.js';
import { mendAmount, mendShare, parseAmount, unitsOf } from '../model/unit.js';
import { type Checker, nameList, report } from './checker.js';
import { type Argument, KINDS } from './kinds.js';
import { instantAt, mendOffset, parseOffset } from './relative-instant.js';
import { labelOf, subjectText } from './subject-text.js';

/** Undefined where it cannot be read: the checker was told. */
export function checkValue(value: Literal, reference: SubjectReference, checker: Checker): Argument | undefined {
  const reading =
    READINGS[reference.subject.kind]?.(value.text, reference, checker) ?? readPlain(value.text, reference);
  if (typeof reading !== 'object' || !('code' in reading)) return reading;
  const { code, message, mended } = reading;
  report(checker, code, message, value.span, mended === undefined ? undefined : printValue(mended));
  return undefined;
}

interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly mended?: string | undefined;
}

type Reading = (text: string, reference: SubjectReference, checker: Checker) => Argument | Problem | undefined;

/** The kinds that are more than the text says by itself. */
const READINGS: Readonly<Record<string, Reading>> = { number: readNumber, instant: readInstant };

function readPlain(text: string, { subject, parameter }: SubjectReference): Argument | Problem {
  const { parse, mend, code, expected } = KINDS[subject.kind];
  const argument = parse(text);
  if (argument !== undefined) return argument;
  const mended = mend(text).find((near) => parse(near) !== undefined);
  const label = parameter === '' ? labelOf(subject) : subjectText(subject, parameter);
  return { code, message: `\`${label}\` compares with ${expected}`, mended };
}

function readNumber(text: string, { subject, parameter }: SubjectReference): Argument | Problem {
  const isShare = subject.name === 'utilization:';
  const resource = isShare || subject.source !== 'resource' ? '' : parameter;
  const amount = parseAmount(text, resource);
  if (typeof amount === 'number') return amount;
  const units = unitsOf(resource);
  const name = subjectText(subject, parameter);
  if (amount !== 'unreadable') {
    const takes = units.length > 0 ? `its units are ${nameList(units)}` : 'it takes no unit';
    return {
      code: 'wrong-unit',
      message: `\`${text}\` is an amount of ${amount.unitOf}; \`${name}\` is none, ${takes}`,
    };
  }
  const expected = isShare ? 'a share from 0 to 1, such as `0.2`' : units.length > 0 ? EXPECTED[parameter] : 'a number';
  const mended = isShare ? mendShare(text) : mendAmount(text, resource);
  return { code: 'invalid-number', message: `\`${name}\` compares with ${expected}`, mended };
}

const EXPECTED: Readonly<Record<string, string>> = {
  cpu: 'a number of CPU units, such as `512`, or of vCPUs, such as `2vcpu`',
  memory: 'a number of MiB, such as `512`, or with a unit, such as `1.5GiB`; units are `KiB`, `MiB`, `GiB`, `TiB`',
};

/** Undefined where it has nothing to do with now. */
function readInstant(text: string, reference: SubjectReference, checker: Checker): Argument | Problem | undefined {
  const offset = parseOffset(text);
  if (checker.dialect === 'ecs') {
    if (offset === undefined) return undefined;
    const instead = 'write the instant, such as `2018-06-18T22:28:28Z`';
    return {
      code: 'extension',
      message: `\`${text}\` is an extension of the stowage dialect; in the ecs dialect ${instead}`,
    };
  }
  if (offset === undefined) {
    const { parse } = KINDS.instant;
    const problem = readPlain(text, reference);
    if (parse(text) !== undefined || typeof problem !== 'object' || !('code' in problem)) return problem;
    const near = mendOffset(text);
    const message = `${problem.message}, or with \`now\`, \`now-7d\`, \`now+30m\` (s, m, h, d, w)`;
    return { ...problem, message, mended: problem.mended ?? (parseOffset(near) === undefined ? undefined : near) };
  }
  return checker.now === undefined ? unknownNow(text, offset) : (instantAt(checker.now, offset) ?? outside(text));
}

/** Nobody said what now is: so much is known that it lies in a year of four digits. */
function unknownNow(text: string, offset: number): Problem {
  if (instantAt(FIRST_INSTANT, Math.abs(offset)) === undefined) return outside(text);
  return { code: 'now-unknown', message: `\`${text}\` depends on what the time is, and nobody said: give \`now\`` };
}

function outside(text: string): Problem {
  return { code: 'invalid-instant', message: `\`${text}\` lies outside the years 0000 to 9999` };
}
