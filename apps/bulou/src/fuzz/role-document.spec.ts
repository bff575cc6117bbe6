import { describe, expect, test } from 'vitest';
import { documentOf, eachOnce, operationsOf, type OpenApiDocument } from './role-document.js';

const stream = { 200: { content: { 'text/event-stream': {} } } };
const document: OpenApiDocument = {
  paths: {
    '/api/lab/v1/uploads': { get: { 'x-roles': ['lab', 'lab-supervisor'] }, post: { 'x-roles': ['lab'] } },
    '/api/lab/v1/labs': { post: { 'x-roles': ['admin'] } },
    '/api/lab/v1/progress': { get: { 'x-roles': ['lab'], responses: stream } },
    '/api/gateway/v1/session/login': { get: { 'x-roles': [] } },
    '/api/gateway/v1/practice/sign-in': { post: { 'x-roles': [] } },
  },
};

describe('what a caller is asked', () => {
  test('is what the role may call, without streams and without the session that asks', () => {
    expect(Object.keys(documentOf(document, 'lab').paths)).toEqual(['/api/lab/v1/uploads']);
    expect(Object.keys(documentOf(document, 'nobody').paths)).toEqual(['/api/gateway/v1/practice/sign-in']);
    expect(operationsOf(documentOf(document, 'courier'))).toBe(0);
  });

  test('in a short run is every operation once', () => {
    const all = (['lab-supervisor', 'lab', 'admin'] as const).map((role) => ({
      role,
      document: documentOf(document, role),
    }));
    const asked = eachOnce(all).map(({ role, document: one }) => [role, operationsOf(one)]);
    expect(asked).toEqual([
      ['lab', 2],
      ['admin', 1],
    ]);
  });
});
