/** Why what stands around a condition is wrong: `from tasks` before it, stages after it. */
import type { Diagnostic } from './diagnostic.js';
import { endOfWord } from './lexical.js';
import { nearest } from './suggest.js';
import { FUNCTIONS, OPERATOR_SPELLINGS, STAGES, type Token } from './tokens.js';
import { diagnostic, isWord, spanOfToken, type Trouble, visible, whatStands } from './trouble.js';

const STAGE_LIST = Object.keys(STAGES)
  .map((stage) => `\`${stage}\``)
  .join(', ');

/** Words that other languages use for a stage, with the one that says the same here. */
const STAGE_SYNONYMS: Readonly<Record<string, string>> = {
  order: 'sort',
  orderby: 'sort',
  head: 'limit',
  top: 'limit',
  take: 'limit',
  first: 'limit',
  filter: 'where',
  having: 'where',
  project: 'select',
  fields: 'select',
  columns: 'select',
  group: 'count',
  groupby: 'count by',
  unique: 'distinct',
  uniq: 'distinct',
  dedup: 'distinct',
  total: 'sum',
  average: 'avg',
  mean: 'avg',
  minimum: 'min',
  maximum: 'max',
};

export function explainRows(trouble: Trouble): Diagnostic {
  const { found } = trouble;
  const rows = isWord(found)
    ? (ROWS_SYNONYMS[found.toLowerCase()] ?? nearest(found, ['instances', 'tasks']))
    : undefined;
  const hint = rows ? `; did you mean \`${rows}\`?` : `, but ${whatStands(trouble)} there`;
  const message = `after \`from\` has to come \`instances\` or \`tasks\`${hint}`;
  return diagnostic(trouble, 'expected-rows', message, trouble, rows);
}

const ROWS_SYNONYMS: Readonly<Record<string, string>> = { hosts: 'instances', nodes: 'instances', containers: 'tasks' };

export function explainStage(trouble: Trouble): Diagnostic {
  const { text, found, start, end, previous } = trouble;
  const stage = Object.hasOwn(STAGE_SYNONYMS, found.toLowerCase()) ? STAGE_SYNONYMS[found.toLowerCase()] : undefined;
  if (stage !== undefined) {
    // `order by` is `sort`, and `group by` is `count by`.
    const by = stage === 'sort' ? /^\s+by(?=\s|$)/.exec(text.slice(end, end + 64))?.[0] : undefined;
    const span = { start, end: end + (by?.length ?? 0) };
    const written = visible(text.slice(span.start, span.end));
    return diagnostic(trouble, 'expected-stage', `\`${written}\` is no stage; did you mean \`${stage}\`?`, span, stage);
  }
  if (previous && beginsCondition(trouble)) {
    const message = 'a stage has to come after `|`; did you mean `||`?';
    return diagnostic(trouble, 'unexpected-character', message, spanOfToken(previous), '||');
  }
  const near = isWord(found) ? nearest(found, Object.keys(STAGES)) : undefined;
  if (near)
    return diagnostic(
      trouble,
      'expected-stage',
      `\`${visible(found)}\` is no stage; did you mean \`${near}\`?`,
      trouble,
      near,
    );
  const message = `a stage has to come after \`|\`, but ${whatStands(trouble)} there; the stages are ${STAGE_LIST}`;
  return diagnostic(trouble, 'expected-stage', message);
}

/** Whether what follows a `|` is a condition, as after `||`. */
function beginsCondition({ text, found, end }: Trouble): boolean {
  if (found === '(' || found === '!' || found === 'not') return true;
  const next = end + (/^\s*/.exec(text.slice(end, end + 64))?.[0].length ?? 0);
  if (!isWord(found)) return false;
  if (/^(?:[=!<>]|=~)/.test(text.slice(next, next + 2))) return true;
  return Object.hasOwn(OPERATOR_SPELLINGS, text.slice(next, endOfWord(text, next)));
}

