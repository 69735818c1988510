/** Functions, classes and scope instances out of the emitted scripts. */
import type { GraphObject, InstanceRef, ScopeInstance } from '../../format/graph/model.ts';
import { Constant, constantWord } from '../../format/graph/model.ts';
import { FIRST_IN_CLASS, FunctionMode, MAKER_OF_MODULE } from '../../emit/slots.ts';
import type { Staging } from './staging.ts';
import type { ClassCell, CodeLink, ScopeHandle } from './types.ts';

type FunctionObject = Extract<GraphObject, { kind: 'function' }>;
type ClassObject = Extract<GraphObject, { kind: 'class' }>;
type MethodObject = Extract<GraphObject, { kind: 'method' }>;

const ABSENT = constantWord(Constant.absent);
const UNINITIALISED = constantWord(Constant.uninitialised);

/** Makes one scope instance: calls its maker with the captured `this`, `arguments` or `new.target`. */
export function makeInstance(staging: Staging, id: number, instance: ScopeInstance): ScopeHandle {
  const slot = staging.slots.instanceSlots[id] ?? MAKER_OF_MODULE;
  const maker = makerOf(staging, id, slot, instance);
  const values = argumentsOf(staging, instance);
  const target = instance.variables.get('new.target');
  const constructor = target === undefined ? undefined : staging.need(target);
  if (staging.isConstructor(id)) return makeConstructor(staging, instance, maker, values, typeof constructor === 'function' ? constructor : maker);
  if (typeof constructor === 'function') return Reflect.construct(maker, values, constructor) as ScopeHandle;
  const receiver = instance.variables.get('this');
  const self = receiver === undefined ? undefined : staging.need(receiver);
  return begun(Reflect.apply(maker, self, slot === MAKER_OF_MODULE ? [staging.link(instance.scope.module, instance.scope.component)] : values) as ScopeHandle | Generator);
}

const resume = (function* () {})().next;

/** The handle; a maker that is a generator goes on when it gets the values of its variables. */
function begun(made: ScopeHandle | Generator): ScopeHandle {
  if (!('next' in made)) return made;
  const { value: handle } = Reflect.apply(resume, made, []) as IteratorResult<ScopeHandle, ScopeHandle>;
  const initialise = handle.i;
  return Object.assign(handle, {
    i: (values: readonly unknown[]): void => {
      initialise?.(values);
      Reflect.apply(resume, made, [values]);
    },
  });
}

/**
 * The activation of a constructor: the maker is a derived class, and a superclass for one call of `super()` gives it the captured
 * `this`, at once or, where that is made of the constructor's own arrows, when it is there. Afterwards its `super` is that of
 * the captured class, whatever becomes of it.
 */
function makeConstructor(staging: Staging, instance: ScopeInstance, maker: Function, values: readonly unknown[], target: Function): ScopeHandle {
  const link = staging.link(instance.scope.module, instance.scope.component);
  const word = instance.variables.get('this') ?? UNINITIALISED;
  const give = <T>(self: object | null, run: () => T): T => {
    Object.setPrototypeOf(maker, function () { return self; });
    try {
      return run();
    } finally {
      if (instance.classObject !== null) followClass(maker, staging.need(instance.classObject) as Function);
    }
  };
  const self = word === UNINITIALISED || !staging.isReady(word) ? null : (staging.value(word) as object);
  link.bound = self !== null;
  try {
    const handle = give(self, () => Reflect.construct(maker, values, target) as ScopeHandle);
    if (self === null && word !== UNINITIALISED) staging.whenMade(() => give(staging.need(word) as object, () => handle.s?.()));
    return handle;
  } finally {
    link.bound = false;
  }
}

/** `super()` and `super.x` in the maker mean what they mean in the class now. */
function followClass(maker: Function, classObject: Function): void {
  const prototype = classObject.prototype as object;
  Object.setPrototypeOf(maker, new Proxy(maker, {
    construct: (_target, values, target) => Reflect.construct(Object.getPrototypeOf(classObject) as Function, values, target) as object,
  }));
  followParent(maker.prototype as object, () => prototype);
}

