/**
 * Text → syntax tree. Each rule stands over its function; `grammar/stowage.ebnf` holds the same, and a test holds them equal.
 */
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import { LIMITS } from '../model/limits.js';
import type {
  AggregateFunction,
  ComparisonOperator as ComparisonSign,
  ExistenceOperator as ExistenceSign,
  Expression,
  Literal,
  MatchOperator as MatchSign,
  MembershipOperator as MembershipSign,
  Predicate,
  Query,
  RowKind,
  SelectStage,
  SortKey,
  Stage,
  SubjectName,
} from './ast.js';
import { type Diagnostic, QueryError, type Span } from './diagnostic.js';
import type { Dialect } from './dialect.js';
import { extensionsIn } from './extensions.js';
import { literalOf, signOf, spanOf } from './leaves.js';
import { expressionOf, type Parsed, parseNested, subjectOf, type Trees } from './nesting.js';
import { type Scan, scan } from './scanner.js';
import { nameOfWord, subjectWithParentheses } from './subject-name.js';
import { explainSyntaxError } from './syntax-error.js';
import * as tokens from './tokens.js';

export interface ParseOptions {
  /** `stowage` where nothing is said. */
  readonly dialect?: Dialect;
}

export type ParseResult =
  | { readonly ok: true; readonly ast: Query }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a query text. Never throws on a string: what is wrong comes back as diagnostics. O(length).
 *
 * A tree says that the syntax is right; whether subjects exist and take their operators is for `check`.
 */
export function parse(text: string, options: ParseOptions = {}): ParseResult {
  const { ast, diagnostics } = parseWithExtensions(text, options.dialect ?? 'stowage');
  return ast !== undefined && diagnostics.length === 0 ? { ok: true, ast } : { ok: false, diagnostics };
}

/** As `parse`, for callers that go on checking: a text whose only fault is an extension has diagnostics and a tree. */
export function parseWithExtensions(
  text: string,
  dialect: Dialect,
): { readonly ast?: Query; readonly diagnostics: readonly Diagnostic[] } {
  if (text.length > LIMITS.queryLength[dialect]) return { diagnostics: [tooLong(text, dialect)] };
  const scanned = scan(text);
  if (scanned.limit) return { diagnostics: [scanned.limit] };
  const { tree, stop } = parseScan(scanned);
  if (stop) return { diagnostics: [explainSyntaxError(text, scanned, stop)] };
  const ast: Query = { type: 'query', ...tree, span: { start: 0, end: text.length } };
  return { ast, diagnostics: dialect === 'ecs' ? extensionsIn(ast, text) : [] };
}

/** Parses what was scanned. */
export function parseScan({ tokens }: Scan): Parsed<'query'> {
  return parseNested(tokens, parseFlat, subjectWithParentheses);
}

/** The tree of a text, or a `QueryError` with its diagnostics. */
export function parseOrThrow(text: string, options: ParseOptions = {}): Query {
  const result = parse(text, options);
  if (!result.ok) throw new QueryError(text, result.diagnostics);
  return result.ast;
}

/** The grammar's rules as data, for diagrams and for the test that holds `grammar/` equal to the parser. */
export function grammarRules(): ReturnType<QueryParser['getSerializedGastProductions']> {
  return new QueryParser().getSerializedGastProductions();
}

function parseFlat<R extends keyof Trees>(input: tokens.Token[], rule: R): Parsed<R> {
  parser ??= new QueryParser();
  parser.input = input;
  const tree = (parser as Readonly<Record<keyof Trees, () => unknown>>)[rule]() as Trees[R];
  return { tree, stop: parser.errors[0]?.token };
}

let parser: QueryParser | undefined;

/** Each member of a union without its place. */
type WithoutSpan<T> = T extends unknown ? Omit<T, 'span'> : never;

class QueryParser extends EmbeddedActionsParser {
  constructor() {
    super(tokens.TOKEN_TYPES, { recoveryEnabled: false, maxLookahead: 2 });
    this.performSelfAnalysis();
  }

  // query ::= ( 'from' ( 'instances' | 'tasks' ) )? expression ( '|' stage )*
  readonly query = this.RULE('query', (): Trees['query'] => {
    const start = this.LA(1);
    const from = this.OPTION(() => {
      this.CONSUME(tokens.From);
      const rows = this.CONSUME(tokens.Rows).image as RowKind;
      return { rows, span: this.spanFrom(start) };
    });
    const expression = this.SUBRULE(this.expression);
    const stages: Stage[] = [];
    this.MANY(() => {
      this.CONSUME(tokens.Pipe);
      stages.push(this.SUBRULE(this.stage));
    });
    return { ...(from && { from }), expression, stages };
  });

