/** Import variables of a component that follow exported variables which their exporters may still assign. */
import { isWholeExports } from '../../modules/index.ts';
import { standInVariable } from '../link/stand-in.ts';
import type { LiveComponent } from './types.ts';

/** Subscribes the component's import variables, and gives those of other components their present values. `component`: its prerequisites. */
export function followLiveImports(importer: LiveComponent, component: (name: string) => LiveComponent | null): void {
  for (const live of importer.reader.hot.liveImports) {
    const setter = importer.moduleHandles.get(live.module)?.p?.[live.local];
    const owner = live.component === null ? importer : component(live.component);
    if (setter === undefined || owner === null) continue;
    const { exporter, variable } = live.component === null ? { exporter: live.exporter, variable: live.name } : standInVariable(owner.reader, live.exporter, live.name);
    const module = live.component === null ? null : (owner.reader.graph.modules.find(({ path }) => path === exporter) ?? null);
    if (module !== null && module.kind !== 'module') {
      if (!isPackagedWith(importer, live.component, owner)) takeExport(owner.value(module.exports), variable ?? live.name, setter);
      continue;
    }
    owner.follow(exporter, variable ?? live.name, setter, importer);
    followNow(owner, exporter, variable ?? live.name, setter);
  }
}

function isPackagedWith(importer: LiveComponent, name: string | null, owner: LiveComponent): boolean {
  return importer.reader.facts.prerequisites.some((fact) => fact.name === name && fact.hash === owner.reader.hash);
}

/** An import of a CommonJS or JSON module of another release than the one packaged with. Of accessors the packaged value stays, as they would run code. */
function takeExport(exports: unknown, name: string, setter: (value: unknown) => void): void {
  if (isWholeExports(name)) setter(exports);
  const own = (typeof exports === 'object' && exports !== null) || typeof exports === 'function' ? Object.getOwnPropertyDescriptor(exports, name) : undefined;
  if (!isWholeExports(name) && own !== undefined && 'value' in own) setter(own.value);
}

/** The exporter may have assigned the variable since it was packaged. */
function followNow(owner: LiveComponent, module: string, name: string, setter: (value: unknown) => void): void {
  const handle = owner.moduleHandles.get(module);
  const view = handle === undefined ? {} : owner.viewOf(handle);
  if (!(name in view)) return;
  let value: unknown;
  try {
    value = view[name];
  } catch {
    return; // not initialised
  }
  setter(value);
}
