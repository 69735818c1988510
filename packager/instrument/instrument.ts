/**
 * The insertions that make live functions readable. Nothing is done until a function is asked (probed): a guard that is
 * falsy, a variable without value per captured scope, a comment that names the literal.
 *
 *   function f(p) {/*marker*\/var slot; if (guard) return guard([slots of the scopes around], k => { switch (k) { case 0: return a; … } }); …
 *   x => /*marker*\/guard ? guard([…], …) : (a + x)
 *   class C {static #brand; static {register(text, literal, this, () => [slots], reader, privates)} …
 */
import type { AnyNode, CallExpression, CatchClause, Class, WithStatement, ForStatement, Pattern } from 'acorn';
import type { ClassElement, Literal, ModuleAnalysis, Scope, Variable } from '../../format/code/model.ts';
import { bareTemplate, callEdits, isTemplateVariable, templateSites } from '../../emit/templates.ts';
import type { TemplateSite } from '../../emit/templates.ts';
import { LiteralRecord, VariableRecord } from '../analyse/records.ts';
import { syntaxOf } from '../analyse/syntax-table.ts';
import type { Syntax } from '../analyse/syntax-table.ts';
import { afterDirectives, findToken } from '../analyse/syntax.ts';
import type { FunctionNode } from '../analyse/syntax.ts';
import { isHiddenFromClass, hasBrand, innerVariables, isClassFunction, isModuleTop, isProbed, isSuperArrow, isVisible, scopeChain, superMethod } from './chains.ts';
import type { Edits } from './edits.ts';
import type { GlobalNames } from './global-names.ts';
import type { ModuleNames } from './injected-names.ts';
import { isOnce, onceVariables } from '../analyse/once-scopes.ts';
import { readExpression } from './module-edits.ts';

/** How a function must be probed, where that differs from calling it with as many arguments as parameters. */
export interface ProbePlan {
  /** This argument must be undefined: the answer is given by its default. */
  readonly undefinedArgument: number | null;
  /** Why it cannot be read. */
  readonly refusal: string | null;
}

export interface InstrumentOptions {
  readonly globals: GlobalNames;
  readonly textId: number;
  /** Numbers of the texts that scopes of enclosing texts (direct eval) belong to. */
  textIdOf(analysis: ModuleAnalysis): number;
}


/** Scopes that a literal opens, parameters before body. */
export const ownScopesOf = (literal: Literal): readonly Scope[] => (literal instanceof LiteralRecord ? literal.ownScopes : []);

/** Adds all insertions of one text. Gives the functions that are probed in an unusual way. */
export function instrument(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits, options: InstrumentOptions): ReadonlyMap<Literal, ProbePlan> {
  return new Instrumenter(analysis, names, edits, options).run();
}

/** Variables that the module's reader gives: captured ones and exported ones. */
export function moduleVariables(analysis: ModuleAnalysis): Variable[] {
  const exported = new Set(analysis.exports.flatMap((entry) => (entry.kind === 'local' ? [entry.variable] : [])));
  return [...analysis.scope.variables.values()].filter((variable) => variable.captured || exported.has(variable));
}

/** A function that reads the variables by index. */
export function readerText(variables: readonly Variable[], analysis: ModuleAnalysis, names: ModuleNames, globals: GlobalNames, textId = 0, textIdOf: (analysis: ModuleAnalysis) => number = () => textId): string {
  const { key } = globals;
  const read = (variable: Variable): string => variable.scope.kind === 'with' ? `${globals.slot(textIdOf(variable.scope.literal.module), variable.scope.id)}w` : (isTemplateVariable(variable) ? `${globals.readTemplate}(${textId},${variable.name.slice(1)})` : readExpression(variable, analysis, names));
  const cases = variables.map((variable, index) => `case ${index}:return ${read(variable)};`);
  return `${key}=>{switch(${key}){${cases.join('')}}}`;
}

