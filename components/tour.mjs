/**
 * What `npm start` runs: packages the sample of this folder and launches it from its components, printing every command.
 * Builds the product first if it is not built.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const abt = join(root, 'build', 'cli', 'abt.js');

function run(shown, command, args) {
  console.log(`\n$ ${shown}`);
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: command === 'npm' && process.platform === 'win32' });
  if (result.status !== 0) {
    console.error(`that command ended with ${result.status ?? result.signal}`);
    process.exit(result.status ?? 1);
  }
}

const step = (text) => console.log(`\n${text}`);
const runAbt = (line) => run(`npx abt ${line}`, process.execPath, [abt, ...line.split(' ')]);

if (!existsSync(abt)) {
  step('The product is not built yet.');
  run('npm run build', 'npm', ['run', 'build']);
}

step('1. Package the components that components/*.ini define. Their modules are evaluated now, and never again.');
runAbt('package --dev');
step('   The next release of one of them, as another checkout of the project would package it.');
runAbt('package --dev --components components/next-release/components --out ics/next-release');
step('2. Launch the service from its components. The report is a component that is loaded for one request and removed again.');
runAbt('-ini:abt.ini -iics/service.ic --once');
step('3. The same files in another environment: qa.ini maps pricing.ic to the next release.');
runAbt('-ini:qa.ini -iics/service.ic --once');
step('4. Look inside.');
runAbt('inspect ics/reports.ic');
runAbt('verify ics/base.ic ics/express.ic ics/pricing.ic ics/service.ic ics/reports.ic');
console.log('\nStart it for yourself with: npx abt ics/service.ic 8080');
