import { describeLanguage } from './harness.ts';
import { methodCases, symbolCases, valueCases } from './values-cases.ts';

describeLanguage('objects, arrays, boxed values, buffers, maps, sets and instances are what they were under plain Node', valueCases);
describeLanguage('methods and symbols act as under plain Node', [...methodCases, ...symbolCases]);
