/**
 * Finds tmux, which the recorded terminal session of the tests is played in, and installs it where it is missing and can be.
 *
 * Usage: node scripts/tmux.mjs
 */
import { spawnSync } from 'node:child_process';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const INSTALL = ['apt-get', 'install', '--yes', '--no-install-recommends', 'tmux'];

/**
 * The name of a tmux that runs.
 *
 * @returns {string}
 * @throws {Error} that says what to install, where there is none
 */
export function requireTmux() {
  if (!isThere() && process.getuid?.() === 0 && runs('apt-get', ['--version'])) install();
  if (isThere()) return 'tmux';
  throw new Error(
    `the terminal session of the tests needs tmux (3.0 or later): sudo ${INSTALL.join(' ')}, or brew install tmux`,
  );
}

function isThere() {
  return runs('tmux', ['-V']);
}

/** @param {string} command @param {readonly string[]} args */
function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** A fresh machine has no list of packages yet. */
function install() {
  const [command = '', ...args] = INSTALL;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (spawnSync(command, args, { stdio: 'ignore', env }).status === 0) return;
  spawnSync(command, ['update'], { stdio: 'ignore', env });
  spawnSync(command, args, { stdio: 'ignore', env });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${requireTmux()} is there\n`);
  } catch (error) {
    process.stderr.write(`${/** @type {Error} */ (error).message}\n`);
    process.exitCode = 1;
  }
}