class Instrumenter {
  private readonly analysis: ModuleAnalysis;
  private readonly names: ModuleNames;
  private readonly edits: Edits;
  private readonly options: InstrumentOptions;
  private readonly globals: GlobalNames;
  private readonly syntax: Syntax;
  private readonly plans = new Map<Literal, ProbePlan>();
  /** Scopes whose slot is not a plain variable: the expression that gives their key, null if there is none. */
  private readonly slotExpressions = new Map<Scope, string | null>();
  /** Initialisers with a slot. */
  private readonly slotted = new Set<Scope>();
  /** Homes that have a variable for arrows inside. */
  private readonly homeVariables = new Map<Literal, string>();

  constructor(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits, options: InstrumentOptions) {
    this.analysis = analysis;
    this.names = names;
    this.edits = edits;
    this.options = options;
    this.globals = options.globals;
    this.syntax = syntaxOf(analysis);
  }

  run(): ReadonlyMap<Literal, ProbePlan> {
    for (const scope of this.analysis.scopes) if (scope.captured && !isModuleTop(scope)) this.slot(scope);
    this.homes();
    for (const literal of this.analysis.literals) this.literal(literal);
    for (const key of this.syntax.patternKeys) this.edits.wrap(key.start, key.end, `${this.globals.guard}?0:(`, ')');
    templateSites(this.analysis).forEach((site, index) => this.template(site, index));
    this.syntax.evalCalls.forEach((call, index) => this.evalCall(call.node, index));
    return this.plans;
  }

  // --- slots

  private slotName(scope: Scope): string {
    return this.globals.slot(this.options.textIdOf(scope.literal.module), scope.id);
  }

  private slot(scope: Scope): void {
    const node = this.syntax.scopeNodes[scope.id];
    if (node === undefined) return;
    const declare = `let ${this.slotName(scope)};`;
    switch (scope.kind) {
      case 'module': {
        const position = afterDirectives(this.syntax.program.body, 0);
        this.edits.insert(position, `${position > 0 ? ';' : ''}${declare}`);
        return;
      }
      case 'function':
        if (scope.literal.kind === 'static-block') this.edits.insert(scope.literal.bodyStart, declare);
        return; // of functions: with the prologue
      case 'parameters':
        this.parameterSlot(scope, node);
        return;
      case 'block':
        if (node.type === 'BlockStatement') this.edits.insert(node.start + 1, declare);
        else this.edits.wrap(node.start, node.end, `{${declare}`, '}');
        return;
      case 'catch':
        if (node.type === 'CatchClause') this.catchSlot(node, declare);
        return;
      case 'for':
        if (node.type === 'ForStatement') this.forSlot(scope, node);
        return;
      case 'for-in':
        if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') this.bodySlot(node.body, declare);
        return;
      case 'for-head':
        this.slotExpressions.set(scope, null); // all that one activation evaluates are alike
        return;
      case 'switch':
        this.edits.wrap(this.syntax.labels.get(node) ?? node.start, node.end, `{${declare}`, '}');
        return;
      case 'initialiser':
        this.initialiserSlot(scope);
        return;
      case 'with':
        if (node.type === 'WithStatement') this.withSlot(scope, node);
        return;
      case 'class': case 'function-name':
        return; // immutable bindings: identity by value
    }
  }

  /** Functions in the parameter's pattern must see the slot: the pattern becomes a declaration in the block. */
  private catchSlot(node: CatchClause, declare: string): void {
    const { param, body } = node;
    if (!param || param.type === 'Identifier') {
      this.edits.insert(body.start + 1, declare);
      return;
    }
    const caught = this.globals.caught;
    this.edits.insert(param.start, `${caught}){${declare}let `);
    const between = this.analysis.source.slice(param.end, body.start + 1).replace(/[^\n\r\u2028\u2029]/g, '');
    this.edits.replace(param.end, body.start + 1, `=${caught};${between}`);
  }

