import { StowageError, SUBJECTS } from '../../index.js';
import type { Row } from '../output/answer.js';
import type { Repl } from './repl.js';

/** Say what can be asked about. */
export async function schema(repl: Repl, subject: string, signal: AbortSignal): Promise<void> {
  const rows: readonly Row[] = SUBJECTS.filter(({ name }) => name.startsWith(subject)).map(
    ({ name, kind, summary }) => ({
      subject: name,
      kind,
      summary,
    }),
  );
  if (rows.length === 0) throw new StowageError('usage', '', `${subject} is no subject: .schema lists all`);
  await repl.printer.answer({ rows, id: ({ subject }) => String(subject) }, repl.settings.mode, signal);
}