export function explainNumber(trouble: Trouble): Diagnostic {
  const digits = trouble.found.replace(/['"_,]/g, '');
  const mended = /^[0-9]+$/.test(digits) ? digits : undefined;
  const message = `a whole number has to come after \`limit\`, but ${whatStands(trouble)} there`;
  return diagnostic(trouble, 'expected-number', message, trouble, mended);
}

/** Where a column has to begin. */
export function explainColumn(trouble: Trouble): Diagnostic | undefined {
  const { text, previous, found, start } = trouble;
  const stage = stageOf(trouble);
  if (previous?.image === ',' && (found === '' || found === '|')) {
    const message = 'a column has to come after this comma, or take the comma away';
    return diagnostic(trouble, 'trailing-comma', message, spanOfToken(previous), '');
  }
  if (found === '(' && previous?.image === stage) {
    const inner = /^\(\s*([^\s()]+)\s*\)/.exec(text.slice(start, start + 256));
    const message = `the stage \`${stage}\` takes its column without parentheses`;
    const span = { start, end: start + (inner?.[0].length ?? 1) };
    return diagnostic(trouble, 'expected-column', message, span, inner ? ` ${inner[1]}` : undefined);
  }
  if (found === '*') {
    const hint = stage === 'select' ? '; without `select` a row has all there is' : '';
    return diagnostic(trouble, 'expected-column', `\`*\` is no column${hint}`);
  }
  if (!isWord(found) && found !== '' && !/^['"(),|&]/.test(found)) return undefined;
  const after = previous ? ` after \`${visible(previous.image)}\`` : '';
  const message = `a column, such as \`attribute:stack\`, has to come${after}, but ${whatStands(trouble)} there`;
  return diagnostic(trouble, 'expected-column', message);
}

/** Inside `sum(…)`. */
export function explainAggregatedEnd(trouble: Trouble): Diagnostic {
  const { open, found, start } = trouble;
  if (found === '') {
    const at = open.at(-1) ?? start;
    return diagnostic(trouble, 'unclosed-parenthesis', 'this `(` is never closed', { start: at, end: at + 1 });
  }
  const message = `one column stands in these parentheses; \`)\` has to come before \`${visible(found)}\``;
  return diagnostic(trouble, 'expected-column', message);
}

/** Where a stage has to end, or to go on with another column. */
export function explainStageEnd(trouble: Trouble): Diagnostic | undefined {
  const { previous, found } = trouble;
  const stage = stageOf(trouble);
  if (found === '||') return diagnostic(trouble, 'expected-stage-end', 'one `|` stands between stages', trouble, '|');
  if (found === '(' && previous?.image === 'count') return explainCountStage(trouble);
  if (found === ',')
    return diagnostic(
      trouble,
      'expected-stage-end',
      `\`${stage}\` takes one ${stage === 'limit' ? 'number' : 'column'}, so that no comma can follow`,
    );
  const missing = explainMissingPipe(trouble);
  if (missing) return missing;
  if (!isWord(found)) return undefined;
  return explainMisplacedBy(trouble, stage) ?? explainDirection(trouble, stage) ?? explainNextColumn(trouble, stage);
}

/** `count(*)`, as other languages have it. */
function explainCountStage(trouble: Trouble): Diagnostic {
  const { text, start } = trouble;
  const all = /^\(\s*\*?\s*\)/.exec(text.slice(start, start + 64))?.[0];
  const hint = all ? '' : '; to count some of the rows, put `where` before it';
  const span = { start, end: start + (all?.length ?? 1) };
  const message = `the stage \`count\` takes no parentheses${hint}`;
  return diagnostic(trouble, 'expected-stage-end', message, span, all ? '' : undefined);
}

/** `sort by x` (no `by` there), `sum by x` (what is summed is missing): the `by` was read as a column. */
function explainMisplacedBy(trouble: Trouble, stage: string): Diagnostic | undefined {
  const { previous, start } = trouble;
  if (previous?.image !== 'by' || previous.position !== 'column') return undefined;
  if (Object.hasOwn(FUNCTIONS, stage)) {
    const message = `a column has to come between \`${stage}\` and \`by\``;
    return diagnostic(trouble, 'expected-column', message, spanOfToken(previous));
  }
  const message = `\`${stage}\` takes its columns without \`by\``;
  const { start: from, end } = spanOfToken(previous);
  const fix = { start: from, end: start, text: '' };
  return { ...diagnostic(trouble, 'expected-stage-end', message, { start: from, end }), fix };
}

function explainDirection(trouble: Trouble, stage: string): Diagnostic | undefined {
  const { found } = trouble;
  const direction = stage === 'sort' ? nearest(found, Object.keys(DIRECTIONS)) : undefined;
  if (direction === undefined) return undefined;
  const message = `\`${visible(found)}\` is no direction; did you mean \`${DIRECTIONS[direction]}\`?`;
  return diagnostic(trouble, 'expected-stage-end', message, trouble, DIRECTIONS[direction]);
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  asc: 'asc',
  desc: 'desc',
  ascending: 'asc',
  descending: 'desc',
};

function explainNextColumn(trouble: Trouble, stage: string): Diagnostic {
  const { before, previous, found } = trouble;
  const word = visible(found);
  const afterBy = before.some(
    (token) =>
      token.image === 'by' &&
      token.position === 'column-end' &&
      token.startOffset > (stageToken(trouble)?.startOffset ?? 0),
  );
  if (found === 'as') {
    return diagnostic(trouble, 'expected-stage-end', 'a column keeps its name: there is no `as`');
  }
  if (afterBy || stage === 'sort' || stage === 'select') {
    if (previous?.position === 'column-end') return unexpectedEnd(trouble, word);
    return diagnostic(trouble, 'expected-stage-end', `a comma has to come before \`${word}\``, trouble, `, ${found}`);
  }
  if (Object.hasOwn(FUNCTIONS, stage) && found !== 'asc' && found !== 'desc') {
    return diagnostic(trouble, 'expected-stage-end', `\`by\` has to come before \`${word}\``, trouble, `by ${found}`);
  }
  return unexpectedEnd(trouble, word);
}

function unexpectedEnd(trouble: Trouble, word: string): Diagnostic {
  return diagnostic(trouble, 'expected-stage-end', `\`|\` or the end has to come there, but \`${word}\` stands there`);
}

/** The word of a stage where the one before it was not ended, or where a condition was not. */
export function explainMissingPipe(trouble: Trouble): Diagnostic | undefined {
  const { text, found, end } = trouble;
  const grouping = (found === 'order' || found === 'group') && /^\s+by(?=\s|$)/.test(text.slice(end, end + 64));
  if (!grouping && !Object.hasOwn(STAGES, found)) return undefined;
  const stage = grouping ? (STAGE_SYNONYMS[found] as string) : found;
  const message = `\`|\` has to come before \`${grouping ? `${found} by` : found}\``;
  return {
    ...diagnostic(trouble, 'expected-stage-end', message),
    fix: fixOf(trouble, stage, grouping && stage === 'sort'),
  };
}

function fixOf({ text, start, end }: Trouble, stage: string, dropsBy: boolean) {
  const by = dropsBy ? (/^\s+by/.exec(text.slice(end, end + 66))?.[0].length ?? 0) : 0;
  return { start, end: end + by, text: `| ${stage}` };
}

function stageToken({ before }: Trouble): Token | undefined {
  return before.findLast((token) => token.position === 'stage');
}

function stageOf(trouble: Trouble): string {
  return stageToken(trouble)?.image ?? '';
}
