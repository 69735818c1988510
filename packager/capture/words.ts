/** The tables of one graph: every string, number, host path and import once, in order of first use. */

import {
  Constant, constantWord, INTEGER_BIAS, objectWord, Tag, word, type ImportEntry, type InstanceId, type InstanceRef, type ObjectId, type Special, type Word,
} from '../../format/graph/model.ts';
import { UNINITIALISED } from '../instrument/types.ts';
import { ABSENT, isReference } from './content.ts';
import type { Heap } from './heap.ts';
import type { LiveInstance } from './live.ts';
import { portableStack } from './stacks.ts';

const ABSENT_WORD = constantWord(Constant.absent);
const UNDEFINED_WORD = constantWord(Constant.undefined);

/** Makes words of live values for one component. */
export class Words {
  readonly strings: string[] = [];
  readonly numbers: number[] = [];
  readonly specials: Special[] = [];
  readonly hosts: string[] = [];
  readonly imports: ImportEntry[] = [];
  readonly #heap: Heap;
  readonly #rootPath: string;
  readonly #rootUrl: string;
  readonly #originalStack: (stack: string) => string;
  readonly #known = new Map<unknown, Word>();
  readonly #byText = new Map<string, number>();

  /** `rootUrl`: the `file:` URL of the root, without a slash at its end. */
  constructor(heap: Heap, rootPath: string, rootUrl: string, originalStack: (stack: string) => string = (stack) => stack) {
    this.#heap = heap;
    this.#rootPath = rootPath;
    this.#rootUrl = rootUrl;
    this.#originalStack = originalStack;
    let count = 0;
    for (const object of heap.current.objects) object.id = object.content === null ? -1 : count++;
    heap.current.instances.forEach((instance, id) => {
      instance.id = id;
    });
  }

  /** Word of any captured value; `undefined` for what was refused. */
  of(value: unknown): Word {
    switch (typeof value) {
      case 'undefined': return UNDEFINED_WORD;
      case 'boolean': return constantWord(value ? Constant.true : Constant.false);
      case 'number': return this.#number(value);
      case 'string': return this.string(value);
      case 'bigint': return this.#special(`n${value}`, { kind: 'bigint', text: String(value) });
      case 'symbol':
        if (value === ABSENT) return ABSENT_WORD;
        if (value === UNINITIALISED) return constantWord(Constant.uninitialised);
        return this.#reference(value);
      default:
        return isReference(value) ? this.#reference(value) : constantWord(Constant.null);
    }
  }

  /** A string; relative to the project root where it begins with that. */
  string(text: string): Word {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const made = this.#relative(text) ?? this.#plain(text);
    this.#known.set(text, made);
    return made;
  }

  instance(instance: LiveInstance): InstanceRef {
    const id = this.instanceId(instance);
    if (id !== null) return { kind: 'own', id };
    return { kind: 'imported', entry: this.#import(instance.owner, this.#heap.symbolPathOf(instance), 'instance') };
  }

  instanceId(instance: LiveInstance | undefined): InstanceId | null {
    return instance === undefined || instance.owner !== this.#heap.current.name || instance.id < 0 ? null : (instance.id as InstanceId); // a place in the graph's instances
  }

  /** The stack of a captured error. */
  stack(text: string): Word {
    return this.string(portableStack(this.#originalStack(text), this.#rootPath, this.#rootUrl));
  }

  /** Word of a host path. */
  host(path: string): Word {
    return word(Tag.host, this.#entry(`h${path}`, () => this.hosts.push(path) - 1));
  }

  #reference(value: object | symbol): Word {
    const found = this.#heap.find(value);
    if (found === undefined) {
      const path = this.#heap.pathOf(value);
      return path === null ? UNDEFINED_WORD : this.host(path);
    }
    if (found.owner === this.#heap.current.name && found.id >= 0) return objectWord(found.id as ObjectId); // a place in the graph's objects
    if (found.content === null || found.owner === this.#heap.current.name) return UNDEFINED_WORD;
    return word(Tag.imported, this.#import(found.owner, this.#heap.symbolPathOf(found), 'object'));
  }

  #number(value: number): Word {
    if (Number.isInteger(value) && value >= -INTEGER_BIAS && value < INTEGER_BIAS && !Object.is(value, -0)) return word(Tag.integer, value + INTEGER_BIAS);
    const text = Object.is(value, -0) ? '-0' : String(value);
    return word(Tag.number, this.#entry(`f${text}`, () => this.numbers.push(value) - 1));
  }

  #relative(text: string): Word | null {
    return this.#under('root-path', this.#rootPath, text) ?? this.#under('root-url', this.#rootUrl, text);
  }

  #under(kind: 'root-path' | 'root-url', prefix: string, text: string): Word | null {
    if (!text.startsWith(prefix)) return null;
    const rest = text.slice(prefix.length);
    return rest === '' || rest.startsWith('/') ? this.#special(`${kind}${rest}`, { kind, rest }) : null;
  }

  #plain(text: string): Word {
    return word(Tag.string, this.strings.push(text) - 1);
  }

  #special(key: string, special: Special): Word {
    return word(Tag.special, this.#entry(`s${key}`, () => this.specials.push(special) - 1));
  }

  #import(component: string, path: string, kind: ImportEntry['kind']): number {
    return this.#entry(`i${kind}${component}/${path}`, () => this.imports.push({ component, path, kind }) - 1);
  }

  #entry(key: string, add: () => number): number {
    let index = this.#byText.get(key);
    if (index === undefined) this.#byText.set(key, (index = add()));
    return index;
  }
}
