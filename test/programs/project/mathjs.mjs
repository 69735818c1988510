import { create, all } from 'mathjs';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const math = create(all, { matrix: 'Array' });
const parser = math.parser();
parser.evaluate('f(x, y) = x^2 + y');
const compiled = math.compile('sqrt(a^2 + b^2)');

export class Program {
  static startUp() {
    console.log(math.version, parser.evaluate('f(3, 4)'), compiled.evaluate({ a: 3, b: 4 }), math.evaluate('2 inch to cm').toString());
    console.log(String(math.derivative('x^3 + sin(x)', 'x')), String(math.simplify('2x + 3x')), math.evaluate('det([1, 2; 3, 4])'), math.format(math.fraction(1, 3)), String(math.complex(1, 2)), String(math.bignumber(1).div(3)));
    console.log(math.typeOf(math.unit('5 km')), math.multiply([[1, 2], [3, 4]], [[5], [6]]), math.evaluate('mean([1, 2, 3, 10])'), String(math.parse('a + b * 2')));
  }
}
