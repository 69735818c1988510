import type { ComponentReader } from '../../format/component.ts';
import type { HotScript } from '../../format/hot/model.ts';
import type { ScriptOrigin } from '../code/script-positions.ts';

/** Where a script came from that was emitted from a module of that component. `file`: the module's absolute name. */
export function originOf(reader: ComponentReader, file: string, module: string, script: Pick<HotScript, 'segments' | 'text'>): ScriptOrigin {
  return { file, segments: () => script.segments, text: () => script.text, source: () => reader.source(module), sourceMap: () => reader.original(module)?.sourceMap ?? null };
}
