import { memberCases, combinedClassCases } from './classes-cases.ts';
import { describeLanguage } from './harness.ts';
import { prototypeCases, prototypeChangeCases } from './prototypes-cases.ts';

describeLanguage('prototypes of functions are what they were under plain Node', [...prototypeChangeCases, ...prototypeCases]);
describeLanguage('classes of every form act as under plain Node', [...combinedClassCases, ...memberCases]);
