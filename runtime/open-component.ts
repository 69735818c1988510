/** An opened component file as resolving and loading see it. */
import type { ComponentFacts, ComponentReader } from '../format/component.ts';
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
  }

  provides(path: string): boolean {
    if (this.reader.findObject(path) !== null || this.reader.findInstance(path) !== null) return true;
    return path.endsWith('.prototype') && this.provides(path.slice(0, -'.prototype'.length)); // untouched prototypes have no record
  }
}