  // expression ::= orExpression
  readonly expression = this.RULE('expression', (): Expression => this.SUBRULE(this.orExpression));

  // orExpression ::= andExpression ( ( '||' | 'or' ) andExpression )*
  readonly orExpression = this.RULE('orExpression', (): Expression => {
    const start = this.LA(1);
    const operands = [this.SUBRULE(this.andExpression)];
    this.MANY(() => {
      this.CONSUME(tokens.Or);
      operands.push(this.SUBRULE2(this.andExpression));
    });
    return this.chain('or', operands, start);
  });

  // andExpression ::= notExpression ( ( '&&' | 'and' ) notExpression )*
  readonly andExpression = this.RULE('andExpression', (): Expression => {
    const start = this.LA(1);
    const operands = [this.SUBRULE(this.notExpression)];
    this.MANY(() => {
      this.CONSUME(tokens.And);
      operands.push(this.SUBRULE2(this.notExpression));
    });
    return this.chain('and', operands, start);
  });

  // notExpression ::= ( '!' | 'not' ) notExpression | primary
  readonly notExpression: () => Expression = this.RULE(
    'notExpression',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            const start = this.CONSUME(tokens.Not);
            const operand = this.SUBRULE(this.notExpression);
            return { type: 'not', operand, span: this.spanFrom(start) };
          },
        },
        { ALT: () => this.SUBRULE(this.primary) },
      ]),
  );

  // primary ::= '(' expression ')' | predicate | '*'
  readonly primary = this.RULE(
    'primary',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.LeftParenthesis);
            const inner = this.SUBRULE(this.expression);
            this.CONSUME(tokens.RightParenthesis);
            return inner;
          },
        },
        { ALT: () => this.SUBRULE(this.predicate) },
        {
          ALT: () => {
            const token = this.CONSUME(tokens.Everything);
            return expressionOf(token) ?? { type: 'everything', span: spanOf(token) };
          },
        },
      ]),
  );

  // predicate ::= subject comparisonOperator value | subject membershipOperator list
  //             | subject matchOperator pattern | subject existenceOperator
  readonly predicate = this.RULE('predicate', (): Predicate => {
    const start = this.LA(1);
    const subject = this.SUBRULE(this.subject);
    return this.OR<Predicate>([
      {
        ALT: () => {
          const operator = signOf<ComparisonSign>(this.CONSUME(tokens.ComparisonOperator));
          const value = literalOf(this.CONSUME(tokens.Value));
          return { type: 'comparison', subject, operator, value, span: this.spanFrom(start) };
        },
      },
      {
        ALT: () => {
          const operator = signOf<MembershipSign>(this.CONSUME(tokens.MembershipOperator));
          const open = this.LA(1);
          const values = this.SUBRULE(this.list);
          return {
            type: 'membership',
            subject,
            operator,
            values,
            listSpan: this.spanFrom(open),
            span: this.spanFrom(start),
          };
        },
      },
      {
        ALT: () => {
          const operator = signOf<MatchSign>(this.CONSUME(tokens.MatchOperator));
          const pattern = literalOf(this.CONSUME(tokens.Pattern));
          return { type: 'match', subject, operator, pattern, span: this.spanFrom(start) };
        },
      },
      {
        ALT: () => {
          const operator = signOf<ExistenceSign>(this.CONSUME(tokens.ExistenceOperator));
          return { type: 'existence', subject, operator, span: this.spanFrom(start) };
        },
      },
    ]);
  });

  // list ::= '[' [ value ( ',' value )* ] ']' | '(' value ( ',' value )* ')'
  readonly list = this.RULE('list', (): Literal[] => {
    const values: Literal[] = [];
    this.OR([
      {
        ALT: () => {
          this.CONSUME(tokens.LeftBracket);
          this.OPTION(() => {
            values.push(literalOf(this.CONSUME(tokens.Value)));
            this.MANY(() => {
              this.CONSUME(tokens.Comma);
              values.push(literalOf(this.CONSUME2(tokens.Value)));
            });
          });
          this.CONSUME(tokens.RightBracket);
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.LeftParenthesis);
          values.push(literalOf(this.CONSUME3(tokens.Value)));
          this.MANY2(() => {
            this.CONSUME2(tokens.Comma);
            values.push(literalOf(this.CONSUME4(tokens.Value)));
          });
          this.CONSUME(tokens.RightParenthesis);
        },
      },
    ]);
    return values;
  });

  // subject ::= 'count' '(' expression ')' | ( 'sum' | 'avg' | 'min' | 'max' ) '(' subject ')' | name
  readonly subject: () => SubjectName = this.RULE(
    'subject',
    (): SubjectName =>
      this.OR<SubjectName>([
        {
          ALT: () => {
            const word = this.CONSUME(tokens.Count);
            this.CONSUME(tokens.LeftParenthesis);
            const counted = this.SUBRULE(this.expression);
            const { endOffset } = this.CONSUME(tokens.RightParenthesis);
            return this.ACTION(() => subjectWithParentheses(word, counted, (endOffset ?? 0) + 1));
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(tokens.Aggregate);
            this.CONSUME2(tokens.LeftParenthesis);
            const column = this.SUBRULE(this.subject);
            const { endOffset } = this.CONSUME2(tokens.RightParenthesis);
            return this.ACTION(() => subjectWithParentheses(word, column, (endOffset ?? 0) + 1));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(tokens.Name);
            return subjectOf(token) ?? { name: nameOfWord(token.image), span: spanOf(token) };
          },
        },
      ]),
  );

  // stage ::= 'where' expression | 'sort' sortKey ( ',' sortKey )* | 'limit' number | 'select' columns
  //         | 'count' by? | ( 'sum' | 'avg' | 'min' | 'max' ) subject by? | 'distinct' subject
  readonly stage = this.RULE('stage', (): Stage => {
    const start = this.LA(1);
    const stage = this.OR<WithoutSpan<Stage>>([
      {
        ALT: () => {
          this.CONSUME(tokens.Where);
          return { type: 'where', expression: this.SUBRULE(this.expression) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Sort);
          const keys = [this.SUBRULE(this.sortKey)];
          this.MANY(() => {
            this.CONSUME(tokens.Comma);
            keys.push(this.SUBRULE2(this.sortKey));
          });
          return { type: 'sort', keys };
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Limit);
          return { type: 'limit', rows: literalOf(this.CONSUME(tokens.NumberOfRows)) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Select);
          return { type: 'select', columns: this.SUBRULE(this.columns) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Count);
          const by = this.OPTION(() => this.SUBRULE(this.by)) ?? [];
          return { type: 'aggregate', function: 'count', by };
        },
      },
      {
        ALT: () => {
          const name = this.CONSUME(tokens.Aggregate).image as AggregateFunction;
          const column = this.SUBRULE(this.subject);
          const by = this.OPTION2(() => this.SUBRULE2(this.by)) ?? [];
          return { type: 'aggregate', function: name, column, by };
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Distinct);
          return { type: 'distinct', column: this.SUBRULE2(this.subject) };
        },
      },
    ]);
    return { ...stage, span: this.spanFrom(start) };
  });

  // sortKey ::= subject ( 'asc' | 'desc' )?
  readonly sortKey = this.RULE('sortKey', (): SortKey => {
    const start = this.LA(1);
    const column = this.SUBRULE(this.subject);
    const direction = this.OPTION(() => this.CONSUME(tokens.Direction));
    return { column, descending: direction?.image === 'desc', span: this.spanFrom(start) };
  });

  // by ::= 'by' columns
  readonly by = this.RULE('by', (): SelectStage['columns'] => {
    this.CONSUME(tokens.By);
    return this.SUBRULE(this.columns);
  });

  // columns ::= subject ( ',' subject )*
  readonly columns = this.RULE('columns', (): SelectStage['columns'] => {
    const columns = [this.SUBRULE(this.subject)];
    this.MANY(() => {
      this.CONSUME(tokens.Comma);
      columns.push(this.SUBRULE2(this.subject));
    });
    return columns;
  });

  private chain(type: 'and' | 'or', operands: readonly Expression[], start: IToken): Expression {
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { type, operands, span: this.spanFrom(start) };
  }

  /** From `first` to the last token consumed, parentheses included. */
  private spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: (this.LA(0).endOffset ?? 0) + 1 };
  }
}

function tooLong(text: string, dialect: Dialect): Diagnostic {
  const limit = LIMITS.queryLength[dialect];
  return {
    code: 'text-too-long',
    severity: 'error',
    message: `the text has ${text.length} characters; the ${dialect} dialect allows ${limit}`,
    start: limit,
    end: text.length,
  };
}
