// Bundles what a launch loads into one file, build/runtime/launcher.js, and what packaging loads besides into another,
// build/packager/packager.js: loading many small modules took most of the time of a small program's start. What must be
// there once in a process (the command, the face that programs import, the error classes) is handed on from the first bundle
// by the files of those names; everything else in build/ stays as compiled.
//
//   node cli/bundle.mjs [FOLDER]      the build folder, `build` if none is named
import { build, transform } from 'esbuild';
import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = resolve(process.argv[2] ?? join(root, 'build'));
const bundle = join(output, 'runtime', 'launcher.js');
const packagerBundle = join(output, 'packager', 'packager.js');
/** Modules of which there must be one in the process. */
const SHARED = ['runtime/index.ts', 'format/errors.ts', 'settings/errors.ts'];
/** Reached by import() only; loaded as compiled. */
const OUTSIDE = ['cli/commands.ts'];
/** Who takes the packager out of its bundle. */
const COMMANDS = ['cli/commands/package.ts', 'cli/commands/doctor.ts'];
/** They know the stacks they take by the names of their own files. */
const STACK_TAKERS = ['creation', 'own-tables', 'still-running'].map((name) => `packager/load/${name}.ts`);

const compiled = (source) => join(output, relative(root, source).replace(/\.ts$/, '.js'));
const specifier = (from, to) => {
  const path = relative(dirname(from), to).split(sep).join('/');
  return path.startsWith('../') ? path : `./${path}`;
};

/**
 * Modules find files beside themselves by `import.meta.url`: in a bundle, too, each sees the place of its compiled file.
 * Modules that are `outside` are imported as compiled.
 */
const places = (into, outside) => ({
  name: 'places',
  setup(bundling) {
    bundling.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      return outside.some((name) => join(root, name) === file) ? { path: specifier(into, compiled(file)), external: true } : { path: file };
    });
    bundling.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const url = `new URL(${JSON.stringify(specifier(into, compiled(path)))}, import.meta.url).href`;
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
});

/** Names that a module exports. */
async function exportedNames(file) {
  const { metafile } = await build({ entryPoints: [file], write: false, metafile: true, format: 'esm', outdir: output, logLevel: 'warning' });
  return Object.values(metafile.outputs)[0].exports;
}

/** A process that is just starting sees the old file or the new one. */
function write(file, contents) {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, file);
}

/**
 * Importing one of Node's modules as an ES module reads all of its properties, among them getters that load a lot
 * (`node:fs` the streams, `node:crypto` everything): here they are taken as `require` gives them.
 */
function withoutFacades(text) {
  const taken = text.replace(/\bimport\b ?(?:(\w+),?)?(?:\* ?as (\w+))?(?:\{([^}]*)\})? ?from ?"(node:[\w/]+)";/g, (_all, byDefault, whole, names, module) => {
    const object = `process.getBuiltinModule("${module}")`;
    const pattern = names === undefined ? [] : [`{${names.replaceAll(' as ', ':')}}=${object}`];
    return `const ${[...[byDefault, whole].filter((name) => name !== undefined).map((name) => `${name}=${object}`), ...pattern].join(',')};`;
  });
  if (/\bimport\b[^;]{0,400}from ?"node:/.test(taken)) throw new Error('an import of one of the modules of Node has a form that the bundling does not know');
  return taken;
}

/** Writes one bundle of what these modules export; its size in KiB. */
async function writeBundle(outfile, entries, outside, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents: entries.map((name) => `export * from './${name}';`).join('\n'), resolveDir: root },
    outfile,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.17',
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200, // Node shows the line that threw what nobody catches
    legalComments: 'none',
    plugins: [places(outfile, outside)],
    logLevel: 'warning',
    ...options,
  });
  const text = withoutFacades(outputFiles[0].text);
  write(outfile, text);
  return Math.round(text.length / 1024);
}

const launcherSize = await writeBundle(bundle, [...SHARED, 'cli/start.ts'], OUTSIDE);
const packagerSize = await writeBundle(packagerBundle, ['packager/index.ts'], [...SHARED, ...STACK_TAKERS], { packages: 'external' });
for (const name of SHARED) {
  const file = compiled(join(root, name));
  write(file, `export { ${(await exportedNames(join(root, name))).join(', ')} } from '${specifier(file, bundle)}';\n`);
}

/** Makes a compiled file import a bundle where its source imports a module that is in it. */
async function redirect(name, from, to) {
  const file = compiled(join(root, name));
  const { code } = await transform(await readFile(join(root, name), 'utf8'), { loader: 'ts', target: 'node20.17' });
  const text = code.replace(from, specifier(file, to)).replace(/(from\s*|import\()(["'])(\.[^"']*)\.ts\2/g, '$1$2$3.js$2');
  if (!text.includes(specifier(file, to))) throw new Error(`${name} does not import ${from}`);
  write(file, text);
}

await redirect('cli/abt.ts', './start.ts', bundle);
for (const name of COMMANDS) await redirect(name, '../../packager/index.ts', packagerBundle);
console.log(`bundled: launcher ${launcherSize} KiB, packager ${packagerSize} KiB`);
