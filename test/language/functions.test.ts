import { capturingEvalCases, contextCases, evalCases, evaluatingCases, refusedEvalCases } from './eval-cases.ts';
import { assignmentCases, capturingCases, functionCases, homeCases, missingCases, orderCases, propertyCases, refusedFunctionCases } from './functions-cases.ts';
import { describeLanguage } from './harness.ts';
import { splitPlaceCases } from './split-place-cases.ts';

describeLanguage('functions capture what they did under plain Node', capturingCases);
describeLanguage('functions keep what belongs to them', [...homeCases, ...orderCases, ...missingCases, ...propertyCases, ...functionCases, ...refusedFunctionCases]);
describeLanguage('functions assign what they may assign', assignmentCases);
describeLanguage('direct and indirect evals see what they did under plain Node', [...capturingEvalCases, ...evaluatingCases, ...contextCases, ...evalCases, ...refusedEvalCases]);
describeLanguage('dependents hold code of a library in activations of their own', splitPlaceCases);
