import { Malformed } from '@lib/contracts/refusals';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const depthMax = 32; // No contract nests deeper than six; a bomb of brackets is refused before it is built.

/**
 * Makes the server read bodies our way: routes that take a file get the bytes whatever the Content-Type says, all
 * others take JSON only. In: the server, and which requests are for a file. Limits are set per route.
 */
export function installBodyParser(server: FastifyInstance, takesFile: (request: FastifyRequest) => boolean): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
    if (takesFile(request)) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    if (!isJson(request.headers['content-type'])) return done(new UnsupportedMediaTypeException());
    const text = body.toString('utf8');
    // PostgreSQL's text holds no NUL, and no name, label or reason needs one.
    if (text.includes('\0') || text.includes('\\u0000')) return done(unreadable('the body holds a NUL character'));
    if (nestsTooDeep(text)) return done(unreadable(`JSON nests deeper than ${depthMax}`));
    void parseJson(request, text, (error, parsed) => done(error ? unreadable('the body is not JSON') : null, parsed));
  });
}

const isJson = (contentType: string | undefined): boolean =>
  /^application\/([a-z.+-]*\+)?json\b/i.test(contentType ?? '');

const unreadable = (message: string): Malformed => new Malformed([{ path: '(whole)', code: 'UNREADABLE', message }]);

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInString && character === '\\') index += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > depthMax) return true;
  }
  return false;
}
