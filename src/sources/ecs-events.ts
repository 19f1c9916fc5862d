/** EventBridge events of Amazon ECS: `ECS Container Instance State Change` and `ECS Task State Change`. */
import type { Change } from '../model/change.js';
import type { Context } from './context.js';
import { readInstance } from './ecs-instance.js';
import { readTask, taskCluster } from './ecs-task.js';
import { countField, fieldsOf, recordOf, requiredText, textField } from './fields.js';

/** An instance that is `INACTIVE` is gone: of such an event no more than its key and version counts. */
export function readInstanceEvent(detail: unknown, context: Context): Change {
  const fields = fieldsOf(detail);
  if (textField(fields, 'status') !== 'INACTIVE') {
    return { kind: 'instance', origin: 'event', instance: readInstance(fields, context) };
  }
  return recordOf<Change & { kind: 'instance-removed' }>({
    kind: 'instance-removed',
    key: requiredText(fields, 'containerInstanceArn'),
    version: countField(fields, 'version'),
  });
}

/** A task whose last status is `STOPPED` is gone: of such an event no more than its key, version and cluster counts. */
export function readTaskEvent(detail: unknown, context: Context): Change {
  const fields = fieldsOf(detail);
  if (textField(fields, 'lastStatus') !== 'STOPPED') {
    return { kind: 'task', origin: 'event', task: readTask(fields, context) };
  }
  return recordOf<Change & { kind: 'task-removed' }>({
    kind: 'task-removed',
    key: requiredText(fields, 'taskArn'),
    version: countField(fields, 'version'),
    cluster: taskCluster(fields, context),
  });
}