  /** Identity is that of `this`; where functions or classes inside have another `this`, the value is evaluated in an arrow with a slot. */
  private initialiserSlot(scope: Scope): void {
    const self = scope.variables.get('this');
    const element = scope.literal.owner?.classInfo?.elements.find((each) => each.literal === scope.literal);
    const value = element?.value ?? null;
    if (self === undefined || element === undefined || value === null || element.key === null) return;
    const hidden = this.analysis.literals.some((each) => (each.kind === 'class' || isProbed(each)) && scopeChain(each).includes(scope) && !isVisible(self, each, ownScopesOf));
    if (!hidden || (element.namesValue && element.key.kind === 'computed')) return;
    this.slotted.add(scope);
    const name = element.key.kind === 'computed' ? '' : JSON.stringify(element.key.kind === 'private' ? `#${element.key.name}` : element.key.name);
    const [before, after] = element.namesValue ? [`({[${name}]:`, `})[${name}]`] : ['(', ')'];
    this.edits.wrap(value.start, value.end, `(${this.slotName(scope)}=>${before}`, `${after})()`);
  }

  private withSlot(scope: Scope, node: WithStatement): void {
    const slot = this.slotName(scope);
    this.edits.wrap(this.syntax.labels.get(node) ?? node.start, node.end, `{let ${slot},${slot}w;`, '}');
    this.edits.wrap(node.object.start, node.object.end, `${this.globals.enterWith}(${slot}w=${this.globals.withObject}((`, ')))');
  }

  private bodySlot(body: AnyNode, declare: string): void {
    if (body.type === 'BlockStatement') this.edits.insert(body.start + 1, declare);
    else this.edits.wrap(body.start, body.end, `{${declare}`, '}');
  }

  /** `for (let i = 0, slot; …; slot = void 0, i++)`: a copy for each iteration must not keep the key of the one before. */
  private forSlot(scope: Scope, node: ForStatement): void {
    const slot = this.slotName(scope);
    const { source } = this.analysis;
    const { init, test, update } = node;
    if (init?.type !== 'VariableDeclaration') return;
    const last = init.declarations.at(-1);
    if (init.kind !== 'let' || last === undefined) {
      this.edits.wrap(this.syntax.labels.get(node) ?? node.start, node.end, `{let ${slot};`, '}');
      return;
    }
    this.edits.insert(last.end, `,${slot}`);
    const second = findToken(source, ';', test ? test.end : findToken(source, ';', last.end) + 1);
    this.edits.insert(second + 1, `${slot}=void 0${update ? ',' : ''}`);
  }

  /** A trailing parameter with a default is in the parameters' own scope and does not change `length`. */
  private parameterSlot(scope: Scope, node: AnyNode): void {
    const last = isFunction(node) ? node.params.at(-1) : undefined;
    if (last === undefined) return;
    if (last.type !== 'RestElement') this.edits.insert(last.end, `,${this.slotName(scope)}=void 0`);
    else this.slotExpressions.set(scope, last.argument.type === 'Identifier' ? `${this.globals.restSlot}(${last.argument.name})` : null);
  }

  private slots(literal: Literal): string {
    return scopeChain(literal).map((scope) => this.slotExpression(scope, literal)).join(',');
  }

  private slotExpression(scope: Scope, literal: Literal): string {
    const [own] = scope.variables.values();
    const name = scope.kind === 'initialiser' ? scope.variables.get('this') : own;
    const visible = name !== undefined && isVisible(name, literal, ownScopesOf) ? name.name : null;
    switch (scope.kind) {
      case 'class':
        return visible ?? `${this.globals.object}=>#${this.brand(scope.literal)} in ${this.globals.object}`;
      case 'initialiser':
        return this.slotted.has(scope) ? `${this.slotName(scope)}=${this.globals.makeSlot}(${this.slotName(scope)})` : (visible ?? '0');
      case 'function-name':
        return visible ?? (this.isKept(scope, literal) ? this.slotName(scope) : '0');
      default: {
        const special = this.slotExpressions.get(scope);
        if (special !== undefined) return special ?? '0';
        const slot = this.slotName(scope);
        return `${slot}=${this.globals.makeSlot}(${slot})`;
      }
    }
  }