/** `super.x` in methods of `home` means what it means in those of another home now. */
export function followParent(home: object, other: () => object): void {
  const parent = (): object => Object.getPrototypeOf(other()) as object;
  Object.setPrototypeOf(home, new Proxy({}, {
    get: (_target, key, receiver) => Reflect.get(parent(), key, receiver) as unknown,
    set: (_target, key, value, receiver) => Reflect.set(parent(), key, value, receiver),
    has: (_target, key) => Reflect.has(parent(), key),
  }));
}

function makerOf(staging: Staging, id: number, slot: number, instance: ScopeInstance): Function {
  if (slot === MAKER_OF_MODULE) return staging.moduleMaker(instance.scope.module);
  const maker = slot <= FIRST_IN_CLASS ? staging.innerMaker(id, instance.classObject ?? ABSENT, FIRST_IN_CLASS - slot) : staging.parentHandle(instance).k?.[slot];
  if (maker === undefined) throw new Error(`no maker for scope instance ${instance.path}`);
  return maker;
}

/** The captured `arguments` object's elements: the maker's own `arguments` becomes that object. */
function argumentsOf(staging: Staging, instance: ScopeInstance): readonly unknown[] {
  for (const [name, word] of instance.variables) if (name.startsWith('with:')) return [staging.need(word)];
  const word = instance.variables.get('arguments');
  const object = word === undefined ? undefined : staging.recordOf(word);
  if (object?.kind !== 'arguments') return [];
  const length = object.properties.reduce((count, property) => {
    const key = staging.key(property.key);
    return typeof key === 'string' && /^\d+$/.test(key) ? Math.max(count, Number(key) + 1) : count;
  }, 0);
  return Array.from({ length }, () => undefined);
}

/** Makes one function. */
export function makeFunction(staging: Staging, id: number, record: FunctionObject): Function {
  const slot = staging.slots.functionSlots[id] ?? -1;
  const mode = staging.slots.functionModes[id];
  if (mode === FunctionMode.home && record.homeObject !== null) return staging.homeFunction(record.homeObject, slot);
  const entry = handleOf(staging, record.instance, record.unit.component, record.path).f?.[slot];
  if (typeof entry !== 'function') throw new Error(`no code for function ${record.path}`);
  switch (mode) {
    case FunctionMode.thunk:
      return Reflect.apply(entry, undefined, []) as Function;
    case FunctionMode.named:
      return Reflect.apply(entry, undefined, [record.name === null ? '' : staging.value(record.name)]) as Function;
    default:
      return entry;
  }
}

function handleOf(staging: Staging, instance: InstanceRef, component: string | null, path: string): ScopeHandle {
  if (component === null && instance.kind === 'imported') throw new Error(`function ${path} stands in a scope of another component`);
  return instance.kind === 'own' ? staging.instanceHandle(instance.id) : staging.foreignHandle(instance.entry);
}

/** Evaluates one class: heritage and computed keys are values. */
export function makeClass(staging: Staging, id: number, record: ClassObject): { readonly made: Function; readonly cell: ClassCell; readonly link: CodeLink } {
  const slot = staging.slots.functionSlots[id] ?? -1;
  const creator = handleOf(staging, record.instance, record.unit.component, record.path).f?.[slot];
  if (typeof creator !== 'function') throw new Error(`no code for class ${record.path}`);
  const cell: ClassCell = {};
  const heritage = record.heritage === ABSENT ? undefined : staging.need(record.heritage);
  const name = record.name === null ? '' : staging.value(record.name);
  const made = Reflect.apply(creator, undefined, [name, heritage, record.keys.map((key) => staging.need(key)), cell]) as Function;
  return { made, cell, link: staging.link(record.unit.module, record.unit.component) };
}

/** Takes a method or accessor from its class. */
export function makeMethod(staging: Staging, record: MethodObject): Function {
  const classObject = staging.need(record.classObject) as Function;
  if (record.privateName !== null) return staging.privateMethod(record.classObject, record.privateName, record.isStatic);
  const owner = record.isStatic ? classObject : (classObject as { prototype?: object }).prototype;
  const descriptor = owner === undefined ? undefined : Object.getOwnPropertyDescriptor(owner, staging.key(record.key));
  const made: unknown = descriptor?.[record.which];
  if (typeof made !== 'function') throw new Error(`class has no such method: ${record.path}`);
  return made;
}
