/** The smaller lists of an analysis: requests, imports, exports, special sites, globals, mentions. */
import type { ByteReader } from '../bytes.ts';
import { list, oneOf, struct, text, textMap, variant, wordsOf, type Codec, type Input, type Output } from '../codec.ts';
import { corrupt } from '../damage.ts';
import { part, type Parts } from './parts.ts';
import { readSpan, writeSpan } from './elements.ts';
import type { ExportEntry, ImportBinding, ImportedName, Mention, ModuleAnalysis, ModuleRequest, SpecialSite } from './model.ts';
import type { Numbering } from './numbering.ts';

export type Rest = Pick<ModuleAnalysis, 'requests' | 'imports' | 'exports' | 'sites' | 'globals' | 'mentions'>;

const SITES = wordsOf<SpecialSite['kind']>({ 'dynamic-import': true, 'import-meta': true, 'direct-eval': true, template: true });
const EXPORTS = wordsOf<ExportEntry['kind']>({ local: true, indirect: true, star: true });

const requests: Codec<readonly ModuleRequest[]> = list(struct<ModuleRequest>({ specifier: text, attributes: textMap }));
const importedName: Codec<ImportedName> = variant<ImportedName>({ name: { name: text }, namespace: {} });
const globals: Codec<readonly string[]> = list(text);
const mentions: Codec<readonly Mention[]> = list(struct<Mention>({ kind: oneOf(wordsOf<Mention['kind']>({ require: true, import: true, url: true, files: true })), specifier: text }));

export function writeRest(out: Output, analysis: Rest, numbers: Numbering): void {
  const { bytes } = out;
  requests.write(out, analysis.requests);
  bytes.varint(analysis.imports.length);
  for (const { local, request, imported } of analysis.imports) {
    bytes.varint(numbers.variable(local));
    bytes.varint(request);
    importedName.write(out, imported);
  }
  bytes.varint(analysis.exports.length);
  for (const entry of analysis.exports) writeExport(out, entry, numbers);
  bytes.varint(analysis.sites.length);
  for (const site of analysis.sites) {
    bytes.varint(SITES.indexOf(site.kind));
    writeSpan(bytes, site);
    bytes.varint(numbers.literal(site.literal));
    if (site.kind === 'direct-eval') bytes.varint(numbers.scope(site.scope));
    if (site.kind !== 'template') continue;
    bytes.varint(site.quasis.length);
    for (const quasi of site.quasis) writeSpan(bytes, quasi);
  }
  globals.write(out, [...analysis.globals]);
  mentions.write(out, analysis.mentions);
}

export function readRest(input: Input, parts: Parts): Rest {
  const { bytes } = input;
  const requestList = requests.read(input);
  const request = (): number => bytes.below(requestList.length, 'a request');
  const imports = readCounted(bytes, 'imports', (): ImportBinding => ({ local: part(parts.variables, bytes, 'a variable'), request: request(), imported: importedName.read(input) }));
  const exports = readCounted(bytes, 'exports', () => readExport(input, parts, request));
  const sites = readCounted(bytes, 'sites', () => readSite(bytes, parts));
  return { requests: requestList, imports, exports, sites, globals: new Set(globals.read(input)), mentions: mentions.read(input) };
}

function readCounted<T>(bytes: ByteReader, what: string, read: () => T): T[] {
  const count = bytes.count(what);
  const values: T[] = [];
  for (let index = 0; index < count; index += 1) values.push(read());
  return values;
}

function writeExport(out: Output, entry: ExportEntry, numbers: Numbering): void {
  const { bytes } = out;
  bytes.varint(EXPORTS.indexOf(entry.kind));
  if (entry.kind !== 'star') text.write(out, entry.name);
  if (entry.kind === 'local') return bytes.varint(numbers.variable(entry.variable));
  bytes.varint(entry.request);
  if (entry.kind === 'indirect') importedName.write(out, entry.imported);
}

function readExport(input: Input, parts: Parts, request: () => number): ExportEntry {
  const { bytes } = input;
  const kind = part(EXPORTS, bytes, 'an export kind');
  if (kind === 'star') return { kind, request: request() };
  const name = text.read(input);
  if (kind === 'local') return { kind, name, variable: part(parts.variables, bytes, 'a variable') };
  return { kind, name, request: request(), imported: importedName.read(input) };
}

function readSite(bytes: ByteReader, parts: Parts): SpecialSite {
  const kind = part(SITES, bytes, 'a site kind');
  const span = readSpan(bytes);
  const literal = part(parts.literals, bytes, 'a literal');
  if (kind === 'direct-eval') return { kind, ...span, literal, scope: part(parts.scopes, bytes, 'a scope') };
  if (kind === 'template') return { kind, ...span, literal, quasis: readCounted(bytes, 'quasis', () => readSpan(bytes)) };
  if (span.end < span.start) throw corrupt(bytes.place, 'a span', span.end);
  return { kind, ...span, literal };
}
