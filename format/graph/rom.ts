/** Decides which objects go to ROM: those that no program can change, as far as they reach. */
import { Integrity, payloadOf, Tag, tagOf, type Graph, type GraphObject, type Word } from './model.ts';

/** Visits an object's data: values that a program reaches through it. Prototypes and keys are left out: they make no data mutable. */
function reach(object: GraphObject, visit: (value: Word) => void): void {
  for (const { value, setter } of object.properties) {
    visit(value);
    visit(setter);
  }
  for (const { fields } of object.privates) for (const { value } of fields) visit(value);
  switch (object.kind) {
    case 'typed-array':
    case 'data-view':
      visit(object.buffer);
      return;
    case 'map':
    case 'set':
    case 'weak-map':
    case 'weak-set':
      object.entries.forEach(visit);
      return;
    case 'bound':
      visit(object.boundThis);
      object.args.forEach(visit);
      return;
    case 'native':
      object.args.forEach(visit);
      return;
    case 'proxy':
    case 'weak-ref':
      visit(object.target);
      return;
    case 'promise':
      visit(object.result);
      return;
    default: // what remains holds no tables
  }
}

const isContainer = (object: GraphObject): boolean => object.kind === 'object' || object.kind === 'array';
const isTable = (object: GraphObject): boolean => object.kind === 'typed-array' || object.kind === 'data-view' || object.kind === 'buffer';

function mayBeRom(object: GraphObject): boolean {
  if (isContainer(object)) return object.integrity === Integrity.frozen && object.privates.length === 0;
  return object.kind === 'symbol' || isTable(object);
}

/**
 * One flag per object, 1: ROM. Frozen objects and arrays that reach only such; symbols; typed arrays, views and buffers
 * that are not extensible, or that only ROM objects refer to. Largest such set: start with all candidates, take out what fails.
 */
export function romObjects(graph: Graph): Uint8Array {
  const { objects } = graph;
  const rom = Uint8Array.from(objects, (object) => (mayBeRom(object) ? 1 : 0));
  if (!rom.includes(1)) return rom;
  // Of candidates only: nothing is taken out because something else fails.
  const referrers = new Map<number, number[]>();
  objects.forEach((object, id) => {
    reach(object, (value) => {
      if (tagOf(value) !== Tag.object || rom[payloadOf(value)] !== 1) return;
      const known = referrers.get(payloadOf(value));
      if (known === undefined) referrers.set(payloadOf(value), [id]);
      else known.push(id);
    });
  });
  new Sieve(graph, rom, referrers).run();
  return rom;
}

class Sieve {
  readonly #graph: Graph;
  readonly #rom: Uint8Array;
  readonly #referrers: ReadonlyMap<number, readonly number[]>;
  readonly #pending: number[] = [];

  constructor(graph: Graph, rom: Uint8Array, referrers: ReadonlyMap<number, readonly number[]>) {
    this.#graph = graph;
    this.#rom = rom;
    this.#referrers = referrers;
  }

  run(): void {
    const { objects, instances } = this.#graph;
    const holders = new Set<number>();
    for (const ids of this.#referrers.values()) for (const id of ids) holders.add(id);
    objects.forEach((object, id) => {
      if (this.#rom[id] === 1) {
        if (this.#needsReferrers(id) && !this.#referrers.has(id)) this.#drop(id);
        else reach(object, (value) => this.#refuse(id, value));
      } else if (holders.has(id)) {
        this.#pending.push(id);
      }
    });
    for (const { variables } of instances) for (const value of variables.values()) this.#dropTable(value);
    for (let id = this.#pending.pop(); id !== undefined; id = this.#pending.pop()) {
      for (const referrer of this.#referrers.get(id) ?? []) this.#drop(referrer);
      const object = objects[id];
      if (object !== undefined) reach(object, (value) => this.#dropTable(value));
    }
  }

  /** A table that a program can put properties on is data of whoever refers to it. */
  #needsReferrers(id: number): boolean {
    const object = this.#graph.objects[id];
    return object !== undefined && isTable(object) && object.integrity === Integrity.extensible;
  }

  /** An object that reaches what no candidate is fails. */
  #refuse(id: number, value: Word): void {
    if (tagOf(value) === Tag.object && this.#rom[payloadOf(value)] === 0) this.#drop(id);
  }

  #dropTable(value: Word): void {
    const id = payloadOf(value);
    if (tagOf(value) === Tag.object && this.#rom[id] === 1 && this.#needsReferrers(id)) this.#drop(id);
  }

  #drop(id: number): void {
    if (this.#rom[id] === 0) return;
    this.#rom[id] = 0;
    this.#pending.push(id);
  }
}
