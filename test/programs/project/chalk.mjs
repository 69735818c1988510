import chalk, { Chalk, chalkStderr, colorNames, modifierNames, supportsColor } from 'chalk';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const full = new Chalk({ level: 3 });
const error = full.bold.red;
const warning = full.hex('#ffa500').underline;
const basic = new Chalk({ level: 1 });
const none = new Chalk({ level: 0 });
const theme = { ok: full.green, code: full.bgRgb(10, 20, 30).ansi256(208), title: full.inverse.bold };
const warm = theme.ok('warm');

export class Program {
  static startUp() {
    const show = (...texts) => console.log(texts.map((text) => JSON.stringify(text)).join(' '));
    show(warm, error('bad'), warning('careful'), theme.code('x = 1'), theme.title('T', 'two'));
    show(error(`a ${full.blue('b')} c`), full.red('line\nline'), full.reset(full.dim('d')), basic.hex('#123456')('hex'), none.red('plain'));
    show(full.red.level, basic.bgMagentaBright.strikethrough.visible('v'), none.visible('v'), full.rgb(1, 2, 3).bgHex('#abc')('rgb'));
    show(colorNames.length, modifierNames.join(), typeof supportsColor, typeof chalkStderr, chalk.level === 0 || chalk.level > 0, error.red === undefined, Object.getPrototypeOf(error) === Object.getPrototypeOf(warning));
    full.level = 1;
    show(error('now basic'), full.hex('#ff0000')('down'));
  }
}
