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

interface WeakEntry {
  readonly table: LiveObject;
  readonly key: object | symbol;
  readonly value: unknown;
}

/**
 * All weak tables met so far, of all components, with the entries that count. Each table is read once for each component, as
 * no code of the program runs during a capture; entries whose keys are not captured then wait for them.
 */
export class WeakTables {
  readonly #heap: Heap;
  readonly #tables = new Map<LiveObject, Map<unknown, unknown>>();
  readonly #read = new Set<LiveObject>();
  readonly #waiting = new Map<object | symbol, WeakEntry[]>();
  readonly #changed = new Set<LiveObject>();
  #ready: WeakEntry[] = [];
  #additions: WeakAddition[] = [];

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** A component begins: what earlier ones left in the tables may have changed since. */
  begin(): void {
    this.#read.clear();
    this.#waiting.clear();
    this.#ready = [];
  }

  /** A weak table that the walk came across. */
  add(table: LiveObject): void {
    this.#tables.set(table, new Map());
  }

  /** A value was captured: entries may have waited for it as their key. */
  appeared(value: object | symbol): void {
    const entries = this.#waiting.get(value);
    if (entries === undefined) return;
    this.#waiting.delete(value);
    for (const entry of entries) this.#ready.push(entry);
  }

  /** What the component in hand did to weak tables of others, in order of discovery. */
  takeAdditions(): readonly WeakAddition[] {
    const additions = this.#additions;
    this.#additions = [];
    return additions;
  }

  /** Takes in entries whose keys are captured by now; true if some were new and what they reach must be walked. */
  extend(): boolean {
    const ready = this.#ready;
    this.#ready = [];
    for (const table of this.#tables.keys()) {
      if (this.#read.has(table) || typeof table.value !== 'object' || table.content === null) continue;
      this.#read.add(table);
      for (const entry of this.#entriesOf(table, table.value, table.content.kind === 'weak-map')) {
        if (this.#heap.find(entry.key) !== undefined || this.#heap.pathOf(entry.key) !== null) ready.push(entry);
        else this.#wait(entry);
      }
    }
    let grew = false;
    for (const { table, key, value } of this.#inOrder(ready)) {
      const seen = this.#tables.get(table);
      if (seen === undefined || table.content === null || (seen.has(key) && Object.is(seen.get(key), value))) continue;
      this.#take(table, table.content, key, value, seen);
      grew = true;
    }
    if (!grew) this.#settle();
    return grew;
  }

  /** Gives the tables of the component in hand all their entries, once they are known. */
  #settle(): void {
    for (const table of this.#changed) {
      const { content } = table;
      const seen = this.#tables.get(table);
      if (seen === undefined || (content?.kind !== 'weak-map' && content?.kind !== 'weak-set')) continue;
      table.content = { ...content, entries: content.kind === 'weak-map' ? [...seen].flat() : [...seen.keys()] };
    }
    this.#changed.clear();
  }

  #wait(entry: WeakEntry): void {
    const entries = this.#waiting.get(entry.key);
    if (entries === undefined) this.#waiting.set(entry.key, [entry]);
    else entries.push(entry);
  }

  #take(table: LiveObject, content: Content, key: object | symbol, value: unknown, seen: Map<unknown, unknown>): void {
    const added = !seen.has(key);
    const before = seen.get(key);
    seen.set(key, value);
    const own = table.owner === this.#heap.current.name;
    if (own && (content.kind === 'weak-map' || content.kind === 'weak-set')) {
      this.#changed.add(table);
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

  #entriesOf(table: LiveObject, value: object, isMap: boolean): WeakEntry[] {
    const flat = this.#heap.content.weakEntries(value, isMap);
    const entries: WeakEntry[] = [];
    for (let index = 0; index < flat.length; index += isMap ? 2 : 1) {
      const key = flat[index];
      if (isReference(key)) entries.push({ table, key, value: isMap ? flat[index + 1] : undefined });
    }
    return entries;
  }

  /** Entries with captured keys, by table and then in order of the keys' discovery; V8's own order depends on addresses. */
  #inOrder(entries: readonly WeakEntry[]): readonly WeakEntry[] {
    const found = entries.flatMap((entry) => {
      const known = this.#heap.find(entry.key);
      if (known !== undefined && known.content === null) return []; // its capture was refused
      const rank = known === undefined ? -1 : this.#heap.ordinalOf(known);
      return [{ entry, table: this.#heap.ordinalOf(entry.table), rank, path: known === undefined ? (this.#heap.pathOf(entry.key) ?? '') : '' }];
    });
    found.sort((left, right) => left.table - right.table || left.rank - right.rank || (left.path < right.path ? -1 : left.path > right.path ? 1 : 0));
    return found.map(({ entry }) => entry);
  }
}
