import { Writable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { Log, describeError, maskNumbers, runInRequest } from './index.js';

let text = '';
const destination = new Writable({
  write: (line: Buffer, _encoding, done) => {
    text += line.toString();
    done();
  },
});
const log = Log.for('lab', { destination });

beforeEach(() => {
  text = '';
});

const line = () => JSON.parse(text) as Record<string, unknown>;

describe('a line of the log', () => {
  test('names app, level, time and the request it belongs to', () => {
    runInRequest({ requestId: 'request-1' }, () => log.child('relay').info('sent', { events: 3 }));
    expect(line()).toMatchObject({
      app: 'lab',
      part: 'relay',
      level: 'info',
      request: 'request-1',
      events: 3,
      msg: 'sent',
    });
    expect(line()['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('masks what looks like an identity or mobile number, and leaves barcodes and times', () => {
    log.warn('id 11010119900307001X of 13800138000', { tube: '10000000000017', at: '1648742400123' });
    expect(line()).toMatchObject({ msg: 'id [id-number] of [phone]', tube: '10000000000017', at: '1648742400123' });
  });

  test('below the wanted level is not written', () => {
    log.debug('chatter');
    expect(text).toBe('');
  });
});

describe('an error in the log', () => {
  test('of the database keeps code, table and constraint, and none of the row', () => {
    const error = Object.assign(new Error('duplicate key value violates "people_pkey"'), {
      code: '23505',
      table: 'people',
      constraint: 'people_pkey',
      detail: 'Key (name)=(王小明) already exists.',
      parameters: ['王小明'],
      query: 'insert …',
    });
    log.error('fault', error);
    expect(line()['error']).toMatchObject({ code: '23505', table: 'people', constraint: 'people_pkey' });
    expect(text).not.toContain('王小明');
    expect(text).not.toContain('insert');
  });

  test('that repeats its input is cleaned, in its message and in its stack', () => {
    const error = Object.assign(new Error('invalid input syntax for type integer: "王小明"'), { code: '22P02' });
    expect(JSON.stringify(describeError(error))).not.toContain('王小明');
    expect(describeError(error).stack).toContain('log.spec.ts');
    try {
      JSON.parse('{"name":"王小明"');
    } catch (broken) {
      expect(JSON.stringify(describeError(broken))).not.toContain('王小明');
    }
  });

  test('tells its cause, to a bounded depth', () => {
    const loop = new Error('outer');
    loop.cause = loop;
    expect(describeError(loop).cause?.message).toBe('outer');
    expect(describeError('text 13800138000').message).toBe('text [phone]');
  });
});

test('numbers inside longer numbers stay', () => {
  expect(maskNumbers('91380013800012 and 1234567890123456789012')).toBe('91380013800012 and 1234567890123456789012');
});
