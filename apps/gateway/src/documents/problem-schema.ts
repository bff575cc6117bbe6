type Json = Readonly<Record<string, unknown>>;

/** The problem document as a schema; `code` is bound by each answer that may hold it. */
export const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'code', 'messages', 'cure'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: {
      type: 'string',
      description: 'Stable, for machines.',
    },
    detail: { type: 'string' },
    messages: { $ref: '#/components/schemas/BothLanguages' },
    cure: { $ref: '#/components/schemas/BothLanguages' },
    facts: { type: 'object' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string' },
          row: { type: 'integer' },
          column: { type: 'string' },
          value: { type: 'string' },
          code: { type: 'string' },
          message: { type: 'string' },
          hint: { type: 'string' },
        },
      },
    },
    incident: { type: 'string' },
  },
};
