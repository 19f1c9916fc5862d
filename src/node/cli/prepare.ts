import type { LoadedCluster } from '../files.js';
import type { Session } from './context.js';
import { type ExpressionOptions, readExpression, readNow, refuseErrors } from './expression.js';
import { loadFrom } from './load.js';

/** A cluster from `--from`, and an expression ready to be asked of it. */
export async function prepareOn(
  session: Session,
  argument: string,
  options: ExpressionOptions & { readonly from: readonly string[] },
) {
  const text = await readExpression(session, argument, options.from);
  const now = readNow(options.now) ?? Date.now();
  refuseErrors(text, options);
  const loaded: LoadedCluster = await loadFrom(session, options.from);
  return { loaded, prepared: loaded.cluster.prepare(text, { dialect: options.dialect, now }) };
}
