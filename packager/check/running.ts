/** What still runs after a component was loaded cannot be captured. */
import type { IcError } from '../../format/errors.ts';
import { notCapturable } from '../errors.ts';
import { scriptVariables } from './script-variables.ts';
import type { LoadedComponent, StillRunning } from '../load/types.ts';

const later = 'start it in loaded() of the application or in startUp';

/** Names of async_hooks in lower case → words; what a thing is made of comes after the thing itself. */
const words: ReadonlyMap<string, string> = new Map([
  ['worker', 'a worker thread'],
  ['processwrap', 'a child process'],
  ['tcpserverwrap', 'a listening server'],
  ['pipeserverwrap', 'a listening server'],
  ['http2session', 'an HTTP/2 session'],
  ['tlswrap', 'an open TLS socket'],
  ['tcpwrap', 'an open socket'],
  ['udpwrap', 'an open UDP socket'],
  ['fseventwrap', 'a file watcher'],
  ['statwatcher', 'a file watcher'],
  ['pipewrap', 'an open pipe'],
  ['timeout', 'a timer'],
  ['immediate', 'an immediate that starts another one each time'],
]);
const order: readonly string[] = [...words.keys()];

/**
 * Everything that stands against packaging: problems of the captured graph, and one NOT_CAPTURABLE for each line that started
 * something which still runs, unless the graph has that very thing with its path (both know the line that made it).
 */
export function allProblems(component: string, loaded: LoadedComponent, captured: readonly IcError[]): readonly IcError[] {
  const told = new Set(captured.map(({ data }) => data?.['position']).filter((position) => typeof position === 'string'));
  const places = new Map<string, StillRunning[]>();
  for (const running of loaded.running) {
    if (running.type === 'file') continue;
    if (running.position !== null && told.has(running.position)) continue;
    const key = running.position ?? running.type;
    places.set(key, [...(places.get(key) ?? []), running]);
  }
  const running = [...places.values()].flatMap((found) => {
    const [first] = found.sort((left, right) => rank(left.type) - rank(right.type));
    return first === undefined ? [] : [problemOf(component, loaded, first)];
  });
  const files = problemOfFiles(component, loaded, captured);
  if (files !== null) running.push(files);
  const own = captured.filter((problem) => !isConsequence(problem));
  return [...running, ...scriptVariables(component, loaded), ...(running.length + own.length > 0 ? own : captured)];
}

/** Node's own listeners on its standard streams go with what put them there: a worker, a pipe. They are told only where that is not known. */
function isConsequence({ data }: IcError): boolean {
  const { module, path, reason } = data;
  return module === null && String(path).includes(' › change of node:') && String(reason).startsWith('a function of Node');
}

function problemOf(component: string, loaded: LoadedComponent, { type, count, position }: StillRunning): IcError {
  const what = words.get(type) ?? `a request of Node (${type})`;
  const module = loaded.modules.find(({ id }) => position?.startsWith(`${id}:`))?.path ?? null;
  const path = [component, ...(module === null ? [] : [`module ${module}`]), what].join(' › ');
  return notCapturable(component, { path, position, module }, `${what}${count > 1 && type !== 'immediate' ? ` (${count} of them)` : ''} still running after the modules were evaluated`, later);
}

/** Files that are open by their numbers alone, as `fs.openSync` gives them: a number in the graph says nothing. Those of objects are told with their paths. */
function problemOfFiles(component: string, loaded: LoadedComponent, captured: readonly IcError[]): IcError | null {
  const files = loaded.running.filter(({ type }) => type === 'file');
  const count = files.length - captured.filter(({ data }) => String(data['reason']).startsWith('an open file')).length;
  if (count <= 0) return null;
  const names = files.flatMap(({ file }) => file ?? []).join(', ');
  const those = names === '' ? '' : ` (${count < files.length ? `${String(count)} of ` : ''}${names})`;
  const path = `${component} › ${count === 1 ? 'an open file' : `${String(count)} open files`}`;
  return notCapturable(component, { path, position: null, module: null }, `${count === 1 ? 'a file' : 'files'} opened by number${those}, still open after the modules were evaluated`, 'open it in loaded() of the application or in startUp, or close it before the module is done');
}

function rank(type: string): number {
  const index = order.indexOf(type);
  return index < 0 ? order.length : index;
}
