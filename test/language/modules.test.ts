import { describeLanguage } from './harness.ts';
import { hostCases, hostModuleCases, refusedHostCases } from './host-cases.ts';
import { commonJsCases, esmCases, splitGraphCases } from './modules-cases.ts';

describeLanguage('CommonJS and ES modules hold what they did under plain Node', [...commonJsCases, ...esmCases]);
describeLanguage('two components share one graph', splitGraphCases);
describeLanguage('modules and globals of Node are the objects of the launched process', hostModuleCases);
describeLanguage('objects that only Node makes are made again', [...hostCases, ...refusedHostCases]);
