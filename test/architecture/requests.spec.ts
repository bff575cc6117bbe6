import { expect, test } from 'vitest';
import { sourceTree } from './source-tree.js';
import type { SourceFile } from './source-tree.js';

/** Whose body is read by a reader of its own, faster than the schema, which is held to the schema by its own test. */
const ownReader: readonly string[] = ['journal'];

/** Out: the routes that declare a body and whose service never reads it: whatever a client sends there is taken. */
function unread(files: readonly SourceFile[]): string[] {
  const rooms = files.filter(({ path }) => /^apps\/[^/]+\/src\/.*(?<!spec)\.ts$/.test(path)).map(({ text }) => text);
  const isRead = (route: string) => rooms.some((text) => new RegExp(`\\b${route}\\.request\\b`).test(text));
  return files
    .filter(({ path }) => /^libs\/contracts\/src\/http\/.*(?<!spec)\.ts$/.test(path))
    .flatMap(({ text }) => {
      const declared = [...text.matchAll(/export const (\w+) = defineRoute\(\{(.*?)\n\}\);/gs)].flatMap(
        ([, name = '', body = '']) => {
          const request = /\n  request(?:: ([^\n]*))?,/.exec(body);
          return request === null ? [] : [{ name, schema: /^\w+$/.test(request[1] ?? '') ? request[1] : name }];
        },
      );
      // Two routes of one body are read by one reader.
      const read = new Set(declared.filter(({ name }) => isRead(name)).map(({ schema }) => schema));
      return declared.filter(({ name, schema }) => !read.has(schema) && !ownReader.includes(name));
    })
    .map(({ name }) => name);
}

test('what a route says of its body is asked of every body', () => {
  expect(unread(sourceTree())).toEqual([]);
});

test('a body that nobody reads is named, one that is read is not', () => {
  const route = (name: string, request = 'z.object({})') =>
    `export const ${name} = defineRoute({\n  method: 'POST',\n  request: ${request},\n});\n`;
  const contract = route('open') + route('close') + route('mine', 'both') + route('theirs', 'both');
  const room = 'parse(open.request, body); parse(mine.request, body);';
  const files = [
    { path: 'libs/contracts/src/http/isolation/doors.ts', text: contract },
    { path: 'apps/isolation/src/doors/doors.controller.ts', text: room },
    { path: 'apps/isolation/src/doors/doors.spec.ts', text: 'close.request' },
  ];
  expect(unread(files)).toEqual(['close']);
});