  /** A captured own name, in a variable of the body: functions inside may have parameters of that name. */
  private keptName(literal: Literal): string {
    const { scope } = literal;
    if (scope.kind !== 'function-name' || !scope.captured) return '';
    const [name] = scope.variables.values();
    return name !== undefined && isVisible(name, literal, ownScopesOf) ? `var ${this.slotName(scope)}=${name.name};` : '';
  }

  /** Whether the literal stands in the body that keeps the function's own name. */
  private isKept(named: Scope, literal: Literal): boolean {
    for (let scope: Scope | null = literal.scope; scope !== null && scope !== named; scope = scope.parent) {
      if (scope.kind === 'function' && scope.literal.scope === named) return this.keptName(scope.literal) !== '';
    }
    return false;
  }

  private brand(literal: Literal): string {
    return this.globals.brand(this.options.textIdOf(literal.module), literal.id);
  }

  private reader(variables: readonly Variable[]): string {
    return variables.length === 0 ? '0' : readerText(variables, this.analysis, this.names, this.globals, this.options.textId, this.options.textIdOf);
  }

  // --- literals

  private literal(literal: Literal): void {
    const node = this.syntax.literalNodes[literal.id];
    if (node === undefined || literal.kind === 'module' || literal.kind === 'field' || literal.kind === 'static-block') return;
    if (node.type === 'ClassExpression' || node.type === 'ClassDeclaration') this.classLiteral(literal, node);
    else if (isFunction(node)) this.functionLiteral(literal, node);
  }

  private functionLiteral(literal: Literal, node: FunctionNode): void {
    const answer = this.answer(literal, node);
    const [once = null] = ownScopesOf(literal).filter(isOnce);
    const slots = ownScopesOf(literal).filter((scope) => scope.captured && scope.kind === 'function' && !isOnce(scope)).map((scope) => this.slotName(scope));
    const linked = slots.length > 0 ? `var ${slots.join(',')}${linksArguments(literal) ? `=${this.globals.linkArguments}(arguments)` : ''};` : '';
    const registered = once === null ? '' : `${this.globals.registerScope}(${this.options.textId},${once.id},${this.reader(onceVariables(once))});`;
    const declared = linked + registered + this.keptName(literal);
    const marker = this.globals.marker(this.options.textId, literal.id);
    const guarded = answer === null ? '' : `if(${this.globals.guard})return ${answer};`;
    if (node.body.type !== 'BlockStatement') {
      if (declared !== '') this.edits.wrap(literal.bodyStart, node.end, `{${marker}${declared}${guarded}return(`, ')}');
      else if (answer !== null) this.edits.wrap(literal.bodyStart, node.end, `${marker}${this.globals.guard}?${answer}:(`, ')');
      else this.edits.insert(literal.bodyStart, marker);
      return;
    }
    const start = literal.bodyStart;
    const position = afterDirectives(node.body.body, start);
    this.edits.insert(start, marker);
    if (declared !== '' || guarded !== '') {
      const apart = position !== start && this.analysis.source.charAt(position - 1) !== ';' ? ';' : '';
      this.edits.insert(position, `${apart}${declared}${guarded}`);
    }
  }

