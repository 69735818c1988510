/** What one process's components live in: module system, host objects, scripts. Made once by runtime/index.ts and handed on. */
import { join } from 'node:path';
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
import { Ledger } from './link/ledger.ts';
import { LiveIndex } from './link/live-index.ts';
import type { SharedComponent } from './map/index.ts';
import { ComponentMaps } from './map/index.ts';
import type { ComponentReader } from '../format/component.ts';
import { ImageModules } from './modules/image-modules.ts';
import { Optimiser } from './optimiser.ts';
import { ProcessState } from './process-state.ts';

/** What `ABT_LOG` can name. */
export type LogTopic = 'bind' | 'load' | 'map';

/** A file's name as a comment in a text can say it. */
const nameInText = (file: string): string => file.replace(/[\s'"]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);

/** Installs its hooks when made; one per process. */
export class Realm {
  readonly state = new ProcessState();
  readonly optimiser = new Optimiser();
  readonly positions = new ScriptPositions();
  readonly texts = new OriginalTexts();
  readonly maps: ComponentMaps;
  readonly modules: ImageModules;
  /** Where the heaps of components live; each gets it with its own prerequisites (`surroundingsOf`). */
  private readonly surroundings: Omit<Surroundings, 'component'>;
  /** Which component changed what of whom. */
  readonly ledger = new Ledger();
  readonly index: LiveIndex;
  settings: AbtSettings | null = null;
  /** Components of the batch that is being loaded, by name. */
  readonly staged = new Map<string, LiveComponent>();
  private readonly hosts: HostResolver;
  private readonly topics: ReadonlySet<string>;
  private noticed = false;
  /** Files that captured results of `createRequire` stand for: they lead into the image, as those of its modules do. */
  private readonly requirePlaces = new Set<string>();

  /** `provided`: exports of the product's own module, which programs import. `shared`: files that the main thread has mapped. */
  constructor(provided: Readonly<Record<string, unknown>>, shared: readonly SharedComponent[] = []) {
    this.maps = new ComponentMaps(shared);
    this.topics = new Set((process.env['ABT_LOG'] ?? '').split(','));
    installOriginalTexts(this.texts);
    installStackTraces(this.positions);
    this.hosts = createHostResolver((name) => (name === 'image-components' ? provided : null));
    this.index = new LiveIndex(() => [...this.state.components.map((component) => component.live), ...this.staged.values()]);
    this.modules = new ImageModules((name) => this.staged.get(name) ?? this.state.find(name)?.live ?? null, () => provided, this.texts);
    installNodeHooks(this.modules.system, (id) => this.modules.has(id) || this.requirePlaces.has(id), this.modules.findings);
    this.surroundings = {
      host: (path) => this.hosts.resolve(path),
      classCell: (classObject) => this.index.classCell(classObject),
      modules: this.modules,
      evaluate: (text, file, origin, enter) => {
        const name = this.scriptName(enter === undefined ? file : nameInText(file), origin !== null);
        if (origin !== null) {
          this.positions.register(name, origin);
          this.texts.addScript(name, origin);
        }
        return enter === undefined ? new Script(text, { filename: name }).runInThisContext() : enter(`${text}\n//# sourceURL=${name}`);
      },
      makeNative: (factory, args) => this.makeNative(factory, args),
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

  /** What the heap of one component is made in. `component`: its prerequisites by the names it knows them by; `scripts` takes the names of what is evaluated. */
  surroundingsOf(component: (name: string) => LiveComponent | null, scripts: string[]): Surroundings {
    const { surroundings } = this;
    return {
      ...surroundings,
      component,
      evaluate: (text, file, origin, enter) => {
        if (origin !== null) scripts.push(this.scriptName(enter === undefined ? file : nameInText(file), true));
        return surroundings.evaluate(text, file, origin, enter);
      },
    };
  }

  /** A script carries the plain name of its file where no other script of the file does. Registering it takes the name. */
  private scriptName(file: string, positioned: boolean): string {
    if (!positioned) return file;
    let name = file;
    for (let n = 1; this.positions.has(name); n++) name = `${file}?${String(n)}`;
    return name;
  }

  announce(component: LiveComponent): void {
    this.modules.announce(component);
    this.texts.add(component.reader);
  }

  seed(component: LiveComponent): void {
    this.modules.seed(component);
  }

  /** Takes a component's modules, texts and scripts out of the process. */
  forget(component: LiveComponent, scripts: readonly string[]): void {
    const others = this.state.components.map((other) => other.live).filter((other) => other !== component);
    for (const other of [...others, ...this.staged.values()]) other.unfollow(component);
    this.modules.remove(component, others);
    this.texts.remove(component.reader);
    this.index.forget(component);
    for (const script of scripts) {
      this.positions.forget(script);
      this.texts.forgetScript(script);
    }
  }

  /** Loads what the component names of Node. What is not there is told when it is needed. */
  loadHosts({ graph }: ComponentReader): void {
    for (const path of graph.hosts) {
      try {
        this.hosts.resolve(path);
      } catch {
        // as above
      }
    }
  }

  /** A property of one of Node's own objects is about to be changed: references to it go on meaning the original. */
  keepOriginal(owner: object, key: string | symbol): void {
    this.hosts.keepOriginal(owner, key);
  }

  private makeNative(factory: string, args: readonly unknown[]): object {
    if (factory === 'call node:module.createRequire') {
      const place = String(args[0]);
      const file = place.startsWith('file:') ? fileURLToPath(place) : place;
      this.requirePlaces.add(/[\\/]$/.test(file) ? join(file, 'noop.js') : file); // as Node has it for a folder
    }
    return makeNative(factory, args, this.hosts);
  }

  /** `ABT_LOG`: explains a decision on stderr. */
  log(topic: LogTopic, text: string): void {
    if (this.topics.has(topic)) process.stderr.write(`abt ${topic}: ${text}\n`);
  }
}
