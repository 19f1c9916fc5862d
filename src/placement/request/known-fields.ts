/**
 * Fields that a request and its parts may have: those of Amazon ECS (API reference of RunTask, CreateService and
 * TaskDefinition), most of which say nothing about placement, and ours. Any other comes back as a warning.
 */
import { type Fields, quote } from './fields.js';
import { addWarning, type RequestWarning } from './warnings.js';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const KNOWN_FIELDS = {
  request: words(`
    taskDefinition count desiredCount group serviceName cluster startedBy placementConstraints placementStrategy overrides
    mode priority seed prefer family cpu memory gpu ports attributes resources
    capacityProviderStrategy launchType schedulingStrategy platformVersion networkConfiguration volumeConfigurations
    enableECSManagedTags enableExecuteCommand propagateTags referenceId tags clientToken role
    loadBalancers serviceRegistries serviceConnectConfiguration vpcLatticeConfigurations availabilityZoneRebalancing
    deploymentConfiguration deploymentController healthCheckGracePeriodSeconds forceNewDeployment`),
  taskDefinition: words(`
    taskDefinitionArn family revision status cpu memory networkMode containerDefinitions requiresAttributes
    placementConstraints taskRoleArn executionRoleArn volumes compatibilities requiresCompatibilities runtimePlatform
    inferenceAccelerators pidMode ipcMode proxyConfiguration ephemeralStorage enableFaultInjection tags
    registeredAt registeredBy deregisteredAt deleteRequestedAt`),
  container: words(`
    name image cpu memory memoryReservation portMappings resourceRequirements repositoryCredentials links essential
    restartPolicy entryPoint command environment environmentFiles mountPoints volumesFrom linuxParameters secrets dependsOn
    startTimeout stopTimeout versionConsistency hostname user workingDirectory disableNetworking privileged
    readonlyRootFilesystem dnsServers dnsSearchDomains extraHosts dockerSecurityOptions interactive pseudoTerminal
    dockerLabels ulimits logConfiguration healthCheck systemControls firelensConfiguration credentialSpecs`),
  overrides: words(`
    containerOverrides cpu memory inferenceAcceleratorOverrides executionRoleArn taskRoleArn ephemeralStorage`),
  containerOverride: words(
    'name cpu memory memoryReservation resourceRequirements command environment environmentFiles',
  ),
  portMapping: words('containerPort hostPort protocol name appProtocol containerPortRange'),
  resourceRequirement: words('type value'),
  attribute: words('name value targetType targetId'),
  constraint: words('type expression'),
  strategy: words('type field targets maxSkew maxPerBucket typicalTasks'),
  typicalTask: words('cpu gpu count'),
  preference: words('expression weight'),
  termination: words('group count placementStrategy cluster seed'),
} as const;

/** Add a warning for each field that nothing reads. */
export function warnUnknownFields(fields: Fields, kind: keyof typeof KNOWN_FIELDS, warnings: RequestWarning[]): void {
  const known = KNOWN_FIELDS[kind];
  for (const name of fields.names()) {
    if (known.has(name)) continue;
    const meant = [...known].find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`;
    addWarning(warnings, {
      code: 'unknown-field',
      path: fields.pathOf(name),
      message: `unknown field ${quote(name)}: it has no effect${hint}`,
    });
  }
}
