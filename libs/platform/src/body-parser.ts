import { Malformed } from '@lib/contracts/refusals';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readJsonBody } from './json-body.js';

/**
 * Makes the server read bodies our way: routes that take a file get the bytes whatever the Content-Type says, all
 * others take JSON in UTF-8 only. A packed body is never unpacked. In: the server, and which requests are for a file.
 * Limits are set per route.
 */
export function installBodyParser(server: FastifyInstance, takesFile: (request: FastifyRequest) => boolean): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
    try {
      done(null, bodyOf(request, body, takesFile(request)));
    } catch (error) {
      done(error as Error);
    }
  });
}

function bodyOf(request: FastifyRequest, body: Buffer, isFile: boolean): unknown {
  const { 'content-encoding': coding = 'identity', 'content-type': type } = request.headers;
  if (coding !== 'identity') {
    throw new Malformed([
      { path: 'Content-Encoding', code: 'MEDIA_TYPE', message: 'send the body as it is, not packed' },
    ]);
  }
  if (isFile) return body;
  if (body.length === 0) return undefined;
  if (!isJson(type)) throw new UnsupportedMediaTypeException();
  return readJsonBody(body);
}

const isJson = (contentType: string | undefined): boolean =>
  /^application\/([a-z.+-]*\+)?json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(contentType ?? '');
