import { LIMITS, SOURCE_LISTS, type SourcePart } from '../index.js';
import type { JsonCursor } from './json-cursor.js';
import type { ListMemory } from './separator.js';

/** The parts of the list or object that begins at the cursor, in order. Afterwards the cursor stands behind it. */
export async function* takeApart(cursor: JsonCursor, path = '$'): AsyncGenerator<SourcePart> {
  if (cursor.enter() === '[') yield* takeMembers(cursor, path);
  else yield* takeFields(cursor, path);
}

/** A member that is too large for a part is taken apart itself. */
async function* takeMembers(cursor: JsonCursor, path: string): AsyncGenerator<SourcePart> {
  if (path.split('[').length > LIMITS.sourceDepth) {
    const message = `lists of sources nest deeper than ${LIMITS.sourceDepth}; give the records in one list`;
    throw cursor.overLimit(message);
  }
  const memory: ListMemory = {};
  for (let offset = 0; await cursor.next(); ) {
    const members = await cursor.elements(memory);
    if (members === undefined && cursor.isAtBracket) {
      yield* takeApart(cursor, `${path}[${offset}]`);
      offset++;
    } else {
      const some = members ?? [await cursor.value()];
      yield { form: 'members', path, offset, members: some };
      offset += some.length;
    }
  }
}

async function* takeFields(cursor: JsonCursor, path: string): AsyncGenerator<SourcePart> {
  const values = new Map<string, unknown>();
  while (await cursor.next()) {
    const name = await cursor.key();
    if (!SOURCE_LISTS.has(name)) {
      values.set(name, await cursor.value());
      continue;
    }
    if (values.has(name)) throw cursor.refuse(`the list "${name}" stands there a second time`);
    const fields = Object.fromEntries(values);
    if (cursor.isAtList) {
      values.set(name, []);
      for await (const { offset, records } of takeRecords(cursor)) {
        yield { form: 'list', path, fields, name, offset, records };
      }
    } else {
      const value = await cursor.value();
      values.set(name, value);
      yield { form: 'list', path, fields, name, offset: 0, records: value };
    }
  }
  yield { form: 'object', path, fields: Object.fromEntries(values) };
}

async function* takeRecords(cursor: JsonCursor): AsyncGenerator<{ offset: number; records: readonly unknown[] }> {
  cursor.enter();
  const memory: ListMemory = {};
  for (let offset = 0; await cursor.next(); ) {
    const records = (await cursor.elements(memory)) ?? [await cursor.value()];
    yield { offset, records };
    offset += records.length;
  }
}
