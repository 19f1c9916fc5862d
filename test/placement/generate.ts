/** Random clusters and requests for placement. */
export {
  CLUSTERS,
  cpu,
  DYNAMIC_PORT_RANGE,
  fixedPort,
  GROUPS,
  hosts,
  largeClusters,
  memory,
  protocol,
} from './generate-hosts.js';
export { type AbstractRequest, allRequests, manyTasks, requests, SCORERS } from './generate-requests.js';
export { writeRequest } from './write-request.js';
