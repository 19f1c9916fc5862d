/** More than commander says about a mistake that is easy to make in a shell: lines to print below its message. */
export function usageHint(code: string, args: readonly string[]): readonly string[] {
  const [command] = args;
  const hint = HINTS[code]?.(args) ?? [];
  if (command === undefined) return hint;
  return [...hint, `See: stowage ${code === 'commander.unknownCommand' ? '' : `${command} `}--help`];
}

const HINTS: Readonly<Record<string, (args: readonly string[]) => readonly string[]>> = {
  'commander.excessArguments': excessArguments,
  'commander.missingMandatoryOptionValue': () => [
    "For example: stowage query 'attribute:stack == prod' --from dump.json",
  ],
};

/** The shell split an expression at its spaces, or expanded a glob into many files. */
function excessArguments(args: readonly string[]): readonly string[] {
  const from = args.indexOf('--from');
  if (from !== -1 && args.slice(from + 2).some((argument) => /\.(?:json|ndjson|jsonl|gz|zst)$/.test(argument))) {
    return ["The shell expanded a glob: put it in single quotes, --from 'dump/*.json', or repeat --from."];
  }
  return ["An expression is one argument: put all of it in single quotes, 'attribute:stack == prod'."];
}
