// Prints every path of the catalogue with the type of its value, and which of them do not lead back to the value here.
import { buildCatalogue, createHostResolver, installFactoryRecording } from '../../../hosts/index.ts';

const records = installFactoryRecording();
const catalogue = buildCatalogue(records);
const resolver = createHostResolver(() => null);
const wrong: string[] = [];
const paths: [string, string][] = [];
for (const [value, path] of catalogue.entries()) {
  paths.push([path, typeof value]);
  const found = resolver.resolve(path);
  // What hangs on a fresh sample is made anew each time: only its shared functions and symbols have identity.
  if (found !== value && records.originalOf(Object(found) as object) !== value && !/^%(?:EventEmitter|\w+\.\w+)%/.test(path)) wrong.push(path);
}
console.log(JSON.stringify({ paths, wrong, differences: catalogue.differences().length }));
