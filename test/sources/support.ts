/** Records to vary in tests, and the reading of a single one. */
import type { Instance, Task } from '../../src/model/records.js';
import { type Batch, readSource, type SourceOptions } from '../../src/sources/source.js';

export const CLUSTER = 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod';
export const INSTANCE = 'arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/0001';
export const TASK = 'arn:aws:ecs:eu-west-1:123456789012:task/prod/aaaa';

export type Json = Record<string, unknown>;

/** The least instance there is, with other fields. */
export function instance(fields: Json = {}): Json {
  return { containerInstanceArn: INSTANCE, ...fields };
}

/** The least task there is, with other fields. */
export function task(fields: Json = {}): Json {
  return { taskArn: TASK, ...fields };
}

export function instanceEvent(detail: Json): Json {
  return { 'detail-type': 'ECS Container Instance State Change', source: 'aws.ecs', detail };
}

export function taskEvent(detail: Json): Json {
  return { 'detail-type': 'ECS Task State Change', source: 'aws.ecs', detail };
}

export function instancesOf(batch: Batch): readonly Instance[] {
  return batch.changes.flatMap((change) => (change.kind === 'instance' ? [change.instance] : []));
}

export function tasksOf(batch: Batch): readonly Task[] {
  return batch.changes.flatMap((change) => (change.kind === 'task' ? [change.task] : []));
}

/** The one instance of a source that holds no more. */
export function readInstance(fields: Json = {}, options?: SourceOptions): Instance {
  const batch = readSource(instance(fields), options);
  const [only] = instancesOf(batch);
  if (only === undefined || batch.rejected.length > 0) throw new Error(JSON.stringify(batch.rejected));
  return only;
}

/** The one task of a source that holds no more. */
export function readTask(fields: Json = {}, options?: SourceOptions): Task {
  const batch = readSource(task(fields), options);
  const [only] = tasksOf(batch);
  if (only === undefined || batch.rejected.length > 0) throw new Error(JSON.stringify(batch.rejected));
  return only;
}

/** `path: message` of each rejection. */
export function rejections(source: unknown): readonly string[] {
  return readSource(source).rejected.map((rejection) => `${rejection.path}: ${rejection.message}`);
}
