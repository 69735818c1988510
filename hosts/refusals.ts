// Why objects of certain classes of Node cannot be captured, in words, and what to do instead.

interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

const LATER = 'make it in startUp, or on first use';

/** Pattern of the class's path → what an instance is. The first that fits. */
const REASONS: readonly (readonly [RegExp, string, string?])[] = [
  [/^node:dgram/, 'a UDP socket', 'make and bind it in startUp'],
  [/^node:(?:net|tls)\.\w*Socket\.|^node:http2/, 'a socket or connection', 'connect in startUp'],
  [/^node:tls\.Server|^node:https\.Server/, 'a TLS server: its keys and certificates are held by OpenSSL', 'create the server in startUp'],
  [/^node:http\.(?:IncomingMessage|ServerResponse|OutgoingMessage|ClientRequest)/, 'a request or response in progress', 'make requests in startUp or later'],
  [/^node:fs\.|^node:tty\./, 'an open file', 'open it in startUp'],
  [/^node:child_process/, 'a child process', 'start it in startUp'],
  [/^node:worker_threads\.Worker/, 'a worker thread', 'start it in startUp'],
  [/MessagePort|BroadcastChannel|MessageChannel/, 'a message port', 'make the channel in startUp'],
  [/^node:crypto|^Crypto|^SubtleCrypto/, 'an object of OpenSSL (key, hash, cipher)', 'keep the key material or the data, and make it in startUp or on first use'],
  [/^node:zlib|^(?:De)?[cC]ompressionStream/, 'a compression stream', LATER],
  [/^Blob|^File\./, 'a Blob or File: its bytes are held outside the heap', 'keep the bytes in a Buffer'],
  [/^(?:Readable|Writable|Transform|ByteLength|Text\w+)\w*Stream|^CountQueuing/, 'a web stream', LATER],
  [/^WebAssembly/, 'a WebAssembly object', 'keep the bytes in a Buffer, and compile or instantiate them in startUp'],
  [/^node:readline/, 'a readline interface', 'make it in startUp'],
  [/^node:vm/, 'a script or context of node:vm', LATER],
  [/^Performance/, 'a performance entry or observer', LATER],
  [/^%\w*Iterator\w*%|^%Segment/, 'an iterator in use', 'keep the collection, and iterate over it where it is used'],
];

/** Reason and remedy for an instance of the class whose prototype has that path. */
export function refusalOf(path: string): Refusal {
  const maker = path.replace(/\.prototype$/, '').replace(/^%(.*)%$/, '$1');
  for (const [pattern, what, remedy] of REASONS) if (pattern.test(path)) return { reason: `${what} (${maker})`, remedy: remedy ?? LATER };
  return { reason: `an object of Node's class ${maker}, whose state cannot be read`, remedy: LATER };
}
