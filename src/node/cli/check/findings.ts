import { renderDiagnostic } from '../../../index.js';
import { paint, plural, type Style, terminalSafe } from '../../output/terminal.js';
import { notify, renderStyle, type Session } from '../context.js';
import type { Finding } from './finding.js';

const STYLES: { readonly [Severity in Finding['severity']]: Style } = {
  error: ['red', 'bold'],
  warning: ['yellow', 'bold'],
  info: ['cyan', 'bold'],
};

/** Tell findings to a person on standard error: where, what, and a caret under the place. Under `--quiet` only errors. */
export function reportFindings(session: Session, findings: readonly Finding[], checked: number): void {
  const { stderr } = session.context;
  const style = renderStyle(session.color, session.context);
  for (const finding of findings) {
    if (session.quiet && finding.severity !== 'error') continue;
    const place = placeOf(finding);
    stderr.write(`${place === '' ? '' : `${paint('underline', place, style)}\n`}${render(finding, style)}\n\n`);
  }
  notify(session, summary(findings, checked));
}

function render(finding: Finding, style: ReturnType<typeof renderStyle>): string {
  const { expression, diagnostic, severity, code, message } = finding;
  if (expression !== undefined && diagnostic !== undefined) return renderDiagnostic(expression, diagnostic, style);
  return `${paint(STYLES[severity], `${severity}[${code}]`, style)}: ${terminalSafe(message)}`;
}

/** `file:line:column path (resource)`: editors and terminals make a link of its beginning. */
function placeOf({ file, line, column, path, resource }: Finding): string {
  if (file === undefined) return '';
  const at = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  const about = `${path === undefined ? '' : ` ${path}`}${resource === undefined ? '' : ` (${resource})`}`;
  return terminalSafe(`${file}${at}${about}`);
}

function summary(findings: readonly Finding[], checked: number): string {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const counts = [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    ...(count('info') > 0 ? [plural(count('info'), 'note')] : []),
  ];
  return `${plural(checked, 'expression')} checked: ${counts.join(', ')}`;
}
