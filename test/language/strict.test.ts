import { describeLanguage } from './harness.ts';
import { nameCases } from './names-cases.ts';
import { argumentsCases, strictCases, strictPlaceCases } from './strict-cases.ts';

describeLanguage('strict and sloppy code stay what they are', [...strictPlaceCases, ...strictCases, ...argumentsCases]);
describeLanguage('variables may have any name', nameCases);