  /** The call of the guard that hands out what the function can read; null if it is never asked. */
  private answer(literal: Literal, node: FunctionNode): string | null {
    const { guard } = this.globals;
    if (isClassFunction(literal) && literal.key?.kind === 'private' && literal.owner !== null) {
      const brand = this.brand(literal.owner);
      return `${guard}([],0,${this.globals.object}=>#${brand} in ${this.globals.object})`;
    }
    if (!isProbed(literal)) return null;
    if (scopeChain(literal).some((scope) => this.isInPattern(scope, literal))) {
      this.plans.set(literal, { undefinedArgument: null, refusal: 'it stands in a pattern that declares the variables of a `for` loop over something' });
      return null;
    }
    const variables = innerVariables(literal);
    const reader = this.reader(variables);
    const home = isSuperArrow(literal) ? this.homeVariable(superMethod(literal)) : undefined;
    const call = (read: string): string => `${guard}([${this.slots(literal)}],${read}${home === undefined ? '' : `,${home}`})`;
    if (variables.every((variable) => isVisible(variable, literal, ownScopesOf))) return call(reader);
    return this.answerFromParameters(literal, node, reader, call);
  }

  /** Whether the literal stands in the loop's head, where nothing that the body declares can be seen. */
  private isInPattern(scope: Scope, literal: Literal): boolean {
    const node = this.syntax.scopeNodes[scope.id];
    return scope.kind === 'for-in' && (node?.type === 'ForInStatement' || node?.type === 'ForOfStatement') && literal.end <= node.right.start;
  }

  /** The body declares again what the parameter list captures: only the parameter list can read it. */
  private answerFromParameters(literal: Literal, node: FunctionNode, reader: string, call: (read: string) => string): string | null {
    const last = node.params.at(-1);
    if (last !== undefined && last.type !== 'RestElement') {
      this.edits.insert(last.end, `,${this.globals.parameterReader}=${reader}`);
      return call(this.globals.parameterReader);
    }
    const index = node.params.findIndex((each: Pattern) => each.type === 'AssignmentPattern');
    const parameter = node.params[index];
    if (parameter?.type !== 'AssignmentPattern') {
      this.plans.set(literal, { undefinedArgument: null, refusal: 'its body declares a name again that its parameter list captures' });
      return null;
    }
    const start = findToken(this.analysis.source, '=', parameter.left.end) + 1;
    this.edits.wrap(start, parameter.end, `${this.globals.guard}?${call(reader)}:(`, ')');
    this.plans.set(literal, { undefinedArgument: index, refusal: null });
    return `${this.globals.guard}([],0)`;
  }

  // --- classes

  private classLiteral(literal: Literal, node: Class): void {
    const { textId } = this.options;
    for (const element of node.body.body) {
      if (element.type === 'StaticBlock' || !element.computed) continue;
      this.edits.wrap(element.key.start, element.key.end, `${this.globals.recordKey}(${textId},${literal.id},(`, '))');
    }
    const variables = innerVariables(literal).filter((variable) => !isHiddenFromClass(variable, literal));
    const brand = hasBrand(literal) ? `static #${this.brand(literal)};` : '';
    const slots = this.slots(literal);
    const register = `${this.globals.registerClass}(${textId},${literal.id},this,()=>[${slots}],${this.reader(variables)},${this.privateReader(literal)})`;
    this.edits.insert(literal.bodyStart, `${brand}static{${register}}`);
  }

