/** What a long run is at, on standard error: its result goes to standard output. @param {string} message */
export function log(message) {
  console.error(`  ${message}`);
}
