/** Stack traces with original positions. A program that formats traces itself (`Error.prepareStackTrace`) replaces this. */
import type { ScriptPositions } from './script-positions.ts';

const errorToString = Error.prototype.toString;

/** Installs the formatter of stack traces. */
export function installStackTraces(positions: ScriptPositions): void {
  const prepare = (error: unknown, sites: readonly NodeJS.CallSite[]): string => {
    const lines = sites.filter((site) => !isOwnFrame(site)).map((site) => `\n    at ${formatSite(positions, site)}`);
    return header(error) + lines.join('');
  };
  Object.defineProperty(Error, 'prepareStackTrace', { value: prepare, writable: true, configurable: true, enumerable: false });
}

function header(error: unknown): string {
  try {
    return Reflect.apply(errorToString, error, []) as string;
  } catch {
    return '<error>';
  }
}

/** Frames of the launcher itself say nothing to the program's author. */
function isOwnFrame(site: NodeJS.CallSite): boolean {
  const name = site.getFileName();
  return name !== null && name !== undefined && name.startsWith(OWN_FOLDER);
}

const OWN_FOLDER = new URL('../', import.meta.url).href;

function formatSite(positions: ScriptPositions, site: NodeJS.CallSite): string {
  const text = String(site);
  const script = site.getFileName() ?? site.getScriptNameOrSourceURL();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (script === null || script === undefined || line === null || column === null) return text;
  const place = positions.original(script, line, column);
  if (place === null) return text;
  return text.replace(`${script}:${String(line)}:${String(column)}`, () => `${place.file}:${String(place.line)}:${String(place.column)}`);
}
