/**
 * The text that makes one live function again: original text wherever it can stand, with its name static in the text
 * (a computed name costs class instances their fast shape and functions an own property transition).
 */
import type { Literal, Scope } from '../format/code/model.ts';
import type { EmittedNames } from './names.ts';
import { literalKey, quote, markOf } from './names.ts';
import { writeClass } from './class.ts';
import { inferredName } from './inferred-name.ts';
import type { LiteralPlan, ModulePlan, ScopePlan } from './plan.ts';
import { FunctionMode } from './slots.ts';
import type { TextBuilder } from './text-builder.ts';

/** What every writer of emitted text works with. */
export interface Emission {
  readonly builder: TextBuilder;
  readonly names: EmittedNames;
  readonly plan: ModulePlan;
}

/** How the literal stands in its scope's function table. */
export function modeOf(plan: LiteralPlan): number {
  if (plan.literal.kind === 'class') return FunctionMode.class;
  if (plan.name === null && plan.named && plan.literal.name === null) return FunctionMode.named;
  return plan.perInstance > 1 ? FunctionMode.thunk : FunctionMode.direct;
}

/** Writes the table entry of a live literal. */
export function writeLiteral(emission: Emission, scope: ScopePlan, plan: LiteralPlan): void {
  const before = emission.builder.use(plan.literal.module);
  writeEntry(emission, scope, plan);
  emission.builder.use(before);
}

function writeEntry(emission: Emission, scope: ScopePlan, plan: LiteralPlan): void {
  const { builder, names } = emission;
  const { literal } = plan;
  const mode = modeOf(plan);
  if (literal.name !== null && scope.hoisted.get(literal.name) === literal) {
    builder.add(literal.name);
    return;
  }
  if (mode === FunctionMode.class) {
    builder.add(`(${names.name},${names.heritage},${names.keys},${names.cell})=>`);
    writeClass(emission, plan);
    return;
  }
  const strict = literal.strict && literal.scope.strict && !scope.scope.strict;
  const head = mode === FunctionMode.named ? `${names.name}=>` : mode === FunctionMode.thunk || strict ? '()=>' : '';
  const immediate = mode === FunctionMode.direct && strict;
  if (immediate) builder.add('(');
  builder.add(head);
  if (strict) builder.add('{"use strict";return ');
  writeFunction(emission, plan, mode === FunctionMode.named);
  if (strict) builder.add('}');
  if (immediate) builder.add(')()');
}

function writeFunction(emission: Emission, plan: LiteralPlan, named: boolean): void {
  switch (plan.literal.kind) {
    case 'method':
    case 'get':
    case 'set':
      writeObjectMethod(emission, plan, named);
      return;
    default:
      writeNamed(emission, plan, named, () => emission.builder.source(plan.literal.start, plan.literal.end));
  }
}

/** Writes an expression so that it takes the plan's name, as in a property definition. */
export function writeNamed(emission: Emission, plan: LiteralPlan, named: boolean, write: () => void): void {
  const { builder, names } = emission;
  if (plan.literal.name === null && !named && (plan.name === null || plan.name === '') && plan.inferred) {
    const inferred = quote(inferredName(plan.literal));
    builder.add(`({${inferred}:(0,`);
    write();
    builder.add(`)})[${inferred}]`);
    return;
  }
  if (plan.literal.name !== null || (!named && (plan.name === null || plan.name === ''))) {
    builder.add('(');
    builder.add(plan.literal.name === null ? '0,' : '');
    write();
    builder.add(')');
    return;
  }
  const key = named ? `[${names.name}]` : literalKey(plan.name ?? '');
  builder.add(`({${key}:`);
  write();
  builder.add(named ? `})[${names.name}]` : `})[${quote(plan.name ?? '')}]`);
}

/** A method or accessor of an object literal (without `super`), made in an object literal of its own. */
function writeObjectMethod(emission: Emission, plan: LiteralPlan, named: boolean): void {
  const { builder, names } = emission;
  const { literal } = plan;
  const name = propertyName(plan);
  const accessor = literal.kind === 'method' ? null : literal.kind;
  // What the function is called matters only where the key is computed; else its own key is in the text, and fill.ts sets a name given later.
  const computed = accessor === null ? names.name : `${names.name}.slice(4)`;
  const keyText = named && literal.key?.kind === 'computed' ? computed : quote(name);
  builder.add(accessor === null ? '({' : `${names.link}.descriptor({`);
  writeElement(emission, literal, keyText);
  builder.add(accessor === null ? `})[${keyText}]` : `},${keyText}).${accessor}`);
}

/** The key under which an object method is made: its function's name without `get ` and `set `. */
export function propertyName(plan: LiteralPlan): string {
  if (plan.literal.key?.kind === 'name') return plan.literal.key.name;
  const name = plan.name ?? '';
  return plan.literal.kind === 'method' ? name : name.slice(4);
}

/** An object literal's method text; a computed key is replaced. */
export function writeElement(emission: Emission, literal: Literal, keyText: string): void {
  const { builder, names } = emission;
  const { key } = literal;
  if (key === null || key.kind !== 'computed') {
    builder.source(literal.start, literal.end);
    return;
  }
  const from = builder.length;
  builder.source(literal.start, key.start);
  builder.add(keyText + markOf(names, literal));
  builder.source(key.end, literal.end);
  builder.noteEdited(literal, from);
}

/** Whether makers of the scope are functions (they have `this`) rather than arrows. */
export function hasOwnThis(scope: Scope): boolean {
  return scope.variables.has('this');
}
