/** Amazon resource names, as far as they tell which cluster a record belongs to and which definition a task runs. */

/**
 * The identity of a record's cluster: its ARN where that is known, else its name, else undefined.
 *
 * In this order: what the record says (`clusterArn`); the cluster in an ARN of the new form, `…:container-instance/CLUSTER/ID`; the
 * cluster that the caller names. A bare name is completed by the partition, region and account of the record's own ARN, so that
 * records with and without `clusterArn` meet in one cluster.
 */
export function clusterIdentity(clusterArn: string | undefined, key: string, named: string | undefined) {
  if (clusterArn !== undefined && clusterArn !== '') return clusterArn;
  const [, owner, resource] = RECORD_ARN.exec(key) ?? [];
  if (owner === undefined || resource === undefined) return named;
  const slash = resource.indexOf('/');
  const name = slash > 0 ? resource.slice(0, slash) : named;
  return name === undefined || name.includes(':') ? name : `${owner}cluster/${name}`;
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
