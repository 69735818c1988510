import { expect } from 'chai';
import { pathToFileURL } from 'node:url';
import { definition, launched, linkProduct, makeFolder, makeProject, packaged } from '../support/project.ts';
import { abtFile } from '../support/repository.ts';
import type { Files } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess } from '../support/run.ts';

/**
 * base.ic ← main.ic (started) and base.ic ← extra.ic ← reports.ic; `body` runs in startUp, with `log(…)`, `code(promise)`.
 * `exports` of the dependent parts are given by the case.
 */
function system(body: string, parts: { readonly reports?: string; readonly extra?: string; readonly base?: string; readonly top?: string; readonly reportsIni?: readonly string[] } = {}): Files {
  return {
    'components/base.ini': definition('entry=base.mjs'),
    'components/extra.ini': definition('entry=extra.mjs', '[prerequisites]', 'base.ic=*'),
    'components/reports.ini': definition('version=1.2.3', 'entry=reports.mjs', ...(parts.reportsIni ?? []), '[prerequisites]', 'extra.ic=*', 'base.ic=*'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
    'base.mjs': parts.base ?? 'export class Base { name() { return "base"; } } export const events = [];',
    'extra.mjs': parts.extra ?? "import { events } from './base.mjs'; export const extra = () => 'extra'; export { events };",
    'reports.mjs': parts.reports ?? "import { extra, events } from './extra.mjs'; import { Base } from './base.mjs'; let made = 0; export const monthly = (year) => `${extra()} ${year} ${(made += 1)}`; export class Report extends Base {} ",
    'main.mjs': `import { System, IcError } from 'image-components'; import * as base from './base.mjs'; ${parts.top ?? ''}
      const log = (...all) => console.log(...all);
      const code = async (f) => { try { await f(); return 'no error'; } catch (e) { return e instanceof IcError && e.name === 'IcError' ? e.code : 'other: ' + e.stack; } };
      const names = () => System.components.map((c) => c.name).join();
      export class Main { static async startUp(args) { ${body} } }\n`,
  };
}

describe('in a program: loadComponent', () => {
  it('loads a component with its missing prerequisites and gives its exports', () => {
    expectOutput(launched(system("log(names()); const r = await System.loadComponent('reports.ic'); log(r.exports.monthly(2026), r.exports.monthly(2027), names()); log(r.name, r.version);")),
      'base.ic,main.ic', 'extra 2026 1 extra 2027 2 base.ic,main.ic,extra.ic,reports.ic', 'reports.ic 1.2.3');
  });

  it('what is loaded already is returned as it is', () => {
    expectOutput(launched(system("const a = await System.loadComponent('reports.ic'); a.exports.monthly(1); const b = await System.loadComponent('REPORTS.ic'); log(a.exports === b.exports, b.exports.monthly(1), names());")), 'true extra 1 2 base.ic,main.ic,extra.ic,reports.ic');
  });

  it('two loads at once are one', () => {
    expectOutput(launched(system("const [a, b] = await Promise.all([System.loadComponent('reports.ic'), System.loadComponent('reports.ic')]); log(a.exports === b.exports, names());")), 'true base.ic,main.ic,extra.ic,reports.ic');
  });

  it('a name that holds a slash is a path', () => {
    const folder = packaged(system("const r = await System.loadComponent(args[0]); log(r.exports.monthly(1), System.components.at(-1).rule, System.components.at(-1).file === args[1]);"));
    folder.write({ 'far/reports.ic': folder.read('reports.ic') });
    folder.remove('reports.ic');
    expectOutput(folder.abt(['main.ic', './far/reports.ic', folder.path('far/reports.ic')]), 'extra 1 1 path true');
  });

  it('components come in load order with name, version, file, rule, hash, romBytes and ramBytes, and are readonly', () => {
    const folder = packaged(system("await System.loadComponent('reports.ic'); for (const c of System.components) log(c.name, c.version, c.rule, c.file, /^[0-9a-f]{16,}$/.test(c.hash), c.romBytes > 0, c.ramBytes >= 0); const before = names(); try { System.components.push({ name: 'x' }); } catch {} try { System.components = []; } catch {} log(names() === before);"));
    expectOutput(folder.abt('main.ic'),
      `base.ic 1.0.0 folder ${folder.path('base.ic')} true true true`, `main.ic 1.0.0 started ${folder.path('main.ic')} true true true`,
      `extra.ic 1.0.0 folder ${folder.path('extra.ic')} true true true`, `reports.ic 1.2.3 folder ${folder.path('reports.ic')} true true true`, 'true');
  });

  it('start-up classes are ignored, hooks are run', () => {
    expectOutput(launched(system("await System.loadComponent('reports.ic'); log('end');", { reportsIni: ['startUpClass=Starter', 'application=App'], reports: "import { extra } from './extra.mjs'; export class Starter { static startUp() { console.log('never'); } static initializeAfterLoad() { console.log('initialize'); } } export class App { static loaded() { console.log('loaded', extra()); } }" })), 'initialize', 'loaded extra', 'end');
  });

  it('state is as packaged after a removal and a second load', () => {
    expectOutput(launched(system("const a = await System.loadComponent('reports.ic'); a.exports.monthly(1); await System.removeComponent('reports.ic'); const b = await System.loadComponent('reports.ic'); log(b.exports.monthly(1), a.exports === b.exports);")), 'extra 1 1 false');
  });

  it('a component that is nowhere is IC_NOT_FOUND, one that is damaged IC_NOT_AN_IC, and the process stays as it was', () => {
    const folder = packaged(system("log(await code(() => System.loadComponent('gone.ic')), await code(() => System.loadComponent('bad.ic')), await code(() => System.loadComponent('./gone.ic')), names());"));
    folder.write({ 'bad.ic': 'this is no component at all' });
    expectOutput(folder.abt('main.ic'), 'IC_NOT_FOUND IC_NOT_AN_IC IC_NOT_FOUND base.ic,main.ic');
  });

  it('a batch loads wholly or not at all: a missing prerequisite', () => {
    const folder = packaged(system("log(await code(() => System.loadComponent('reports.ic')), names(), base.events.length);", { extra: "import { events } from './base.mjs'; events.push('extra'); export const extra = () => 'extra'; export { events };" }));
    folder.remove('extra.ic');
    expectOutput(folder.abt('main.ic'), 'IC_NOT_FOUND base.ic,main.ic 0');
  });

  it('a batch loads wholly or not at all: a hook that fails unloads it', () => {
    expectOutput(launched(system("log(await code(() => System.loadComponent('reports.ic')), names(), base.events.length, 'added' in base.Base.prototype);", {
      extra: "import { events, Base } from './base.mjs'; events.push('extra'); Base.prototype.added = () => 1; export const extra = () => 'extra'; export { events };",
      reports: "import { extra } from './extra.mjs'; export const r = extra; export class Bad { static initializeAfterLoad() { throw new Error('no'); } }",
    })), 'HOOK_FAILED base.ic,main.ic 0 false');
  });

  it('a load asked for inside a hook is done after the batch', () => {
    expectOutput(launched(system("await System.loadComponent('extra.ic'); await globalThis.later; log(names());", { extra: "import { System } from 'image-components'; import { events } from './base.mjs'; export const extra = () => 'extra'; export { events }; export class Hook { static initializeAfterLoad() { globalThis.later = System.loadComponent('reports.ic'); } }" })), 'base.ic,main.ic,extra.ic,reports.ic');
  });

  it('one that fails then, and that nobody waits for, ends the process with exit 1 and its code', () => {
    const result = launched(system("const r = await System.loadComponent('reports.ic'); log('loaded', r.name); setTimeout(() => log('never'), 5000);", { reports: "import { System } from 'image-components'; export const App = { loaded() { System.loadComponent('gone.ic'); } };", reportsIni: ['application=App'] }));
    expect([result.code, result.stdout.includes('never')], described(result)).to.deep.equal([1, false]);
    expectIcError(result, 'IC_NOT_FOUND', 'gone.ic');
  });

  it('awaiting it in that hook is an error, not a deadlock', () => {
    expectOutput(launched(system("log(await code(() => System.loadComponent('extra.ic')), names());", { extra: "import { System } from 'image-components'; import { events } from './base.mjs'; export const extra = () => 'extra'; export { events }; export class Hook { static async initializeAfterLoad() { await System.loadComponent('reports.ic'); } }" }), 'main.ic', { timeout: 20_000 }), 'HOOK_FAILED base.ic,main.ic');
  });
});

describe('in a program: removeComponent', () => {
  it('nothing of a removed component is kept by the live exports that it imported', () => {
    const body = `const { setFlagsFromString } = await import('node:v8'); const { runInNewContext } = await import('node:vm'); setFlagsFromString('--expose-gc'); const gc = runInNewContext('gc');
      let r = await System.loadComponent('reports.ic'); base.bump(); log(r.exports.get()); const held = new WeakRef(r.exports.probe()); r = null;
      for (const name of ['reports.ic', 'extra.ic']) await System.removeComponent(name); base.bump(); for (let i = 0; i < 20 && held.deref() !== undefined; i++) { await new Promise((resolve) => setTimeout(resolve, 5)); gc(); }
      log(held.deref() === undefined);`;
    expectOutput(launched(system(body, { base: 'export let count = 1; export const bump = () => ++count; export const events = []; export class Base {}', reports: "import { count } from './base.mjs'; const probe = { big: new Array(1000).fill(0) }; export const get = () => count; export { given as probe }; function given() { return probe; }" })), '2', 'true');
  });

  it('withdraws a component; prerequisites loaded implicitly stay', () => {
    expectOutput(launched(system("await System.loadComponent('reports.ic'); await System.removeComponent('reports.ic'); log(names()); await System.removeComponent('extra.ic'); log(names());")), 'base.ic,main.ic,extra.ic', 'base.ic,main.ic');
  });

  it('of what is not loaded is NOT_LOADED', () => {
    expectOutput(launched(system("log(await code(() => System.removeComponent('reports.ic')));")), 'NOT_LOADED');
  });

  it('the started component cannot be removed', () => {
    expectOutput(launched(system("log((await code(() => System.removeComponent('main.ic'))) !== 'no error', names());")), 'true base.ic,main.ic');
  });

  it('is refused while dependents remain, with the list, before removing() is called', () => {
    expectOutput(launched(withApplication("await System.loadComponent('reports.ic'); try { await System.removeComponent('extra.ic'); } catch (e) { log(e.code, e.message.includes('reports.ic')); } await System.removeComponent('reports.ic'); log(await code(() => System.removeComponent('extra.ic')));")), 'HAS_DEPENDENTS true', 'removing', 'no error');
  });

  it('is refused while subclasses elsewhere remain, after removing(), and failedRemove() is called', () => {
    expectOutput(launched(withHooks("const r = await System.loadComponent('reports.ic'); globalThis.Kept = class extends r.exports.Report {}; log(await code(() => System.removeComponent('reports.ic')), names().includes('reports.ic'));")), 'removing', 'failedRemove', 'HAS_SUBCLASSES true');
  });

  it('is refused while live instances remain, after removing(), and failedRemove() is called', () => {
    expectOutput(launched(withHooks("const r = await System.loadComponent('reports.ic'); globalThis.kept = new r.exports.Report(); log(await code(() => System.removeComponent('reports.ic'))); delete globalThis.kept; log(await code(() => System.removeComponent('reports.ic')), names());")), 'removing', 'failedRemove', 'HAS_INSTANCES', 'removing', 'no error base.ic,main.ic,extra.ic');
  });

  it('removing() may drop the last instances itself', () => {
    expectOutput(launched(withHooks("const r = await System.loadComponent('reports.ic'); globalThis.kept = new r.exports.Report(); log(await code(() => System.removeComponent('reports.ic')));", 'delete globalThis.kept;')), 'removing', 'no error');
  });

  it('a removing() that throws is HOOK_FAILED, failedRemove() is called and the component stays', () => {
    expectOutput(launched(withHooks("await System.loadComponent('reports.ic'); log(await code(() => System.removeComponent('reports.ic')), names().includes('reports.ic'));", "throw new Error('busy');")), 'removing', 'failedRemove', 'HOOK_FAILED true');
  });

  it('hooks of an application may be async, and of a class its statics', () => {
    expectOutput(launched(withHooks("await System.loadComponent('reports.ic'); await System.removeComponent('reports.ic'); log('end');", '', 'export class App { static async loaded() { await null; console.log("loaded"); } static async removing() { await null; console.log("removing", this === App); } }')), 'loaded', 'removing true', 'end');
  });

  it('the exports of a removed component can be collected and loading and removing many times works', () => {
    expectOutput(launched(system("for (let n = 0; n < 20; n += 1) { const r = await System.loadComponent('reports.ic'); r.exports.monthly(n); await System.removeComponent('reports.ic'); await System.removeComponent('extra.ic'); } log(names());")), 'base.ic,main.ic');
  });
});

const reportsWith = (application: string): string => `import { extra } from './extra.mjs'; import { Base } from './base.mjs'; export class Report extends Base {} export const monthly = () => extra(); ${application}`;

function withHooks(body: string, removing = '', application = `export const App = { removing() { console.log('removing'); ${removing} }, failedRemove() { console.log('failedRemove'); } };`): Files {
  return system(body, { reportsIni: ['application=App'], reports: reportsWith(application) });
}

function withApplication(body: string): Files {
  const files = system(body, { extra: "import { events } from './base.mjs'; export const extra = () => 'extra'; export { events }; export const App = { removing() { console.log('removing'); }, failedRemove() { console.log('failed'); } };" });
  return { ...files, 'components/extra.ini': definition('entry=extra.mjs', 'application=App', '[prerequisites]', 'base.ic=*') };
}

describe('in a program: unpackaged, under plain Node', () => {
  it('System.components is empty and loadComponent works on .ic files by the abt.ini of the working directory', () => {
    const project = makeProject({
      'components/reports.ini': definition('entry=reports.mjs'),
      'reports.mjs': 'export const monthly = (year) => `report ${year}`;',
      'abt.ini': '[Ic path]\nIC_ROOT=./ics\n',
      'plain.mjs': "import { System, IcError } from 'image-components'; console.log(System.components.length); const r = await System.loadComponent('reports.ic'); console.log(r.exports.monthly(2026), System.components.map((c) => c.name + ' ' + c.rule).join()); await System.removeComponent('reports.ic'); console.log(System.components.length); try { await System.loadComponent('gone.ic'); } catch (e) { console.log(e instanceof IcError, e.code, Array.isArray(e.data.searched) || typeof e.data); }",
    });
    expectSuccess(project.abt('package'));
    linkProduct(project);
    expectOutput(project.node(['plain.mjs']), '0', 'report 2026 reports.ic root', '0', 'true IC_NOT_FOUND true');
  });

  it('the same program runs packaged and unpackaged', () => {
    const files: Files = { 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'), 'main.mjs': "import { System, IcError } from 'image-components'; const kept = System; export class Main { static startUp() { console.log(kept === System, System.components.length, typeof IcError); } }", 'plain.mjs': "import { Main } from './main.mjs'; Main.startUp();" };
    const project = makeProject(files);
    linkProduct(project);
    expectOutput(project.node(['plain.mjs']), 'true 0 function');
    expectOutput(launched(files), 'true 1 function');
  });
});

describe('in a program: there is one System', () => {
  it('a module outside of the image that imports the product itself has that of the launch', () => {
    const product = pathToFileURL(abtFile).href.replace(/cli\/abt(\.[jt]s)$/, 'runtime/index$1');
    const outside = makeFolder({ 'plugin.mjs': `export { System, IcError } from '${product}';` });
    const main = "import { System, IcError } from 'image-components'; export class Main { static async startUp([file]) { const outside = await import(file); console.log(outside.System === System, outside.IcError === IcError, outside.System.components.length); } }";
    const image = packaged({ 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'), 'main.mjs': main });
    expectOutput(image.abt(['main.ic', outside.path('plugin.mjs')]), 'true true 1');
  });
});

describe('in a program: errors have code, message, data and a remedy', () => {
  it('an IcError caught by the program', () => {
    const result = expectSuccess(launched(system("try { await System.loadComponent('gone.ic'); } catch (e) { log(JSON.stringify([e.code, e.message.includes('gone.ic'), typeof e.data, typeof e.remedy, e instanceof Error, e.name])); }")));
    expect(result.stdout, described(result)).to.equal('["IC_NOT_FOUND",true,"object","string",true,"IcError"]\n');
  });

  it('one that the program does not catch ends the process with exit 1 and its code', () => {
    expectIcError(launched(system("await System.loadComponent('gone.ic');")), 'IC_NOT_FOUND', 'gone.ic');
  });

  it('one that nobody waits for does too, in one paragraph; handlers of the program go first', () => {
    const folder = packaged(system("if (args[1] === 'handled') process.on('unhandledRejection', (e) => log('handled', e.code)); if (args[0] === 'timer') setTimeout(async () => { await System.removeComponent('gone.ic'); }); else void System.loadComponent('gone.ic');"));
    expectIcError(folder.abt('main.ic'), 'IC_NOT_FOUND', 'gone.ic');
    const late = expectIcError(folder.abt('main.ic timer'), 'NOT_LOADED', 'gone.ic');
    expect(late.stderr.split('\n')).to.have.lengthOf(3);
    expectOutput(folder.abt('main.ic load handled'), 'handled IC_NOT_FOUND');
  });
});
