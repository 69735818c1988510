/** ComponentImage → bytes. Twin of decode.ts. The same image gives the same bytes on every machine. */
import { ByteWriter } from './bytes.ts';
import { encodeAnalysis } from './code/codec.ts';
import type { ModuleAnalysis } from './code/model.ts';
import { outerAnalysis } from './code/numbering.ts';
import type { Output } from './codec.ts';
import type { ComponentImage, Sha256 } from './component.ts';
import type { SectionName } from './constants.ts';
import { writeContainer, type ContainerBytes } from './container.ts';
import { contradiction } from './damage.ts';
import { catalogue, keptForm, writeRecorded } from './facts.ts';
import { writeGraph } from './graph/codec.ts';
import { writeHot } from './hot/codec.ts';
import type { Graph } from './graph/model.ts';
import { pathHashes, pathTree, writePaths } from './paths.ts';
import { writeSymbols } from './symbols.ts';
import { TextTableWriter } from './texts.ts';

export interface EncodedComponent extends ContainerBytes {
  readonly romBytes: number;
  readonly ramBytes: number;
}

/**
 * Bytes of a component file. Lists keep the caller's order, so the caller sorts where order has no meaning.
 * Throws a plain Error where the image contradicts itself.
 */
export function encodeComponent(image: ComponentImage, sha256: Sha256): EncodedComponent {
  const strings = new TextTableWriter('section strings');
  const contents = new Map<SectionName, Uint8Array>();
  const { name, version, ...rest } = image.facts;
  contents.set('catalogue', blob(strings, (out) => catalogue.write(out, { name, version, ...rest })));
  const { sections, recorded } = writeGraph(image.graph, strings);
  for (const [section, bytes] of sections) contents.set(section, bytes);
  const prerequisites = image.facts.prerequisites.map((fact) => ({ version: fact.version, hash: fact.hash }));
  contents.set('recorded', writeRecorded({ prerequisites, ...recorded }));
  contents.set('symbols', writeNames(image.graph, strings));
  const hot = writeHot(image.hot, strings);
  contents.set('hot-tables', hot.tables);
  contents.set('hot-text', hot.texts);
  const code = writeCode(image, strings);
  contents.set('code', code.tables);
  contents.set('sources', code.texts);
  const kept = writeKept(image, strings);
  contents.set('kept', kept.tables);
  contents.set('kept-text', kept.texts);
  contents.set('originals', writeOriginals(image, strings));
  contents.set('strings', strings.result()); // last: all others put their strings there
  const container = writeContainer(contents, sha256);
  const size = (memory: string): number => container.sections.reduce((sum, section) => sum + (section.memory === memory ? section.size : 0), 0);
  return { ...container, romBytes: size('ROM'), ramBytes: size('RAM') };
}

function blob(strings: TextTableWriter, write: (out: Output) => void): Uint8Array {
  const out: Output = { bytes: new ByteWriter(), strings };
  write(out);
  return out.bytes.result();
}

/** Section `symbols`: the table of hashes, then the tree of paths. */
function writeNames(graph: Graph, strings: TextTableWriter): Uint8Array {
  const out = new ByteWriter();
  const tree = pathTree(graph);
  const objects = graph.objects.length;
  const count = objects + graph.instances.length;
  const { high, low } = pathHashes(tree, count);
  writeSymbols(out, high, low, Uint32Array.from(high, (_hash, node) => (node < objects ? node * 2 : (node - objects) * 2 + 1)));
  writePaths(out, tree, strings);
  return out.result();
}

function refuseTwice(paths: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) throw contradiction(what, `module ${path} stands there twice`);
    seen.add(path);
  }
}

/**
 * Section `code`: count u32, number of all text numbers u32 · columns of path, source text, start and size of the tables,
 * size of the references (which follow the tables), number of the text that a direct eval stands in + 1 (0: none), how many
 * texts the module names · the numbers of those texts, module after module · the streams. Starts count from the first stream.
 */
function writeCode(image: ComponentImage, strings: TextTableWriter): { readonly tables: Uint8Array; readonly texts: Uint8Array } {
  const texts = new TextTableWriter('section sources');
  const streams = new ByteWriter();
  const columns: [number[], number[], number[], number[], number[], number[], number[]] = [[], [], [], [], [], [], []];
  const named: number[] = [];
  const numbers = new Map(image.code.map(({ analysis }, index) => [analysis, index]));
  refuseTwice(image.code.map(({ path }) => path), 'section code');
  for (const { path, analysis, encoded } of image.code) {
    const { tables, references, texts: names } = encoded ?? encodeAnalysis(analysis, path);
    columns[0].push(strings.intern(path));
    columns[1].push(texts.intern(analysis.source));
    columns[2].push(streams.size);
    columns[3].push(tables.length);
    columns[4].push(references.length);
    columns[5].push(outerNumber(analysis, numbers, path) + 1);
    columns[6].push(names.length);
    for (const name of names) named.push(strings.intern(name));
    streams.raw(tables);
    streams.raw(references);
  }
  const out = new ByteWriter();
  out.u32(image.code.length);
  out.u32(named.length);
  for (const column of [...columns, named]) out.words(column);
  out.align();
  out.raw(streams.result());
  return { tables: out.result(), texts: texts.result() };
}

/** Number of the text around a direct eval's text; -1: there is none. */
function outerNumber(analysis: ModuleAnalysis, numbers: ReadonlyMap<ModuleAnalysis, number>, path: string): number {
  const outer = outerAnalysis(analysis);
  if (outer === null) return -1;
  const number = numbers.get(outer);
  if (number === undefined) throw contradiction(path, 'the text around this direct eval is not among the component\'s modules');
  return number;
}

/** Section `kept`: count, then forms; their texts in `kept-text`. */
function writeKept(image: ComponentImage, strings: TextTableWriter): { readonly tables: Uint8Array; readonly texts: Uint8Array } {
  const texts = new TextTableWriter('section kept-text');
  refuseTwice(image.keptForms.map(({ path }) => path), 'section kept');
  const tables = blob(strings, (out) => {
    out.bytes.varint(image.keptForms.length);
    for (const { path, form } of image.keptForms) {
      const { text, ...rest } = form;
      out.bytes.varint(texts.intern(text));
      keptForm.write(out, { path, ...rest });
    }
  });
  return { tables, texts: texts.result() };
}

/** Section `originals`: count u32, reserved u32 · columns of path, text, source map (0: none, else number + 1) · table of texts. */
function writeOriginals(image: ComponentImage, strings: TextTableWriter): Uint8Array {
  const texts = new TextTableWriter('section originals');
  const out = new ByteWriter();
  refuseTwice(image.originals.map(({ path }) => path), 'section originals');
  out.u32(image.originals.length);
  out.u32(0);
  out.words(image.originals.map(({ path }) => strings.intern(path)));
  out.words(image.originals.map(({ text }) => texts.intern(text)));
  out.words(image.originals.map(({ sourceMap }) => (sourceMap === null ? 0 : texts.intern(sourceMap) + 1)));
  out.align();
  out.raw(texts.result());
  return out.result();
}
