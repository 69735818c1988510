/** Whether a live value is what a captured word stands for. */
import type { LiveComponent } from '../instantiate/types.ts';
import type { Comparison } from './apply.ts';

/** Comparison for the changes of a component that is being loaded. */
export function createComparison(component: LiveComponent, _named: (name: string) => LiveComponent | null): Comparison {
  return {
    equal: (value, word) => Object.is(value, component.value(word)),
  };
}
