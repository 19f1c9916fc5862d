/** Amazon resource names, as far as they tell which cluster a record belongs to and which definition a task runs. */

/**
 * The identity of a record's cluster where the record has no `clusterArn`: its ARN where that is known, else its name, else undefined.
 *
 * In this order: the cluster in an ARN of the new form, `…:container-instance/CLUSTER/ID`; the cluster that the caller names. A bare
 * name is completed by the partition, region and account of the record's own ARN, so that records with and without `clusterArn`
 * meet in one cluster.
 */
export function clusterIdentity(key: string, named: string | undefined): string | undefined {
  const [, owner, resource] = RECORD_ARN.exec(key) ?? [];
  if (owner === undefined || resource === undefined) return named;
  const slash = resource.indexOf('/');
  const name = slash > 0 ? resource.slice(0, slash) : named;
  return name === undefined || name.includes(':') ? name : `${owner}cluster/${name}`;
}

/**
 * As much of a record's ARN as decides on its cluster: two that begin with one such prefix have one identity. Undefined where the ARN
 * does not name the cluster.
 */
export function clusterPrefix(key: string): string | undefined {
  const [, , resource = ''] = RECORD_ARN.exec(key) ?? [];
  const slash = resource.indexOf('/');
  return slash > 0 ? key.slice(0, key.length - resource.length + slash + 1) : undefined;
}

/** `arn:PARTITION:ecs:REGION:ACCOUNT:` and what follows the kind of the resource: `ID` or `CLUSTER/ID`. */
const RECORD_ARN = /^(arn:[^:]*:ecs:[^:]*:[^:]*:)(?:container-instance|task)\/(.+)$/s;

/** `family:revision` of `arn:…:task-definition/family:revision`; what is no ARN stays as it is. */
export function definitionName(taskDefinitionArn: string): string {
  return taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1);
}

/** The family of `family:revision`; a definition without a revision is its family. */
export function familyName(definition: string): string {
  const colon = definition.lastIndexOf(':');
  return colon < 0 ? definition : definition.slice(0, colon);
}
