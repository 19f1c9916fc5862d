/**
 * Text → syntax tree. Each rule stands over its function; `grammar/stowage.ebnf` holds the same, and a test holds them equal.
 */
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import { LIMITS } from '../model/limits.js';
import type {
  ComparisonOperator as ComparisonSign,
  ExistenceOperator as ExistenceSign,
  Expression,
  Literal,
  MatchOperator as MatchSign,
  MembershipOperator as MembershipSign,
  Operator,
  OperatorSign,
  Predicate,
  Query,
  SubjectName,
} from './ast.js';
import { type Diagnostic, QueryError, type Span } from './diagnostic.js';
import type { Dialect } from './dialect.js';
import { unquote } from './lexical.js';
import { type Parsed, parseNested, treeOf } from './nesting.js';
import { scan } from './scanner.js';
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
  const { expression, stop } = parseNested(scanned.tokens, parseFlat);
  if (stop) return { diagnostics: [explainSyntaxError(text, scanned, stop)] };
  const ast: Query = { type: 'query', expression, stages: [], span: { start: 0, end: text.length } };
  return { ast, diagnostics: dialect === 'ecs' ? extensionsIn(scanned.tokens) : [] };
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

function parseFlat(input: tokens.Token[]): Parsed {
  parser ??= new QueryParser();
  parser.input = input;
  const expression = parser.query();
  return { expression, stop: parser.errors[0]?.token };
}

let parser: QueryParser | undefined;

class QueryParser extends EmbeddedActionsParser {
  constructor() {
    super(tokens.TOKEN_TYPES, { recoveryEnabled: false, maxLookahead: 2 });
    this.performSelfAnalysis();
  }

  // query ::= expression
  readonly query = this.RULE('query', (): Expression => this.SUBRULE(this.expression));

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
            return treeOf(token) ?? { type: 'everything', span: spanOf(token) };
          },
        },
      ]),
  );

  // predicate ::= subject comparisonOperator value | subject membershipOperator list
  //             | subject matchOperator pattern | subject existenceOperator
  readonly predicate = this.RULE('predicate', (): Predicate => {
    const start = this.CONSUME(tokens.Subject);
    const subject: SubjectName = { name: start.image, span: spanOf(start) };
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

  private chain(type: 'and' | 'or', operands: readonly Expression[], start: IToken): Expression {
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { type, operands, span: this.spanFrom(start) };
  }

  /** From `first` to the last token consumed, parentheses included. */
  private spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: (this.LA(0).endOffset ?? 0) + 1 };
  }
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: (token.endOffset ?? 0) + 1 };
}

function literalOf(token: IToken): Literal {
  const quoted = token.image.startsWith("'") || token.image.startsWith('"');
  return { text: quoted ? unquote(token.image) : token.image, span: spanOf(token) };
}

function signOf<O extends Operator>(token: IToken): OperatorSign<O> {
  return { symbol: tokens.OPERATOR_SPELLINGS[token.image] as O, span: spanOf(token) };
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

/** Syntax that the `ecs` dialect lacks, each with the portable way to say it. */
function extensionsIn(scanned: readonly tokens.Token[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const token of scanned) {
    const message =
      token.tokenType === tokens.Everything
        ? '`*` is an extension of the stowage dialect; in the ecs dialect leave the expression out to mean every instance'
        : token.position === 'list' && token.tokenType === tokens.LeftParenthesis
          ? 'a list in parentheses is an extension of the stowage dialect; in the ecs dialect write `[…]`'
          : undefined;
    if (message) diagnostics.push({ code: 'extension', severity: 'error', message, ...spanOf(token) });
  }
  return diagnostics;
}
