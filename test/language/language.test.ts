import { classCases } from './class-cases.ts';
import { functionCases } from './function-cases.ts';
import { describeLanguage } from './harness.ts';
import { moduleCases } from './module-cases.ts';
import { onceCases } from './once-cases.ts';
import { scopeCases } from './scope-cases.ts';
import { splitCases } from './split-cases.ts';
import { test262Cases } from './test262-cases.ts';

describeLanguage('classes in an image act as under plain Node', classCases);
describeLanguage('functions, scopes and bindings in an image act as under plain Node', functionCases);
describeLanguage('functions that run where they stand act in an image as under plain Node', onceCases);
describeLanguage('eval, with and modules in an image act as under plain Node', scopeCases);
describeLanguage('ES modules in an image act as under plain Node', moduleCases);
describeLanguage('code of a prerequisite in activations of a dependent acts as under plain Node', splitCases);
describeLanguage('what test262 showed acts in an image as under plain Node', test262Cases);
