/** `npm start`: the main job on the files of this folder, each command as one would type it, then what it prints. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STOWAGE = fileURLToPath(new URL('../dist/cli/stowage.js', import.meta.url));

const FLEET = ['--from', 'examples/fleet'];
const SERVICE = ['--request', 'examples/service.json', '--task-definition', 'examples/task-definition.json'];

/** What a step shows, the command, and the status that it has to end with. */
const STEPS = [
  {
    title: 'Which production hosts of the r family have few tasks?',
    args: [
      'query',
      'attribute:stack == prod and attribute:ecs.instance-type =~ r.* and runningTasksCount < 6',
      ...FLEET,
    ],
  },
  {
    title: 'Which services have the most tasks on arm64?',
    args: [
      'query',
      'from tasks attribute:ecs.cpu-architecture == arm64 | count by task:group | sort count desc | limit 5',
      ...FLEET,
    ],
  },
  {
    title: 'How is that answered?',
    args: [
      'explain',
      'attribute:stack == prod and attribute:ecs.instance-type =~ r.* and runningTasksCount < 6',
      ...FLEET,
    ],
  },
  {
    title: 'What is wrong with these constraints?',
    args: ['check', 'examples/constraints.txt'],
    status: 1,
  },
  {
    title: 'Where would ECS put the tasks of this service, and what was the runner-up?',
    args: ['place', ...SERVICE, ...FLEET],
  },
  {
    title: 'No host takes this task. Why not, and what would help?',
    args: ['why', '--request', 'examples/requests/rebuild-index.json', ...FLEET],
    status: 1,
  },
];

const isTerminal = process.stdout.isTTY === true;

for (const [index, { title, args, status = 0 }] of STEPS.entries()) {
  // On a terminal a table is what one gets; in a file it has to be asked for.
  const typed = isTerminal ? args : [...args, '-o', 'table'];
  print(
    `${index === 0 ? '' : '\n'}${style('dim', `# ${title}`)}\n${style('green', '$')} ${style('bold', shown(typed))}\n`,
  );
  const { status: ended } = spawnSync(process.execPath, [STOWAGE, ...typed], { cwd: ROOT, stdio: ['ignore', 1, 1] });
  if (ended === status) continue;
  print(`the tour expected status ${status}, not ${ended}\n`);
  process.exitCode = 1;
  break;
}

/**
 * A command line as one types it: what the shell would touch is in single quotes.
 * @param {readonly string[]} args
 */
function shown(args) {
  return ['stowage', ...args].map((arg) => (/^[\w./-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
}

/** @param {Parameters<typeof styleText>[0]} format @param {string} text */
function style(format, text) {
  return isTerminal && !process.env['NO_COLOR'] ? styleText(format, text) : text;
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text);
}
