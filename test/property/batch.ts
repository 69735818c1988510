/** Cases are packaged many at a time; a batch that cannot be packaged or launched is halved until the culprits are alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy, definition, makeProject } from '../support/project.ts';
import { repositoryRoot } from '../support/repository.ts';
import { described } from '../support/run.ts';
import type { Files } from '../support/project.ts';
import { closureCase } from './closure-case.ts';
import { graphCase } from './graph-case.ts';

/** One generated program. */
export interface PropertyCase {
  readonly kind: 'graph' | 'closure';
  readonly seed: number;
}

/** What a case showed: equal outcomes have equal texts. `failure`: it was not packaged, or the launch ended early. */
export type Outcome = { readonly kind: 'shown'; readonly lines: readonly string[] } | { readonly kind: 'failure'; readonly text: string };

const digestText = readFileSync(join(repositoryRoot, 'test', 'property', 'digest.mjs'), 'utf8');

/** `graph 17` */
export const nameOf = ({ kind, seed }: PropertyCase): string => `${kind} ${seed}`;

function filesOf(cases: readonly PropertyCase[]): Files {
  const files: Record<string, string> = { 'digest.mjs': digestText, 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'), 'plain.mjs': "import { Main } from './main.mjs';\nawait Main.startUp();\n" };
  const imports: string[] = [];
  const entries: string[] = [];
  for (const [index, one] of cases.entries()) {
    const { text, sloppy } = one.kind === 'graph' ? { text: graphCase(one.seed), sloppy: false } : closureCase(one.seed);
    const file = `case${index}.${sloppy ? 'cjs' : 'mjs'}`;
    files[file] = text;
    imports.push(sloppy ? `import case${index} from './${file}';` : `import * as case${index} from './${file}';`);
    entries.push(`['${nameOf(one)}', case${index}]`);
  }
  files['main.mjs'] = `import { EventEmitter } from 'node:events';
import { digest } from './digest.mjs';
${imports.join('\n')}
const cases = [${entries.join(', ')}];
export class Main {
  static async startUp() {
    for (const [name, { v, made, act, Base, Derived }] of cases) {
      const lines = [];
      try {
        lines.push(...digest([v, made, Base, Derived], [EventEmitter, EventEmitter.prototype]));
        const results = await act();
        for (const result of results) if (result instanceof Promise) result.catch(() => {});
        lines.push('after', ...digest([results, v, made], [EventEmitter, EventEmitter.prototype]));
      } catch (error) {
        lines.push('threw ' + error);
      }
      console.log(JSON.stringify({ name, lines }));
    }
  }
}
`;
  return files;
}

function shown(stdout: string): ReadonlyMap<string, Outcome> {
  return new Map(stdout.split('\n').filter((line) => line !== '').map((line) => {
    const { name, lines } = JSON.parse(line) as { readonly name: string; readonly lines: readonly string[] }; // main.mjs above wrote it
    return [name, { kind: 'shown', lines }] as const;
  }));
}

/** Outcomes under plain Node and from the image, by name. */
export function runCases(cases: readonly PropertyCase[]): ReadonlyMap<string, { readonly plain: Outcome; readonly image: Outcome }> {
  const project = makeProject(filesOf(cases));
  const ended = project.node(['plain.mjs']);
  const plain = shown(ended.stdout);
  const packaged = project.abt('package');
  const launched = packaged.code === 0 ? deploy(project).abt('ics/main.ic') : null;
  const image = launched === null ? new Map<string, Outcome>() : shown(launched.stdout);
  if ((launched === null || launched.code !== 0 || image.size < cases.length) && cases.length > 1) {
    const middle = cases.length >> 1;
    return new Map([...runCases(cases.slice(0, middle)), ...runCases(cases.slice(middle))]);
  }
  const failure = (text: string): Outcome => ({ kind: 'failure', text });
  return new Map(cases.map((one) => {
    const name = nameOf(one);
    return [name, { plain: plain.get(name) ?? failure(described(ended)), image: image.get(name) ?? failure(described(launched ?? packaged)) }] as const;
  }));
}

/** Null where both are the same; else what differs first. */
export function differenceOf({ plain, image }: { readonly plain: Outcome; readonly image: Outcome }): string | null {
  if (plain.kind === 'failure') return `plain Node fails: ${plain.text}`;
  if (image.kind === 'failure') return image.text;
  const at = plain.lines.findIndex((line, index) => line !== image.lines[index]);
  if (at < 0 && plain.lines.length === image.lines.length) return null;
  return `line ${at}\n  plain: ${plain.lines[at] ?? 'nothing'}\n  image: ${image.lines[at] ?? 'nothing'}`;
}
