/** Which of two versions of a record counts. */

/** Whether a record of one version supersedes one of another; a record without a version always does. */
export function isNewer(version: number | undefined, than: number | undefined): boolean {
  return version === undefined || than === undefined || version > than;
}

/** A description wins over an equal version, be it of a record or of a removal: so any order of the two ends in the same state. */
export function supersedes(version: number | undefined, than: number | undefined, described: boolean): boolean {
  return isNewer(version, than) || (described && version === than);
}
