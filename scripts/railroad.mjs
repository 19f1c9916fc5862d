/**
 * Draws `grammar/stowage.ebnf` as railroad diagrams, one picture: `grammar/railroad.svg`.
 *
 * Usage: node scripts/railroad.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import railroad from 'railroad-diagrams';
import { parseEbnf } from './ebnf.mjs';

/** @typedef {import('./ebnf.mjs').Node} Node */
/** @typedef {ReturnType<typeof railroad.Sequence>} Shape */

const MARGIN = 20;
const TITLE_HEIGHT = 28;
const STYLE = `
  rect.page { fill: #fff }
  text.title { font: bold 15px sans-serif; fill: #1b1f24 }
  path { stroke: #57606a; stroke-width: 2; fill: none }
  g.diagram text { font: 13px monospace; text-anchor: middle; fill: #1b1f24 }
  g.diagram text.comment { font: italic 12px sans-serif; fill: #57606a }
  g.diagram rect { stroke: #57606a; stroke-width: 1.5; fill: #ddf4ff }
  g.diagram rect[rx] { fill: #dafbe1 }
  a:hover rect { fill: #fff8c5 }
`;

/**
 * @param {string} ebnf
 * @returns {string} an SVG document
 */
export function drawRailroad(ebnf) {
  let y = MARGIN;
  let width = 0;
  const parts = [...parseEbnf(ebnf)].map(([name, node]) => {
    const diagram = railroad.Diagram(shapeOf(node)).format(0);
    const inner = diagram
      .toString()
      .replace(/^<svg[^>]*>|<\/svg>\s*$/g, '')
      .replaceAll('xlink:href', 'href');
    const part = `<g id="${name}" transform="translate(${MARGIN} ${y})"><text class="title" y="16">${name}</text>
<g class="diagram" transform="translate(0 ${TITLE_HEIGHT})">${inner}</g></g>`;
    y += TITLE_HEIGHT + diagram.attrs.height + MARGIN;
    width = Math.max(width, diagram.attrs.width + 2 * MARGIN);
    return part;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}">
<title>The cluster query language</title>
<style>${STYLE}</style>
<rect class="page" width="${width}" height="${y}"/>
${parts.join('\n')}
</svg>
`;
}

/**
 * @param {Node} node
 * @returns {Shape}
 */
function shapeOf(node) {
  switch (node.type) {
    case 'rule':
      return railroad.NonTerminal(node.name, `#${node.name}`);
    case 'text':
      return railroad.Terminal(node.text);
    case 'class':
      return railroad.Comment(textOf(node));
    case 'choice':
      return railroad.Choice(0, ...node.items.map(shapeOf));
    case 'sequence':
      return railroad.Sequence(...shapesOfSequence(node.items));
    case 'difference':
      return railroad.Sequence(shapeOf(node.item), railroad.Comment(`but not ${textOf(node.without)}`));
    case 'repeat':
      if (node.maximum === 1) return railroad.Optional(shapeOf(node.item));
      return node.minimum === 0 ? railroad.ZeroOrMore(shapeOf(node.item)) : railroad.OneOrMore(shapeOf(node.item));
  }
}

/**
 * The shapes one after another; `a ( ',' a )*` is drawn as one loop.
 * @param {readonly Node[]} items
 * @returns {Shape[]}
 */
function shapesOfSequence(items) {
  /** @type {Shape[]} */
  const shapes = [];
  for (let index = 0; index < items.length; index++) {
    const item = /** @type {Node} */ (items[index]);
    const separator = separatorOf(item, items[index + 1]);
    shapes.push(separator ? railroad.OneOrMore(shapeOf(item), shapeOf(separator)) : shapeOf(item));
    if (separator) index++;
  }
  return shapes;
}

/**
 * @param {Node} item
 * @param {Node | undefined} next
 */
function separatorOf(item, next) {
  if (next?.type !== 'repeat' || next.minimum !== 0 || next.maximum === 1 || next.item.type !== 'sequence')
    return undefined;
  const [separator, again, ...others] = next.item.items;
  return others.length === 0 && isDeepStrictEqual(again, item) ? separator : undefined;
}

/**
 * A node in EBNF again, for what no diagram can show.
 * @param {Node} node
 * @returns {string}
 */
function textOf(node) {
  switch (node.type) {
    case 'rule':
      return node.name;
    case 'text':
      return node.text.includes("'") ? `"${node.text}"` : `'${node.text}'`;
    case 'class':
      return `${node.negated ? 'any but ' : 'one of '}${node.ranges.map(textOfRange).join(' ')}`;
    case 'choice':
      return node.items.map(textOf).join(' | ');
    case 'sequence':
      return node.items.map((item) => (item.type === 'choice' ? `( ${textOf(item)} )` : textOf(item))).join(' ');
    case 'difference':
      return `${textOf(node.item)} - ${textOf(node.without)}`;
    case 'repeat':
      return `${textOf(node.item)}${node.maximum === 1 ? '?' : node.minimum === 0 ? '*' : '+'}`;
  }
}

const NAMES = new Map([
  [0x20, 'space'],
  [0x09, 'tab'],
  [0x0d, 'CR'],
  [0x0a, 'LF'],
]);

/** @param {readonly [number, number]} range */
function textOfRange([first, last]) {
  const text = NAMES.get(first) ?? String.fromCodePoint(first);
  return first === last ? text : `${text}–${String.fromCodePoint(last)}`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('../grammar/', import.meta.url);
  writeFileSync(new URL('railroad.svg', folder), drawRailroad(readFileSync(new URL('stowage.ebnf', folder), 'utf8')));
}
