/** The experiment of the fragmentation policy, one seed: `npm run openb` tells all of it. */
import { join } from 'node:path';
import { figureOf } from '../measure.mjs';
import { experiment } from '../openb/experiment.mjs';
import { POLICIES } from '../openb/policies.mjs';
import { readNodes, readPods } from '../openb/tables.mjs';
import { AGAIN } from './columns.mjs';

const SEEDS = 3;

/**
 * @param {string} folder with the lists of nodes and pods as they are published
 * @param {boolean} isQuick
 * @returns {Promise<import('../suites/place.mjs').PlaceRow>}
 */
export async function openbRow(folder, isQuick) {
  const lists = {
    nodes: readNodes(join(folder, 'openb_node_list_gpu_node.csv')),
    pods: readPods(join(folder, 'openb_pod_list_default.csv')),
  };
  const times = Array.from(
    { length: isQuick ? 1 : SEEDS },
    () => experiment(lists, POLICIES.fragmentation, 1).cpuSeconds * 1e6,
  );
  return {
    name: 'openb: one seed',
    kind: 'experiment',
    tasks: lists.pods.length,
    goal: 'openb',
    figures: { [AGAIN]: figureOf(times) },
  };
}
