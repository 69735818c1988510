// Compiles the addon into build/native/icmap.node where there is a C++ compiler. Never fails: without the addon files are
// read instead of mapped. Says in one line what it did. Needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'native', 'src', 'icmap.cc');
const target = join(root, 'build', 'native', 'icmap.node');

const say = (text) => console.log(`native addon: ${text}`);

/** Folder of node_api.h: the package, wherever it was hoisted to, else the headers that came with Node. */
function findHeaders() {
  const places = [join(dirname(dirname(process.execPath)), 'include', 'node')];
  for (let folder = root; ; folder = dirname(folder)) {
    places.unshift(join(folder, 'node_modules', 'node-api-headers', 'include'));
    if (folder === dirname(folder)) break;
  }
  return places.find((place) => existsSync(join(place, 'node_api.h')));
}

function findCompiler() {
  const names = [process.env.CXX, 'c++', 'g++', 'clang++'].filter((name) => name !== undefined && name !== '');
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore', timeout: 20000 }).status === 0);
}

function build() {
  if (!existsSync(source)) return say('skipped, its source is not here');
  if (existsSync(target) && statSync(target).mtimeMs >= statSync(source).mtimeMs) return say('is up to date');
  if (process.platform === 'win32') return say('skipped, there is none for this platform; files are read instead of mapped');
  const headers = findHeaders();
  if (headers === undefined) return say('skipped, node_api.h is not installed; files are read instead of mapped');
  const compiler = findCompiler();
  if (compiler === undefined) return say('skipped, there is no C++ compiler; files are read instead of mapped');
  mkdirSync(dirname(target), { recursive: true });
  const fresh = `${target}.${process.pid}`;
  const linking = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-Wl,--as-needed', '-s'];
  const flags = ['-std=gnu++17', '-O2', '-fPIC', '-fno-exceptions', '-fno-rtti', '-fno-sized-deallocation', '-fvisibility=hidden', '-Wall'];
  const { status, stderr } = spawnSync(compiler, [...flags, `-I${headers}`, source, '-o', fresh, ...linking], { encoding: 'utf8', timeout: 120000 });
  if (status !== 0) {
    rmSync(fresh, { force: true });
    return say(`skipped, ${compiler} failed: ${(stderr ?? '').split('\n').find((line) => line.includes('error')) ?? 'no reason given'}`);
  }
  renameSync(fresh, target); // a running process keeps the file it has loaded
  return say(`built with ${compiler}`);
}

try {
  build();
} catch (error) {
  say(`skipped, ${error instanceof Error ? error.message : String(error)}`);
}