  private privateReader(literal: Literal): string {
    const names = privateNamesOf(literal);
    if (names.length === 0) return '0';
    const { key, object } = this.globals;
    const cases = names.map(({ name, kind }, index) => {
      const test = `#${name} in ${object}`;
      return `case ${index}:return ${kind === 'get' || kind === 'set' ? `${test}?[]:0` : `${test}?[${object}.#${name}]:0`};`;
    });
    return `(${key},${object})=>{switch(${key}){${cases.join('')}}}`;
  }

  // --- home objects

  private homes(): void {
    for (const home of this.analysis.homes) {
      const arrows = home.literals.some(({ hasEval }) => hasEval) || this.analysis.literals.some((each) => isSuperArrow(each) && home.literals.includes(superMethod(each)));
      const node = { start: home.start, end: home.end };
      if (arrows && !suspends(this.analysis, home.start, home.end)) {
        const variable = this.globals.home(this.options.textId, home.id);
        for (const literal of home.literals) this.homeVariables.set(literal, variable);
        this.edits.wrap(node.start, node.end, `(${variable}=>${variable}=${this.globals.registerHome}(`, '))()');
      } else {
        this.edits.wrap(node.start, node.end, `${this.globals.registerHome}(`, ')');
      }
    }
  }

  /** The variable that holds the object whose `super` a method has: of this text, or of one around this direct eval. */
  private homeVariable(method: Literal): string | undefined {
    const { module } = method;
    if (module === this.analysis) return this.homeVariables.get(method);
    const home = module.homes.find(({ literals }) => literals.includes(method));
    return home === undefined || suspends(module, home.start, home.end) ? undefined : this.globals.home(this.options.textIdOf(module), home.id);
  }

  // --- tagged templates

  private template(site: TemplateSite, index: number): void {
    const { keepTemplate, bareTag } = this.globals;
    const object = `${keepTemplate}(${this.options.textId},${index},()=>${bareTag}${bareTemplate(this.analysis.source, site)})`;
    for (const edit of callEdits(site, object)) this.edits.replace(edit.start, edit.end, edit.text);
  }

  // --- eval

  /** `eval(x)` becomes `(prepare(site, eval, x), eval(taken()))`: still a direct eval, of instrumented text. */
  private evalCall(node: CallExpression, index: number): void {
    const { source } = this.analysis;
    const { callee, optional } = node;
    if (optional || node.arguments.length === 0 || node.arguments.some((each) => each.type === 'SpreadElement') || !source.startsWith('eval', node.start)) return;
    const guarded = this.syntax.guardedStarts.has(node.start) ? ';' : '';
    this.edits.replace(node.start, callee.end, `${guarded}(${this.globals.prepareEval}`);
    const open = findToken(source, '(', callee.end) + 1;
    this.edits.insert(open, `${this.options.textId},${index},eval,`);
    const taken = node.arguments.map((_, position) => `${this.globals.takeEval}(${position})`);
    this.edits.close(node.start, node.end, `,eval(${taken.join(',')}))`);
  }
}

/** Its `arguments` object may be held, and follows parameters that live functions may see: it must be found again from the object. */
function linksArguments(literal: Literal): boolean {
  const [scope] = ownScopesOf(literal);
  if (literal.strict || !literal.simpleParameters || literal.parameterCount === 0 || scope === undefined) return false;
  const own = scope.variables.get('arguments');
  return own instanceof VariableRecord && own.kind === 'pseudo' && (own.mentioned || own.captured) && literal.parameterNames.some((name) => scope.variables.get(name)?.captured === true);
}

function isFunction(node: AnyNode): node is FunctionNode & AnyNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

/** A private name as its class declares it, without `#`. */
export interface PrivateName {
  readonly name: string;
  readonly isStatic: boolean;
  readonly kind: 'field' | 'method' | 'get' | 'set' | 'accessor';
}

/** Private names that a class body declares, in order; a getter and its setter are two entries. */
export function privateNamesOf(literal: Literal): PrivateName[] {
  const elements: readonly ClassElement[] = literal.classInfo?.elements ?? [];
  return elements.flatMap((element) => {
    const { key, kind, isStatic } = element;
    if (key?.kind !== 'private' || kind === 'constructor' || kind === 'static-block') return [];
    return [{ name: key.name, isStatic, kind }];
  });
}

/** Whether a function suspends between these places. Conservative: the words occur outside the functions inside. */
function suspends({ literals, source }: ModuleAnalysis, start: number, end: number): boolean {
  const inside = literals.filter((each) => each.start >= start && each.end <= end && each.kind !== 'class' && each.kind !== 'module');
  for (const match of source.slice(start, end).matchAll(/\b(?:yield|await)\b/g)) {
    const at = start + match.index;
    if (!inside.some((each) => at >= each.functionStart && at < each.end)) return true;
  }
  return false;
}
