import { connect } from 'node:net';

/** What came back on a connection, taken apart no further than a client must. */
export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

const answerMsMax = 10_000;

/**
 * Sends bytes that no HTTP library would send and reads until the server ends the connection or has said its whole
 * answer. In: the server's address and the bytes, text as Latin-1 so that every byte can be written. Out: the answer.
 */
export function rawHttp(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    socket.setTimeout(answerMsMax, () => socket.destroy(new Error('no answer in ten seconds')));
    socket.on('data', (part) => {
      parts.push(part);
      if (isWhole(Buffer.concat(parts))) socket.end();
    });
    // A server that answers before it has read everything resets the rest; its answer counts.
    socket.on('error', (error) => (parts.length > 0 ? resolve(answerOf(Buffer.concat(parts))) : reject(error)));
    socket.on('close', () => resolve(answerOf(Buffer.concat(parts))));
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
}

function isWhole(seen: Buffer): boolean {
  const end = seen.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)/i.exec(seen.toString('latin1'))?.[1];
  return end >= 0 && length !== undefined && seen.length >= end + 4 + Number(length);
}

function answerOf(seen: Buffer): RawAnswer {
  const end = seen.indexOf('\r\n\r\n');
  const headers = seen.subarray(0, Math.max(end, 0)).toString('latin1');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(headers)?.[1] ?? 0);
  return { status, headers, body: end < 0 ? '' : seen.subarray(end + 4).toString('utf8') };
}
