/** WebAssembly modules and instances: made again from their bytes, instances with the state they have now. */
import { getterOf, tryCall } from './brand.ts';
import { native, refused } from './verdict.ts';
import type { Rule, Verdict } from './verdict.ts';
import type { Hosts } from './types.ts';
import { canSetGlobals, importsFunctionsOnly, layoutOf, withState } from './wasm-binary.ts';
import type { GlobalValues, WasmLayout } from './wasm-binary.ts';

const LATER = 'keep the bytes in a Buffer, and instantiate them in startUp or on first use';
const INTERNAL = ['[[Globals]]', '[[Memories]]', '[[Tables]]'] as const;

const wasm: unknown = Reflect.get(globalThis, 'WebAssembly');
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const memoryMaker: unknown = isObject(wasm) ? Reflect.get(wasm, 'Memory') : undefined;
const bufferOf = getterOf(typeof memoryMaker === 'function' ? (memoryMaker.prototype as object) : undefined, 'buffer');
const validate: unknown = isObject(wasm) ? Reflect.get(wasm, 'validate') : undefined;

/** The bytes last given for an instance: the same object as long as nothing has changed. */
const given = new WeakMap<object, Uint8Array>();

export const describeWasmModule: Rule = (object, hosts) => {
  const bytes = hosts.records.wasm.bytesOf(object);
  return bytes === null ? refused('a WebAssembly module whose bytes are not known', LATER) : native('new WebAssembly.Module', [bytes]);
};

export const describeWasmInstance: Rule = (object, hosts) => {
  const origin = hosts.records.wasm.originOf(object);
  if (origin === null) return refused('a WebAssembly instance whose bytes are not known', LATER);
  const layout = layoutOf(origin.bytes);
  const problem = layout === null ? 'with contents that are not understood' : unsupported(layout, hosts.records.wasm.tablesAreAsMade(object));
  if (layout === null || problem !== null || origin.imports === null) return refused(`a WebAssembly instance ${problem ?? 'whose imports come from accessors'}`, LATER);
  return stateOf(object, origin.bytes, layout, origin.imports, hosts);
};

/** State that others share, or that cannot be written into the module. */
function unsupported(layout: WasmLayout, tablesAreAsMade: boolean): string | null {
  if (!importsFunctionsOnly(layout)) return 'that imports a memory, a table or a variable';
  if (layout.exportsTable && (layout.starts || !tablesAreAsMade)) return 'that exports a table which is not as the module alone makes it';
  if (layout.memories > 1) return 'with several memories';
  return canSetGlobals(layout) ? null : 'with variables that are no numbers';
}

function stateOf(instance: object, bytes: Uint8Array, layout: WasmLayout, imports: object, hosts: Hosts): Verdict {
  const internal = hosts.internal?.(instance, INTERNAL);
  if (internal === undefined) return refused('a WebAssembly instance whose state cannot be read', LATER);
  const memory = layout.memories === 0 ? null : contentsOf(internal.get('[[Memories]]'));
  const globals = valuesOf(internal.get('[[Globals]]'), layout);
  if (memory === undefined || globals === null) return refused('a WebAssembly instance whose state cannot be read', LATER);
  const made = withState(bytes, layout, globals, memory);
  if (typeof validate !== 'function' || Reflect.apply(validate, wasm, [made]) !== true) return refused('a WebAssembly instance with contents that are not understood', LATER);
  const before = given.get(instance);
  const same = before !== undefined && Buffer.compare(before, made) === 0 ? before : made;
  given.set(instance, same);
  return native('wasm-instance', [same, imports]);
}

/** Undefined: shared with other threads, or not to be read. */
function contentsOf(memories: unknown): Uint8Array | undefined {
  const [memory] = isObject(memories) ? Object.values(memories) : [];
  const buffer = tryCall(bufferOf, memory)?.value;
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : undefined;
}

/** Values of the module's own variables, null for what is no number. Their order is that of the module. */
function valuesOf(globals: unknown, layout: WasmLayout): GlobalValues | null {
  if (layout.globals.length === 0) return [];
  const entries: unknown[] = isObject(globals) ? Object.values(globals) : [];
  if (entries.length !== layout.globals.length) return null;
  return entries.map((entry) => {
    const value: unknown = isObject(entry) ? Reflect.get(entry, 'value') : undefined;
    return typeof value === 'number' || typeof value === 'bigint' ? value : null;
  });
}
