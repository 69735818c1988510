/** Names of places: symbol paths (`src/price.ts#Price.prototype.format`) and the way told in errors (`orders.ic › module src/db.ts › pool › _sockets[3]`). */

import type { Edge } from './content.ts';
import type { Holder, InstanceEdge, Place } from './live.ts';
import type { CodeText } from '../instrument/types.ts';
import { symbolDescription } from './operations.ts';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const INDEX = /^(?:0|[1-9]\d{0,9})$/;
/** Texts of keys that are names: most keys come up again and again. */
const knownKeys = new Map<string, string>();
const MOST_KNOWN = 100_000;
/** Beyond this many steps a symbol path is cut and numbered: a list of a million nodes would need a million steps. */
export const LONGEST_PATH = 40;

/** The text of one step, beginning with `.`, `[` or `<`. */
export function stepText(edge: Edge | InstanceEdge): string {
  switch (edge.kind) {
    case 'property': return keyText(edge.key);
    case 'getter': return `${keyText(edge.key)}<get>`;
    case 'setter': return `${keyText(edge.key)}<set>`;
    case 'symbol-key': return `<symbol ${symbolDescription(edge.key) ?? ''}>`;
    case 'map-key': return `<key ${edge.index}>`;
    case 'map-value': return `<${primitiveText(edge.key) ?? `value ${edge.index}`}>`;
    case 'weak-value': return `<weak ${edge.index}>`;
    case 'set-item': return `<item ${edge.index}>`;
    case 'argument': return `<argument ${edge.index}>`;
    case 'native-argument': return `<made of ${edge.index}>`;
    case 'class-key': return `<computed ${edge.index}>`;
    case 'private': return `.#${edge.name}`;
    case 'prototype-object': return '.prototype';
    case 'variable': return edge.name === '*default*' ? '.default' : `.${edge.name}`;
    case 'scope': return `<scope ${edge.index}>`;
    case 'prototype': case 'target': case 'this': case 'handler': case 'buffer': case 'primitive': case 'result': case 'class': case 'home': case 'heritage':
      return `<${edge.kind}>`;
  }
}

/** `.name`, `[3]`, `["a b"]`, `[Symbol.iterator]`. */
export function keyText(key: string | symbol): string {
  if (typeof key === 'symbol') {
    const description = symbolDescription(key);
    return description?.startsWith('Symbol.') === true ? `[${description}]` : `[Symbol(${description ?? ''})]`;
  }
  let text = knownKeys.get(key);
  if (text === undefined) {
    text = IDENTIFIER.test(key) ? `.${key}` : INDEX.test(key) ? `[${key}]` : `[${JSON.stringify(key)}]`;
    if (knownKeys.size < MOST_KNOWN) knownKeys.set(key, text);
  }
  return text;
}

function primitiveText(value: unknown): string | null {
  if (typeof value === 'string') return value.length <= 60 ? JSON.stringify(value) : null;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Symbol path of a place. `ordinal` numbers what lies too deep for a path of its own. */
export function symbolPath(place: Place, ordinal: number): string {
  if (place.kind === 'step' && place.depth > LONGEST_PATH) return `${place.root.text}…${ordinal}`;
  const steps: string[] = [];
  let at = place;
  for (; at.kind === 'step'; at = at.from.place) steps.push(stepText(at.edge));
  return joinPath(at.text, steps.reverse());
}

/** `src/a.ts#` and `.x` give `src/a.ts#x`; `<scope 0>` and `.x` give `<scope 0>.x`. */
export function joinPath(root: string, steps: readonly string[]): string {
  return root + firstStep(root, steps.join(''));
}

/** What a step, or several, becomes behind the beginning of a path. */
export function firstStep(root: string, text: string): string {
  return root.endsWith('#') && text.startsWith('.') && !text.startsWith('.#') ? text.slice(1) : text;
}

/** The way as an error tells it. Very long ways lose their middle. */
export function tellPlace(component: string, place: Place): string {
  const steps: string[] = [];
  const root = place.kind === 'root' ? place : place.root;
  for (let at = place; at.kind === 'step'; at = at.from.place) {
    if (steps.length === LONGEST_PATH) {
      steps.push(' › …');
      break;
    }
    steps.push(stepText(at.edge));
  }
  const told = steps.reverse();
  return `${component} › ${root.said}${told.map((step) => (step.startsWith('.') ? ` › ${step.slice(1)}` : step)).join('')}`;
}

/** Path of the module that a way begins at; null where it begins elsewhere. */
export function moduleOfPlace(place: Place): string | null {
  const root = place.kind === 'root' ? place : place.root;
  const end = root.text.indexOf('#');
  return end > 0 && root.said.startsWith('module ') ? root.text.slice(0, end) : null;
}

/** Source position nearest to a place: that of the innermost function, class or variable on the way. */
export function nearestPosition(holder: Holder | null, last: Edge | InstanceEdge | null = null): string | null {
  let edge = last;
  for (let at = holder; at !== null; at = at.place.kind === 'step' ? at.place.from : null) {
    const name = edge?.kind === 'variable' ? edge.name : edge?.kind === 'property' && typeof edge.key === 'string' ? edge.key : null;
    if (at.kind === 'root') return at.code === null ? null : lineOfName(at.code, name);
    if (at.kind === 'instance') return at.scope.parent === null ? lineOfName(at.text, name) : `${at.text.file}:${at.scope.literal.line}`;
    const { content } = at;
    if (content !== null && (content.kind === 'function' || content.kind === 'class' || content.kind === 'method')) return `${content.code.text.file}:${content.code.literal.line}`;
    if (at.place.kind === 'step') edge = at.place.edge;
  }
  return null;
}

/** Where a module says a name first as what it declares or sets. The analysis keeps no positions of variables: the text is searched. */
function lineOfName(text: CodeText, name: string | null): string {
  if (name === null || !IDENTIFIER.test(name)) return text.file;
  const escaped = name.replace(/\$/g, '\\$');
  const { source } = text.analysis;
  const declared = source.search(new RegExp(`\\b(?:const|let|var|class|function\\*?)\\s+${escaped}(?![\\w$])`, 'u'));
  const at = declared >= 0 ? declared : source.search(new RegExp(`(?<![\\w$])${escaped}\\s*[=:](?!=)`, 'u'));
  return at < 0 ? text.file : `${text.file}:${source.slice(0, at).split('\n').length}`;
}
