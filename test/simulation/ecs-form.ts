/** Changes as Amazon ECS tells of them: pages of descriptions, and events. */
import type { Change } from '../../src/model/change.js';
import type { Instance, Resources, Task } from '../../src/model/records.js';

/** The source that a change comes with. Its record says nothing that ECS could not. */
export function ecsForm(change: Change): object {
  switch (change.kind) {
    case 'instance': {
      const record = instanceForm(change.instance);
      return change.origin === 'description' ? { containerInstances: [record] } : instanceEvent(record);
    }
    case 'task': {
      const record = taskForm(change.task);
      return change.origin === 'description' ? { tasks: [record] } : taskEvent(record);
    }
    case 'instance-removed': {
      const { key, version } = change;
      return instanceEvent({ containerInstanceArn: key, version, status: 'INACTIVE' });
    }
    case 'task-removed': {
      const { key, version, cluster } = change;
      return taskEvent({ taskArn: key, version, clusterArn: cluster, lastStatus: 'STOPPED' });
    }
    default:
      throw new Error('changes of this kind come from snapshots only');
  }
}

function instanceEvent(detail: object): object {
  return { source: 'aws.ecs', 'detail-type': 'ECS Container Instance State Change', detail };
}

function taskEvent(detail: object): object {
  return { source: 'aws.ecs', 'detail-type': 'ECS Task State Change', detail };
}

function instanceForm(instance: Instance): object {
  const { key, cluster, registeredAt, agentVersion, dockerVersion } = instance;
  const { version, status, agentConnected, ec2InstanceId, runningTasksCount, pendingTasksCount } = instance;
  return {
    ...{ version, status, agentConnected, ec2InstanceId, runningTasksCount, pendingTasksCount },
    containerInstanceArn: key,
    clusterArn: cluster,
    capacityProviderName: instance.capacityProvider,
    versionInfo: { agentVersion, dockerVersion: dockerVersion && `DockerVersion: ${dockerVersion}` },
    registeredAt: registeredAt === undefined ? undefined : registeredAt / 1000,
    attributes: [...instance.attributes].map(([name, value]) => (value === null ? { name } : { name, value })),
    tags: [...instance.tags].map(([name, value]) => ({ key: name, value })),
    registeredResources: resourcesForm(instance.registered),
    remainingResources: instance.remaining && resourcesForm(instance.remaining),
  };
}

function resourcesForm(resources: Resources): readonly object[] {
  return [...resources].map(([name, amount]) =>
    typeof amount === 'number'
      ? { name: name.toUpperCase(), type: 'INTEGER', integerValue: amount }
      : { name: name.toUpperCase(), type: 'STRINGSET', stringSetValue: amount },
  );
}

function taskForm(task: Task): object {
  const { version, group, startedBy, launchType, desiredStatus, lastStatus, cpu, memory } = task;
  const bindings = task.hostPorts.map(({ port, protocol }) => ({ hostPort: port, protocol }));
  return {
    ...{ version, group, startedBy, launchType, desiredStatus, lastStatus },
    taskArn: task.key,
    clusterArn: task.cluster,
    containerInstanceArn: task.instance,
    taskDefinitionArn: task.definition && `arn:aws:ecs:us-west-2:111122223333:task-definition/${task.definition}`,
    cpu: String(cpu),
    memory: String(memory),
    containers: [{ gpuIds: task.gpuIds, networkBindings: bindings }],
  };
}
