/** Positions in evaluated text back to the file as written: lines are the same in JavaScript, TypeScript has a source map. */
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModuleSource } from './sources.ts';

/** Maps lines of evaluated texts to lines as written, for TypeScript. */
export class Positions {
  readonly #find: (file: string) => ModuleSource | null;
  readonly #maps = new Map<string, SourceMap>();

  /** `find`: the source of a loaded file, null for others. */
  constructor(find: (file: string) => ModuleSource | null) {
    this.#find = find;
  }

  /** Line (1-based) in the file as written. */
  originalLine(file: string, line: number, column: number): number {
    const source = this.#find(file);
    if (source === null || source.sourceMap === null) return line;
    let map = this.#maps.get(file);
    if (map === undefined) {
      map = new SourceMap(JSON.parse(source.sourceMap) as ConstructorParameters<typeof SourceMap>[0]);
      this.#maps.set(file, map);
    }
    const entry = map.findEntry(line - 1, Math.max(0, column - 1));
    return 'originalLine' in entry ? entry.originalLine + 1 : line;
  }

  /**
   * The stack of an error that is captured: without our own frames, with the lines of the files as written. Columns are left
   * out, as those of instrumented text would mislead.
   */
  originalStack(stack: string): string {
    const own = stack.split('\n').filter((line) => !isOwnFrame(line)).join('\n');
    return own.replace(/((?:\/|[A-Za-z]:\\)[^\n():]*):(\d+):(\d+)/g, (all, file: string, line: string, column: string) =>
      this.#find(file) === null ? all : `${file}:${String(this.originalLine(file, Number(line), Number(column)))}`);
  }

  /** The line of what is wrong behind a file that is named without: of the import whose names are not there, of what is no JSON. */
  #withLine(stack: string, message: string): string {
    const [, file = ''] = /^(?:SyntaxError: )?((?:\/|[A-Za-z]:\\)[^\n:]*)(?:\n|: )/.exec(stack) ?? [];
    const source = file === '' ? null : this.#find(file);
    if (source === null) return stack;
    const specifier = /requested module '([^']*)'/.exec(message)?.[1];
    const position = / at position (\d+)/.exec(message)?.[1];
    const index = specifier !== undefined ? source.original.search(quoted(specifier)) : position !== undefined ? Number(position) : -1;
    return index < 0 ? stack : stack.replace(file, `${file}:${String(source.original.slice(0, index).split('\n').length)}`);
  }

  /** Puts original lines into the stack of an error that user code threw, and takes our own frames out. */
  restoreStack(error: unknown): void {
    if (!(error instanceof Error) || typeof error.stack !== 'string') return;
    const own = error.stack.split('\n').filter((line) => !isOwnFrame(line)).join('\n');
    const stack = this.#withLine(own, error.message).replace(/((?:\/|[A-Za-z]:\\)[^\n():]*\.(?:[mc]?ts|tsx)):(\d+)(?::(\d+))?/g, (_all, file: string, line: string, column: string | undefined) => {
      const original = this.originalLine(file, Number(line), Number(column ?? 1));
      return column === undefined ? `${file}:${original}` : `${file}:${original}:${column}`;
    });
    try {
      error.stack = stack;
    } catch {
      // a frozen error keeps the stack it has
    }
  }
}

/** Quotes that a specifier may stand in. */
const quoted = (specifier: string): RegExp => new RegExp(`(['"])${specifier.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\1`);

/** Folders whose code stands below user code while it is loaded, where plain Node has its own loader. */
const ownFolders = ['../../modules', '../../hosts', '../../cli', '../../runtime', '..'].map((folder) => path.resolve(path.dirname(fileURLToPath(import.meta.url)), folder) + path.sep);

function isOwnFrame(line: string): boolean {
  return /^ {4}at /.test(line) && (ownFolders.some((folder) => line.includes(folder)) || line.includes('Generator.next (<anonymous>)') || /[\\/]node_modules[\\/]import-meta-resolve[\\/]/.test(line));
}
