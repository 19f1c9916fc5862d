import type { RequestWarning } from '../../index.js';
import { paint, terminalSafe } from '../output/terminal.js';
import { hasColor, notify, type Session } from './context.js';

/** Tell what a request's author should know although it does not stop the request. */
export function warn(session: Session, warnings: readonly RequestWarning[]): void {
  const { stderr, env } = session.context;
  const color = hasColor(session.color, stderr, env);
  for (const { path, message } of warnings) {
    notify(session, `${paint('yellow', 'warning:', { color })} ${terminalSafe(`${path}: ${message}`)}`);
  }
}
