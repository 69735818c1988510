/**
 * What one live object holds, as it was read: values are the live values themselves. The same reading serves the first
 * capture and every later comparison; words (format/graph/model.ts) are made of it at the end.
 */

import type { Integrity, TypedArrayName } from '../../format/graph/model.ts';
import type { ClassEvaluation, CodeIdentity, MethodOrigin } from '../instrument/types.ts';
import type { KnownPart } from '../load/types.ts';
import type { LiveInstance } from './live.ts';

/** "No such thing": no setter, no before-value, a private method's brand. */
export const ABSENT: unique symbol = Symbol('absent');

/** Own property; accessor: `value` is the getter, `setter` the setter (undefined where missing). */
export interface RawProperty {
  readonly key: string | symbol;
  readonly flags: number;
  readonly value: unknown;
  readonly setter: unknown;
}

/** Private state of one class on an object; methods and accessors have ABSENT for a value. */
export interface RawPrivates {
  readonly classObject: Function;
  readonly fields: readonly { readonly name: string; readonly value: unknown }[];
}

/** What every object has; the prototype of what has none to speak of (symbols, proxies, module parts) is ABSENT. */
export interface RawCommon {
  readonly prototype: object | null | typeof ABSENT;
  readonly properties: readonly RawProperty[];
  readonly integrity: Integrity;
  readonly privates: readonly RawPrivates[];
}

/** The instance a function closes over is null only while it could not be read (a problem was reported then). */
export type Specific =
  | { readonly kind: 'object' }
  | { readonly kind: 'array'; readonly length: number; readonly lengthWritable: boolean }
  | { readonly kind: 'function'; readonly code: CodeIdentity; readonly instance: LiveInstance | null; readonly name: string | null; readonly natural: boolean; readonly homeObject: object | null }
  | { readonly kind: 'method'; readonly code: CodeIdentity; readonly origin: MethodOrigin; readonly natural: boolean }
  | { readonly kind: 'class'; readonly code: CodeIdentity; readonly evaluation: ClassEvaluation; readonly instance: LiveInstance | null; readonly heritage: unknown; readonly name: string | null; readonly prototypeObject: unknown; readonly staticPrivates: readonly { readonly name: string; readonly value: unknown }[] }
  | { readonly kind: 'bound'; readonly target: unknown; readonly boundThis: unknown; readonly args: readonly unknown[] }
  | { readonly kind: 'proxy'; readonly target: unknown; readonly handler: unknown; readonly callable: boolean }
  | { readonly kind: 'map' | 'set'; readonly entries: readonly unknown[] }
  | { readonly kind: 'weak-map' | 'weak-set'; readonly entries: readonly unknown[] } // only those whose keys are captured
  | { readonly kind: 'weak-ref'; readonly target: unknown }
  | { readonly kind: 'date'; readonly time: number }
  | { readonly kind: 'regexp'; readonly source: string; readonly flags: string; readonly lastIndex: unknown }
  | { readonly kind: 'buffer'; readonly shared: boolean; readonly bytes: Uint8Array; readonly maxByteLength: number | null }
  | { readonly kind: 'typed-array'; readonly type: TypedArrayName; readonly buffer: object; readonly byteOffset: number; readonly length: number | null }
  | { readonly kind: 'data-view'; readonly buffer: object; readonly byteOffset: number; readonly length: number | null }
  | { readonly kind: 'boxed'; readonly primitive: unknown }
  | { readonly kind: 'error' }
  | { readonly kind: 'arguments'; readonly strict: boolean }
  | { readonly kind: 'promise'; readonly state: 'fulfilled' | 'rejected'; readonly result: unknown }
  | { readonly kind: 'symbol'; readonly description: string | undefined; readonly registered: boolean }
  | { readonly kind: 'module-part'; readonly part: KnownPart }
  | { readonly kind: 'native'; readonly factory: string; readonly args: readonly unknown[]; readonly omit: readonly (string | symbol)[] };

/** One reading of an object. */
export type Content = RawCommon & Specific;

