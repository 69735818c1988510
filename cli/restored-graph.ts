/**
 * The fresh process of `abt package --verify`: restores components and writes down their heap as V8 shows it.
 *
 *   node restored-graph.js REQUEST FILE…      files in load order; all in one folder, which stands for the project
 */
import { dirname } from 'node:path';
import { buildCatalogue, changedHostValues, createHostResolver, describeNative, installFactoryRecording } from '../hosts/index.ts';
import { answerRequest, moduleRoots, partName } from '../introspect/index.ts';
import { IcError, System } from '../runtime/index.ts';
import { prepareRestoring } from '../runtime/restore.ts';
import { failLaunch } from './report-error.ts';

const provided = Object.freeze({ System, IcError });
// As in the packager: factories are watched before anything is made by them, and the catalogue takes that for Node's own.
const records = installFactoryRecording();

try {
  main(process.argv.slice(2));
} catch (error) {
  failLaunch(error);
}

function main([request = '', ...files]: readonly string[]): void {
  const restoring = prepareRestoring(provided);
  const catalogue = buildCatalogue(records, provided);
  const restored = restoring(files);
  const resolver = createHostResolver((name) => (name === 'image-components' ? provided : null));
  const roots = new Map<string, unknown>();
  for (const module of restored.modules) for (const [name, value] of moduleRoots(module.path, module.kind, module.exports, module.module)) roots.set(name, value);
  for (const graph of restored.graphs) for (const [name, value] of changedHostValues(graph, resolver)) roots.set(name, value);
  const hosts = { catalogue, records };
  answerRequest(request, {
    roots,
    pathOf: (value) => catalogue.pathOf(value),
    nativeOf: (value) => describeNative(value, hosts),
    partOf: (value) => {
      const known = restored.identify(value);
      return known === null ? null : partName(known.part, known.path);
    },
    root: dirname(files[0] ?? '.'),
    views: Array.from({ length: 16 }, (_, index) => `$ic${String(index)}`),
    ignores: (name) => name.startsWith('$ic'),
  });
}
