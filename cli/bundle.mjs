// Bundles what a launch loads into one file, build/runtime/launcher.js: loading many small modules took most of the time
// of a small program's start. What must be there once in a process (the command, the face that programs import, the error
// classes) is handed on from the bundle by the files of those names; everything else in build/ stays as compiled.
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
/** Modules of which there must be one in the process. */
const SHARED = ['runtime/index.ts', 'format/errors.ts', 'settings/errors.ts'];
/** Reached by import() only; loaded as compiled. */
const OUTSIDE = ['cli/commands.ts'].map((name) => join(root, name));

const compiled = (source) => join(output, relative(root, source).replace(/\.ts$/, '.js'));
const specifier = (from, to) => {
  const path = relative(dirname(from), to).split(sep).join('/');
  return path.startsWith('../') ? path : `./${path}`;
};

/** Modules find files beside themselves by `import.meta.url`: in the bundle, too, each sees the place of its compiled file. */
const places = {
  name: 'places',
  setup(bundling) {
    bundling.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      return OUTSIDE.includes(file) ? { path: specifier(bundle, compiled(file)), external: true } : { path: file };
    });
    bundling.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const url = `new URL(${JSON.stringify(specifier(bundle, compiled(path)))}, import.meta.url).href`;
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

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

const { outputFiles } = await build({
  stdin: { contents: [...SHARED, 'cli/start.ts'].map((name) => `export * from './${name}';`).join('\n'), resolveDir: root },
  outfile: bundle,
  write: false,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.17',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 200, // Node shows the line that threw what nobody catches
  legalComments: 'none',
  plugins: [places],
  logLevel: 'warning',
});
const launcher = withoutFacades(outputFiles[0].text);
write(bundle, launcher);
for (const name of SHARED) {
  const file = compiled(join(root, name));
  write(file, `export { ${(await exportedNames(join(root, name))).join(', ')} } from '${specifier(file, bundle)}';\n`);
}
const command = compiled(join(root, 'cli', 'abt.ts'));
const { code } = await transform(await readFile(join(root, 'cli', 'abt.ts'), 'utf8'), { loader: 'ts' });
write(command, code.replace('./start.ts', specifier(command, bundle)));
console.log(`launcher: bundled, ${Math.round(launcher.length / 1024)} KiB`);
