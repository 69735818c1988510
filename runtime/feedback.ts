/**
 * What restored code lacks beside code that has run in this process: type feedback. V8 collects none during the first few
 * calls of a function (that saves memory for code that runs once). Restored functions mostly have had those calls when they
 * were packaged, so that V8's default would have them start colder than in plain Node, and not only for a moment: V8
 * decides by feedback of the first accesses whether class objects and prototypes get fast properties. mathjs makes
 * classes while it works; with a cold start they stayed in dictionary mode, on which V8 11.3 gives up optimised code over and
 * over (771 attempts instead of 1), and the program ran at half its speed for good.
 */
import { setFlagsFromString } from 'node:v8';

/** From now on functions collect feedback from their first call. For the whole process; a flag cannot be given to single functions. */
export function collectFeedbackAtOnce(): void {
  setFlagsFromString('--no-lazy-feedback-allocation');
}
