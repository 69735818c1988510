/** What still runs after a component was loaded cannot be captured. */
import type { IcError } from '../../format/errors.ts';
import { notCapturable } from '../errors.ts';
import type { LoadedComponent } from '../load/types.ts';

/** NOT_CAPTURABLE for each kind of thing that is still running. */
export function runningProblems(component: string, loaded: LoadedComponent): readonly IcError[] {
  return loaded.running.map(({ type, count, position }) =>
    notCapturable(component, { path: `${component} › ${nameOf(type)}`, position }, `${nameOf(type)}${count > 1 ? ` (${String(count)} of them)` : ''} still running after the modules were evaluated`, 'start it in loaded() of the application or in startUp'),
  );
}

/** Node's resource names in words. */
function nameOf(type: string): string {
  switch (type) {
    case 'Timeout':
      return 'a timer';
    case 'Immediate':
      return 'an immediate';
    case 'TCPSERVERWRAP':
    case 'TCPServerWrap':
    case 'PIPESERVERWRAP':
      return 'a listening server';
    case 'TCPWRAP':
    case 'TCPSocketWrap':
      return 'an open socket';
    case 'PROCESSWRAP':
    case 'ProcessWrap':
      return 'a child process';
    case 'WORKER':
    case 'Worker':
      return 'a worker thread';
    case 'MESSAGEPORT':
    case 'MessagePort':
      return 'a message port';
    case 'FSEVENTWRAP':
    case 'FSEvent':
      return 'a file watcher';
    default:
      return type;
  }
}
