/** WeakMaps and WeakSets: an entry counts when its key is captured for another reason. */

import type { Content } from './content.ts';
import { isReference } from './content.ts';
import type { Heap } from './heap.ts';
import type { LiveObject } from './live.ts';

/** An entry that appeared, or got another value, in a weak table of an earlier component. */
export interface WeakAddition {
  readonly table: LiveObject;
  readonly key: unknown;
  readonly before: unknown; // undefined with `added`
  readonly after: unknown;
  readonly added: boolean;
}

/** All weak tables met so far, of all components, with the entries that count. */
export class WeakTables {
  readonly #heap: Heap;
  readonly #tables = new Map<LiveObject, Map<unknown, unknown>>();
  #additions: WeakAddition[] = [];

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** A weak table that the walk came across. */
  add(table: LiveObject): void {
    this.#tables.set(table, new Map());
  }

  /** What the component in hand did to weak tables of others, in order of discovery. */
  takeAdditions(): readonly WeakAddition[] {
    const additions = this.#additions;
    this.#additions = [];
    return additions;
  }

  /** Takes in entries whose keys are captured by now; true if some were new and what they reach must be walked. */
  extend(): boolean {
    let grew = false;
    for (const [table, seen] of this.#tables) {
      if (typeof table.value !== 'object' || table.content === null) continue;
      const isMap = table.content.kind === 'weak-map';
      for (const [key, value] of this.#captured(table.value, isMap)) {
        if (seen.has(key) && Object.is(seen.get(key), value)) continue;
        this.#take(table, table.content, key, value, seen);
        grew = true;
      }
    }
    return grew;
  }

  #take(table: LiveObject, content: Content, key: object | symbol, value: unknown, seen: Map<unknown, unknown>): void {
    const added = !seen.has(key);
    const before = seen.get(key);
    seen.set(key, value);
    const own = table.owner === this.#heap.current.name;
    if (own && (content.kind === 'weak-map' || content.kind === 'weak-set')) {
      table.content = { ...content, entries: content.kind === 'weak-map' ? [...seen].flat() : [...seen.keys()] };
    } else if (!own) {
      this.#additions.push({ table, key, before, after: value, added });
    }
    if (own) this.#heap.reach(value, table, { kind: 'weak-value', key, index: seen.size - 1 });
    else this.#heap.reachRoot(value, { kind: 'root', code: null, place: this.#additionPlace(table, seen.size - 1) });
  }

  #additionPlace(table: LiveObject, index: number): { readonly kind: 'root'; readonly text: string; readonly said: string } {
    const path = `${table.owner}/${this.#heap.symbolPathOf(table)}<weak ${index}>`;
    return { kind: 'root', text: `@${path}`, said: `entry of ${path}` };
  }

  /** Entries with captured keys, in order of the keys' discovery; V8's own order depends on addresses. */
  #captured(table: object, isMap: boolean): (readonly [object | symbol, unknown])[] {
    const flat = this.#heap.content.weakEntries(table, isMap);
    const found: { readonly key: object | symbol; readonly value: unknown; readonly rank: number; readonly path: string }[] = [];
    for (let index = 0; index < flat.length; index += isMap ? 2 : 1) {
      const key = flat[index];
      if (!isReference(key)) continue;
      const known = this.#heap.find(key);
      const path = known === undefined ? this.#heap.pathOf(key) : '';
      if (path === null) continue;
      if (known !== undefined && known.content === null) continue;
      found.push({ key, value: isMap ? flat[index + 1] : undefined, rank: known === undefined ? -1 : this.#heap.ordinalOf(known), path });
    }
    found.sort((left, right) => left.rank - right.rank || (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
    return found.map(({ key, value }) => [key, value] as const);
  }
}
