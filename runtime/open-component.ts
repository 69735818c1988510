/** An opened component file as resolving and loading see it. */
import type { ComponentFacts, ComponentReader } from '../format/component.ts';
import { Tag, payloadOf, tagOf } from '../format/graph/model.ts';
import { isWholeExports } from '../modules/index.ts';
import { standInPath } from './link/stand-in.ts';
import type { ResolvableFile } from './resolve/prerequisites.ts';

/** Adapts a ComponentReader to what resolving asks. */
export class OpenComponentFile implements ResolvableFile {
  readonly reader: ComponentReader;

  constructor(reader: ComponentReader) {
    this.reader = reader;
  }

  get facts(): ComponentFacts {
    return this.reader.facts;
  }

  get hash(): string {
    return this.reader.hash;
  }

  *importedPaths(prerequisite: string): Iterable<string> {
    for (const entry of this.reader.graph.imports) if (entry.component === prerequisite) yield entry.path;
    for (const { component, exporter, name } of this.reader.hot.liveImports) if (component === prerequisite) yield `${exporter}#${name}`;
  }

  provides(path: string): boolean {
    if (this.has(path)) return true;
    const elsewhere = standInPath(this.reader, path);
    return elsewhere !== null && this.has(elsewhere);
  }

  private has(path: string): boolean {
    if (this.reader.findObject(path) !== null || this.reader.findInstance(path) !== null) return true;
    if (this.providesVariable(path)) return true;
    return path.endsWith('.prototype') && this.has(path.slice(0, -'.prototype'.length)); // untouched prototypes have no record
  }

  /** `MODULE#NAME`: a variable of an ES module, an export of another one. Primitives have no path of their own. */
  private providesVariable(path: string): boolean {
    const hash = path.indexOf('#');
    const name = path.slice(hash + 1);
    const { graph } = this.reader;
    const module = graph.modules.find((entry) => entry.path === path.slice(0, hash));
    if (module === undefined) return false;
    if (module.kind === 'module') return module.instance !== null && graph.instances[module.instance]?.variables.has(name) === true;
    if (isWholeExports(name)) return true;
    const exports = tagOf(module.exports) === Tag.object ? graph.objects[payloadOf(module.exports)] : undefined;
    return exports?.properties.some(({ key }) => tagOf(key) === Tag.string && graph.strings[payloadOf(key)] === name) === true;
  }
}
