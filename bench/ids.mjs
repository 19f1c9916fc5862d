/** Ids as Amazon ECS has them: unlike each other, in the order of their numbers, computed from the number and the seed. */

const ARN = 'arn:aws:ecs:us-east-1:123456789012:';

export const CLUSTER_ARN = `${ARN}cluster/bench`;

/** @param {string} family @param {number} revision */
export function definitionArn(family, revision) {
  return `${ARN}task-definition/${family}:${revision}`;
}

/**
 * The finalizer of MurmurHash3: a permutation of the 32-bit integers without visible order.
 * @param {number} number
 */
export function mix(number) {
  let hash = (number + 0x9e37_79b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * @param {number} instances
 * @param {number} tasks
 * @param {number} seed
 */
export function idTexts(instances, tasks, seed) {
  return {
    keyOf: idWriter(`${ARN}container-instance/bench/`, 32, instances, mix(seed)),
    ec2InstanceIdOf: idWriter('i-0', 16, 0, mix(seed + 1)),
    taskKeyOf: idWriter(`${ARN}task/bench/`, 32, tasks, mix(seed + 2)),
  };
}

/**
 * Texts of a prefix and hexadecimal digits: the first eight ascend with the numbers below `ordered` (and are as good as random from
 * there on), the next eight are a permutation of the numbers, so that no two texts are equal.
 *
 * Each text is made of bytes, in one piece: as a text is that was parsed, and not a chain of the parts it was put together from.
 *
 * @param {string} prefix
 * @param {number} digits 16 or 32
 * @param {number} ordered
 * @param {number} salt
 */
function idWriter(prefix, digits, ordered, salt) {
  const bytes = Buffer.from(prefix + '0'.repeat(digits), 'latin1');
  const step = Math.floor(2 ** 32 / Math.max(ordered, 1));
  return (/** @type {number} */ number) => {
    const unique = mix(number ^ salt);
    const leading = number < ordered ? number * step + (unique % step) : mix(unique + 1);
    writeHex(bytes, prefix.length, leading);
    writeHex(bytes, prefix.length + 8, unique);
    for (let at = 16; at < digits; at += 8) writeHex(bytes, prefix.length + at, mix(unique + at));
    return bytes.toString('latin1');
  };
}

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');

/**
 * @param {Buffer} bytes
 * @param {number} at
 * @param {number} word
 */
function writeHex(bytes, at, word) {
  for (let digit = 0; digit < 8; digit++) {
    bytes[at + digit] = /** @type {number} */ (DIGITS[(word >>> (28 - 4 * digit)) & 15]);
  }
}
