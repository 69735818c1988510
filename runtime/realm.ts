/** What one process's components live in: module system, host objects, scripts. Made once by runtime/index.ts and handed on. */
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { createHostResolver } from '../hosts/resolve.ts';
import { makeNative } from '../hosts/factories.ts';
import type { HostResolver } from '../hosts/types.ts';
import { installNodeHooks } from '../modules/index.ts';
import type { AbtSettings } from '../settings/abt-ini.ts';
import { OriginalTexts, installOriginalTexts } from './code/original-text.ts';
import { ScriptPositions } from './code/script-positions.ts';
import { installStackTraces } from './code/stack-traces.ts';
import type { LiveComponent, Surroundings } from './instantiate/types.ts';
import { ComponentMaps } from './map/index.ts';
import type { ComponentReader } from '../format/component.ts';
import { ImageModules } from './modules/image-modules.ts';
import { ProcessState } from './process-state.ts';

export type LogTopic = 'bind' | 'load' | 'map';

export class Realm {
  readonly state = new ProcessState();
  readonly positions = new ScriptPositions();
  readonly texts = new OriginalTexts();
  readonly maps = new ComponentMaps();
  readonly modules: ImageModules;
  readonly surroundings: Omit<Surroundings, 'component'>;
  settings: AbtSettings | null = null;
  /** Components of the batch that is being loaded, by name; those loaded otherwise. */
  staged: (name: string) => LiveComponent | null;
  private readonly hosts: HostResolver;
  private readonly topics: ReadonlySet<string>;
  private scriptCount = 0;
  private noticed = false;
  /** `createRequire` handles lead into the image. */
  private readonly factories: ReadonlyMap<string, (args: readonly unknown[]) => object> = new Map([['call node:module.createRequire', (args) => this.requireAt(args[0])]]);

  /** `provided`: exports of the product's own module, which programs import. */
  constructor(provided: Readonly<Record<string, unknown>>) {
    this.topics = new Set((process.env['ABT_LOG'] ?? '').split(','));
    installOriginalTexts(this.texts);
    installStackTraces(this.positions);
    this.hosts = createHostResolver((name) => (name === 'image-components' ? provided : null));
    this.staged = (name) => this.state.find(name)?.live ?? null;
    this.modules = new ImageModules((name) => this.staged(name), () => provided);
    installNodeHooks(this.modules.system, (id) => this.modules.has(id));
    this.surroundings = {
      host: (path) => this.hosts.resolve(path),
      modules: this.modules,
      evaluate: (text, file, origin) => {
        const name = origin === null ? file : `${file}?${String(++this.scriptCount)}`;
        if (origin !== null) this.positions.register(name, origin);
        return new Script(text, { filename: name }).runInThisContext();
      },
      makeNative: (factory, args) => makeNative(factory, args, this.hosts, this.factories),
    };
  }

  /** Opens a component file: mapped once per process. Says once, on stderr, where files can only be read. */
  open(file: string): ComponentReader {
    const reader = this.maps.open(file);
    const { notice } = this.maps;
    if (notice !== null && !this.noticed) {
      this.noticed = true;
      process.stderr.write(`${notice}\n`);
    }
    this.log('map', `${file}: ${String(reader.romBytes)} bytes of ROM, ${String(reader.ramBytes)} of RAM`);
    return reader;
  }

  announce(component: LiveComponent): void {
    this.modules.announce(component);
    this.texts.add(component.reader);
  }

  seed(component: LiveComponent): void {
    this.modules.seed(component);
  }

  /** Takes a component's modules and texts out of the process. */
  forget(component: LiveComponent): void {
    this.modules.remove(component);
    this.texts.remove(component.reader);
    this.maps.release(component.reader);
  }

  /** Names of Node's objects; told before one of them is changed. */
  get hostResolver(): HostResolver {
    return this.hosts;
  }

  private requireAt(place: unknown): object {
    const file = place instanceof URL ? fileURLToPath(place) : String(place);
    return this.modules.system.createRequire(file.startsWith('file:') ? fileURLToPath(file) : file);
  }

  /** `ABT_LOG`: explains a decision on stderr. */
  log(topic: LogTopic, text: string): void {
    if (this.topics.has(topic)) process.stderr.write(`abt ${topic}: ${text}\n`);
  }
}
