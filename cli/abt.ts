#!/usr/bin/env node
/** The command `abt`. In a build this file starts the bundle; see bundle.mjs. */
import { runAbt } from './start.ts';

runAbt(process.argv.slice(2));
