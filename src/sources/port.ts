/** Ports and protocols as fields of JSON. */
import type { Protocol } from '../model/records.js';
import { countField, type Fields, malformed, textField } from './fields.js';

/** The last port there is. */
export const LAST_PORT = 65_535;

/** 0 to 65535. */
export function portField(fields: Fields, name: string): number | undefined {
  const port = countField(fields, name);
  if (port !== undefined && port > LAST_PORT) throw malformed(`.${name}`, `a port, at most ${LAST_PORT}`, port);
  return port;
}

/** TCP where it is not said: so ECS documents it. */
export function protocolField(fields: Fields, name: string): Protocol {
  const protocol = textField(fields, name)?.toLowerCase() ?? 'tcp';
  if (protocol !== 'tcp' && protocol !== 'udp') throw malformed(`.${name}`, 'tcp or udp', fields[name]);
  return protocol;
}
