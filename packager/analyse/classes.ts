/** Classes: heritage and computed keys are evaluated by the code around, in the class scope; elements are literals below it. */
import type { ClassDeclaration, ClassExpression, MethodDefinition, PropertyDefinition, StaticBlock } from 'acorn';
import type { ClassElement, ElementKey, LiteralKind } from '../../format/code/model.ts';
import { declareLexical, declareVariables } from './hoist.ts';
import { elementKey } from './keys.ts';
import { pathOf } from './paths.ts';
import type { LiteralRecord } from './records.ts';
import { visitFunction } from './functions.ts';
import type { AnalysisState } from './state.ts';
import { isAnonymousFunction, skipBlank } from './syntax.ts';

/** Any class; `export default class {}` is a declaration without a name. */
export type ClassNode = ClassDeclaration | ClassExpression | (Omit<ClassDeclaration, 'id'> & { id: null });

/** Visits a class; `hint` is the name it takes when it has none. */
export function visitClass(state: AnalysisState, node: ClassNode, hint: string | null): LiteralRecord {
  const savedStrict = state.strict;
  state.strict = true;
  const literal = state.literalOf('class', node, node.start, node.end);
  literal.declaration = node.type === 'ClassDeclaration';
  literal.name = node.id?.name ?? null;
  literal.path = pathOf(literal, literal.name ?? hint);
  literal.bodyStart = node.body.start + 1;
  literal.bodyEnd = node.body.end - 1;
  if (literal.declaration) state.scope.variables.get(literal.name ?? '*default*')?.declarations.unshift(literal);
  const scope = state.open('class', node, literal);
  literal.ownScopes.push(scope);
  if (node.id) state.declare(node.id.name, 'class-name');
  scope.privateNames = new Set(node.body.body.flatMap((each) => (each.type !== 'StaticBlock' && each.key.type === 'PrivateIdentifier' ? [each.key.name] : [])));
  if (node.superClass) state.visit(node.superClass);
  for (const element of node.body.body) if (element.type !== 'StaticBlock' && element.computed) state.visitHead(element.key);
  visitElements(state, literal, node);
  state.close();
  state.strict = savedStrict;
  return literal;
}

function visitElements(state: AnalysisState, literal: LiteralRecord, node: ClassNode): void {
  const around = state.literal;
  state.literal = literal;
  let computedKeys = 0;
  const elements: ClassElement[] = [];
  for (const element of node.body.body) {
    const key = element.type === 'StaticBlock' ? null : elementKey(state, element.key, element.computed, element.computed ? computedKeys++ : 0);
    elements.push(visitElement(state, literal, element, key));
  }
  state.literal = around;
  literal.classInfo = {
    heritage: node.superClass ? heritageSpan(state, node) : null,
    bodyStart: literal.bodyStart,
    bodyEnd: literal.bodyEnd,
    elements,
    constructorLiteral: elements.find((each) => each.kind === 'constructor')?.literal ?? null,
    computedKeys,
  };
  const constructor = elements.find((each) => each.kind === 'constructor')?.literal;
  if (constructor) {
    literal.expectedLength = constructor.expectedLength;
    literal.parameterCount = constructor.parameterCount;
  }
}

/** All that stands between `extends` and the body: parentheses are not in the tree. */
function heritageSpan(state: AnalysisState, node: ClassNode): { start: number; end: number } {
  const from = skipBlank(state.source, node.id ? node.id.end : node.start + 'class'.length);
  const start = skipBlank(state.source, from + 'extends'.length);
  let end = node.superClass?.end ?? start;
  for (let next = skipBlank(state.source, end); next < node.body.start; next = skipBlank(state.source, end)) end = next + 1;
  return { start, end };
}

function visitElement(state: AnalysisState, owner: LiteralRecord, element: MethodDefinition | PropertyDefinition | StaticBlock, key: ElementKey | null): ClassElement {
  const { start, end } = element;
  const base = { start, end, key, isStatic: element.type === 'StaticBlock' || element.static, value: null, namesValue: false };
  const hint = key === null || key.kind === 'computed' ? null : key.kind === 'private' ? `#${key.name}` : key.name;
  switch (element.type) {
    case 'MethodDefinition': {
      const textStart = element.static ? skipBlank(state.source, start + 'static'.length) : start;
      const literal = visitFunction(state, element.value, hint, { node: element, kind: element.kind, start: textStart });
      own(literal, owner, key, element.static);
      return { ...base, kind: element.kind, literal };
    }
    case 'PropertyDefinition': {
      const { value } = element;
      if (!value) return { ...base, kind: 'field', literal: null };
      const literal = openElement(state, owner, 'field', element, hint);
      literal.key = key;
      literal.isStatic = element.static;
      literal.bodyStart = value.start;
      literal.bodyEnd = value.end;
      literal.expressionBody = true;
      state.visitNamed(value, hint);
      closeElement(state, owner);
      return { ...base, kind: 'field', value: { start: value.start, end: value.end }, namesValue: isAnonymousFunction(value), literal };
    }
    case 'StaticBlock': {
      const literal = openElement(state, owner, 'static-block', element, null);
      literal.isStatic = true;
      literal.bodyStart = skipBlank(state.source, start + 'static'.length) + 1;
      literal.bodyEnd = end - 1;
      declareVariables(state, element.body, new Set());
      declareLexical(state, element.body);
      state.visitList(element.body);
      closeElement(state, owner);
      return { ...base, kind: 'static-block', literal };
    }
  }
}

function own(literal: LiteralRecord, owner: LiteralRecord, key: ElementKey | null, isStatic: boolean): void {
  literal.owner = owner;
  literal.key = key;
  literal.isStatic = isStatic;
}

function openElement(state: AnalysisState, owner: LiteralRecord, kind: LiteralKind, element: PropertyDefinition | StaticBlock, hint: string | null): LiteralRecord {
  const literal = state.literalOf(kind, element, element.start, element.end);
  literal.owner = owner;
  literal.strict = true;
  literal.path = pathOf(literal, hint);
  state.literal = literal;
  literal.ownScopes.push(state.open(kind === 'field' ? 'initialiser' : 'function', element, literal));
  state.declarePseudo();
  return literal;
}

function closeElement(state: AnalysisState, owner: LiteralRecord): void {
  state.close();
  state.literal = owner;
}