/** How a value hangs on what holds it. */
export type Edge =
  | { readonly kind: 'property' | 'getter' | 'setter'; readonly key: string | symbol }
  | { readonly kind: 'symbol-key'; readonly key: symbol }
  | { readonly kind: 'map-key' | 'set-item' | 'argument' | 'class-key' | 'native-argument'; readonly index: number }
  | { readonly kind: 'map-value' | 'weak-value'; readonly key: unknown; readonly index: number }
  | { readonly kind: 'private'; readonly name: string }
  | { readonly kind: 'prototype' | 'target' | 'this' | 'handler' | 'buffer' | 'primitive' | 'result' | 'class' | 'home' | 'heritage' | 'prototype-object' };

/** Calls `visit` for every reference that the content holds directly, in a fixed order; not for what the scope instance holds. */
export function forEachEdge(content: Content, visit: (value: unknown, edge: Edge) => void): void {
  visitSpecific(content, visit);
  for (const property of content.properties) {
    if (typeof property.key === 'symbol') visit(property.key, { kind: 'symbol-key', key: property.key });
    if (property.setter === ABSENT) {
      if (isReference(property.value)) visit(property.value, { kind: 'property', key: property.key });
    } else {
      visit(property.value, { kind: 'getter', key: property.key });
      visit(property.setter, { kind: 'setter', key: property.key });
    }
  }
  for (const state of content.privates) {
    visit(state.classObject, { kind: 'class' });
    for (const field of state.fields) visit(field.value, { kind: 'private', name: field.name });
  }
  visit(content.prototype, PROTOTYPE);
}

const PROTOTYPE: Edge = { kind: 'prototype' };

function visitSpecific(content: Content, visit: (value: unknown, edge: Edge) => void): void {
  switch (content.kind) {
    case 'function':
      if (content.homeObject !== null) visit(content.homeObject, { kind: 'home' });
      return;
    case 'method':
      visit(content.origin.classObject, { kind: 'class' });
      visit(content.origin.key, { kind: 'class-key', index: 0 });
      return;
    case 'class':
      visit(content.heritage, { kind: 'heritage' });
      content.evaluation.keys.forEach((key, index) => visit(key, { kind: 'class-key', index }));
      visit(content.prototypeObject, { kind: 'prototype-object' });
      for (const field of content.staticPrivates) visit(field.value, { kind: 'private', name: field.name });
      return;
    case 'bound':
      visit(content.target, { kind: 'target' });
      visit(content.boundThis, { kind: 'this' });
      content.args.forEach((value, index) => visit(value, { kind: 'argument', index }));
      return;
    case 'proxy':
      visit(content.target, { kind: 'target' });
      visit(content.handler, { kind: 'handler' });
      return;
    case 'map':
    case 'weak-map':
      for (let index = 0; index < content.entries.length; index += 2) {
        const key = content.entries[index];
        if (content.kind === 'map') visit(key, { kind: 'map-key', index: index / 2 });
        visit(content.entries[index + 1], { kind: content.kind === 'map' ? 'map-value' : 'weak-value', key, index: index / 2 });
      }
      return;
    case 'set':
      content.entries.forEach((value, index) => visit(value, { kind: 'set-item', index }));
      return;
    case 'weak-ref':
      return visit(content.target, { kind: 'target' });
    case 'typed-array':
    case 'data-view':
      return visit(content.buffer, { kind: 'buffer' });
    case 'boxed':
      return visit(content.primitive, { kind: 'primitive' });
    case 'promise':
      return visit(content.result, { kind: 'result' });
    case 'native':
      content.args.forEach((value, index) => visit(value, { kind: 'native-argument', index }));
      return;
    case 'regexp':
      return visit(content.lastIndex, { kind: 'property', key: 'lastIndex' });
    case 'object': case 'array': case 'weak-set': case 'date': case 'buffer': case 'error': case 'arguments': case 'symbol': case 'module-part':
      return;
  }
}

/** Whether a value has identity: what a graph must share. */
export function isReference(value: unknown): value is object | symbol {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol';
}

/** Whether two values are the same: NaN is itself, 0 and -0 differ. */
export const same: (left: unknown, right: unknown) => boolean = Object.is;
