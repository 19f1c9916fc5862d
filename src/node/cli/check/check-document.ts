/** One document: each expression by itself, and the constraints of each request together. */
import { type ConstraintFinding, check, checkConstraints } from '../../../index.js';
import { type ConstraintList, constraintLists, type FoundConstraint } from './constraint-lists.js';
import type { SourceDocument } from './document.js';
import { type Checked, type Dialect, type Finding, findingOf } from './finding.js';
import { type Extent, formatPath, type Path, type Region } from './path.js';

export interface DocumentContext {
  readonly file: string;
  readonly dialect: Dialect;
  readonly regionOf: (extent: Extent) => Region;
}

/** A finding whose place in the text is not yet known. */
interface Placed {
  readonly path: Path;
  readonly finding: Finding;
}

export function checkDocument(document: SourceDocument, context: DocumentContext): Checked {
  const placed: Placed[] = [];
  let checked = 0;
  for (const list of constraintLists(document.value)) {
    const resource = list.resource === undefined ? {} : { resource: list.resource };
    for (const found of checkList(list, context.dialect)) {
      placed.push({ ...found, finding: { ...resource, ...found.finding } });
    }
    for (const { expressions } of list.constraints) checked += expressions.length;
  }
  const find = document.find(placed.map(({ path }) => path));
  const findings = placed.map(({ path, finding }) => inFile(finding, path, find(path), document, context));
  return { findings, checked };
}

function* checkList(list: ConstraintList, dialect: Dialect): Generator<Placed> {
  const { path, constraints, fault } = list;
  if (fault === 'no list') {
    const message = 'placement constraints have to be a list';
    yield { path, finding: { code: 'request-malformed', severity: 'error', message } };
  } else if (fault === 'not known') yield notChecked(path);
  for (const constraint of constraints) {
    yield* constraint.unknown.map(notChecked);
    for (const { path: place, text } of constraint.expressions) {
      for (const diagnostic of check(text, { dialect })) yield { path: place, finding: findingOf(text, diagnostic) };
    }
  }
  yield* checkTogether(list);
}

function notChecked(path: Path): Placed {
  const message = 'this is put together when it is deployed, so it cannot be checked here';
  return { path, finding: { code: 'not-checked', severity: 'info', message } };
}

/** What a condition puts in or leaves out is looked at by itself. */
function* checkTogether(list: ConstraintList): Generator<Placed> {
  const { path, constraints, inTaskDefinition, group } = list;
  const certain = constraints.filter(({ isConditional }) => !isConditional);
  const beside = list.ofDefinition.filter(({ isConditional }) => !isConditional);
  const values = certain.map(({ value }) => value);
  const ofGroup = group === undefined ? {} : { group };
  const found = inTaskDefinition
    ? checkConstraints({ ofDefinition: values, ...ofGroup })
    : checkConstraints({ ofDefinition: beside.map(({ value }) => value), ofRequest: values, ...ofGroup });
  const all = [...(inTaskDefinition ? [] : beside), ...certain];
  for (const finding of found) {
    // Those of the task definition are told where it stands.
    if (finding.index === undefined || inTaskDefinition || finding.index >= beside.length) {
      yield placedAt(finding, path, finding.index === undefined ? undefined : all[finding.index]);
    }
  }
  for (const constraint of constraints) {
    if (!constraint.isConditional || constraint.value === undefined) continue;
    const alone = inTaskDefinition ? { ofDefinition: [constraint.value] } : { ofRequest: [constraint.value] };
    for (const finding of checkConstraints({ ...alone, ...ofGroup })) yield placedAt(finding, path, constraint);
  }
}

function placedAt(found: ConstraintFinding, list: Path, constraint: FoundConstraint | undefined): Placed {
  const { code, severity, message, field, start, end } = found;
  const path =
    constraint === undefined
      ? list
      : field === undefined
        ? constraint.path
        : field === 'type'
          ? constraint.typePath
          : constraint.expressionPath;
  const text = constraint?.expressions[0]?.text;
  const isPart = text !== undefined && start !== undefined && end !== undefined;
  return { path, finding: { code, severity, message, ...(isPart ? { expression: text, start, end } : {}) } };
}

function inFile(
  finding: Finding,
  path: Path,
  extent: Extent | undefined,
  { within }: SourceDocument,
  { file, regionOf }: DocumentContext,
): Finding {
  const { expression, start, end, fix } = finding;
  const place = { file, path: formatPath(path) };
  if (extent === undefined) return { ...place, ...finding };
  if (expression === undefined || start === undefined || end === undefined) {
    return { ...place, ...regionOf(extent), ...finding };
  }
  const region = regionOf(within(extent, expression, start, end));
  const fixExtent = fix && within(extent, expression, fix.start, fix.end);
  // What would have to be escaped is for a person to write.
  const fits = fixExtent !== undefined && fixExtent !== extent && /^[^"'\\\n]*$/.test(fix?.text ?? '"');
  return { ...place, ...region, ...finding, ...(fits ? { fixRegion: regionOf(fixExtent) } : {}) };
}
