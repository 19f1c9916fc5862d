/**
 * Findings as SARIF, which code review shows beside the lines.
 *
 * Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
 */
import packageJson from '../../../../package.json' with { type: 'json' };
import { DIAGNOSTICS } from '../../../index.js';
import type { Finding } from './finding.js';
import type { Region } from './path.js';

/** What is found around expressions; what is found in them is in the table of diagnostics. */
const AROUND: Readonly<Record<string, string>> = {
  'request-malformed': 'A placement constraint is not what Amazon ECS takes.',
  'request-limit': 'There are more placement constraints than Amazon ECS takes.',
  'request-conflict': 'Fields of a placement constraint do not go together.',
  contradiction: 'No instance can ever satisfy all constraints of a request together.',
  'needs-own-task': 'A constraint asks for a task of its own group to be there before the first one.',
  'not-checked': 'An expression is put together when it is deployed, so it cannot be checked before.',
};

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

export function sarifOf(findings: readonly Finding[]): unknown {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'stowage', version: packageJson.version, rules: codes.map((code) => ruleOf(code, findings)) },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, codes)),
      },
    ],
  };
}

function ruleOf(code: string, findings: readonly Finding[]): unknown {
  const text = (DIAGNOSTICS as Readonly<Record<string, string>>)[code] ?? AROUND[code] ?? code;
  const severity = findings.find((finding) => finding.code === code)?.severity ?? 'warning';
  return {
    id: code,
    shortDescription: { text: text.replaceAll('`', '') },
    help: { text: `${text.replaceAll('`', '')} See DIAGNOSTICS.md in the package's documentation.`, markdown: text },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: Finding, codes: readonly string[]): unknown {
  const { code, severity, message, file, path, resource, expression } = finding;
  const region = regionOf(finding);
  const physical =
    file === undefined
      ? {}
      : { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(region === undefined ? {} : { region }) } };
  const name = resource ?? path;
  const logical = name === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: name }] };
  const fix = fixOf(finding);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: expression === undefined || file !== undefined ? message : `${message} (in: ${expression})` },
    locations: file === undefined && name === undefined ? [] : [{ ...physical, ...logical }],
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

function fixOf({ file, fix, fixRegion }: Finding): unknown {
  if (file === undefined || fix === undefined || fixRegion === undefined) return undefined;
  return {
    description: { text: fix.text === '' ? 'take it away' : `write: ${fix.text}` },
    artifactChanges: [
      {
        artifactLocation: { uri: uriOf(file) },
        replacements: [{ deletedRegion: regionOf(fixRegion), insertedContent: { text: fix.text } }],
      },
    ],
  };
}

function regionOf({ line, column, endLine, endColumn }: Partial<Region>): unknown {
  if (line === undefined) return undefined;
  return { startLine: line, startColumn: column ?? 1, endLine: endLine ?? line, endColumn: endColumn ?? column ?? 1 };
}

/** A path as a URI, relative to where the command runs. */
function uriOf(file: string): string {
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return /^[A-Za-z]%3A\//.test(uri) ? `file:///${uri.replace('%3A', ':')}` : uri.replace(/^\.\//, '');
}
