import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, baseConfig, ownSettings, portOffsets, serviceConfig, settings, settingsOf } from './index.js';

const good = {
  BULOU_PROFILE: 'local',
  BULOU_JWKS: '/keys/jwks.json',
  DATABASE_URL: 'postgres://bulou_lab:hidden@127.0.0.1:8100/bulou',
  KAFKA_BROKERS: '127.0.0.1:8110, 127.0.0.1:8111',
};

describe('the configuration', () => {
  test('is read once, typed and frozen, with the defaults of the table', () => {
    const config = serviceConfig('lab', good);
    expect(config).toMatchObject({
      app: 'lab',
      port: 8083,
      host: '127.0.0.1',
      namespace: '',
      issuer: 'bulou-local',
      audience: 'bulou',
      kafkaBrokers: ['127.0.0.1:8110', '127.0.0.1:8111'],
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('that is wrong names every variable at once, and no value', () => {
    const wrong = {
      ...good,
      PORT: 'many',
      BULOU_NAMESPACE: 'T 1',
      DATABASE_URL: 'mysql://root:hidden@x/y',
      KAFKA_BROKERS: '',
    };
    const reading = () => serviceConfig('lab', wrong);
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(/PORT.*BULOU_NAMESPACE.*DATABASE_URL.*KAFKA_BROKERS/s);
    expect(reading).not.toThrow(/hidden/);
  });

  test('of production has no issuer by default', () => {
    expect(() => baseConfig('gateway', { BULOU_JWKS: '/keys/jwks.json' })).toThrow('BULOU_ISSUER is not set');
    const audit = { BULOU_AUDIT_FOLDER: '/audit', BULOU_AUDIT_KEY: '/keys/audit.json' };
    expect(baseConfig('gateway', { BULOU_JWKS: 'k', BULOU_ISSUER: 'city', ...audit })).toMatchObject({
      profile: 'production',
      port: 8080,
    });
  });

  test('of production names where checkpoints of the audit chain go, and the key that signs them', () => {
    const reading = () => baseConfig('gateway', { BULOU_JWKS: 'k', BULOU_ISSUER: 'city' });
    expect(reading).toThrow(/BULOU_AUDIT_FOLDER is not set.*BULOU_AUDIT_KEY is not set/s);
  });

  test('asks for Redis only where a queue is', () => {
    expect(() => serviceConfig('isolation', good)).toThrow('REDIS_URL');
    expect(settingsOf('gateway').map(({ name }) => name)).not.toContain('DATABASE_URL');
    expect(settingsOf('batching').map(({ name }) => name)).not.toContain('REDIS_URL');
  });

  test('of an app’s own variables is checked and frozen the same way', () => {
    const fields = ['webFolder', 'practiceFile', 'labUrl'] as const;
    const own = ownSettings('gateway', { LAB_URL: 'http://lab:8080/', BULOU_WEB: '' }, fields);
    expect(own).toEqual({ webFolder: 'dist/web', labUrl: 'http://lab:8080' });
    expect(Object.isFrozen(own)).toBe(true);
    expect(() => ownSettings('gateway', { LAB_URL: 'lab' }, fields)).toThrow('LAB_URL');
    expect(() => ownSettings('gateway', {}, fields)).toThrow('LAB_URL is not set');
  });

  test('takes a secret from a file, so that it stands in no environment', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'bulou-secret-')), 'url');
    writeFileSync(file, `${good.DATABASE_URL}\n`);
    const { DATABASE_URL: _given, ...rest } = good;
    expect(serviceConfig('lab', { ...rest, DATABASE_URL_FILE: file }).databaseUrl).toBe(good.DATABASE_URL);
    expect(() => serviceConfig('lab', { ...rest, DATABASE_URL_FILE: `${file}.gone` })).toThrow(/DATABASE_URL_FILE/);
    expect(() => serviceConfig('lab', { ...good, KAFKA_BROKERS: '', KAFKA_BROKERS_FILE: file })).toThrow('not set');
  });
});

test('no two settings share a name and no two apps a port', () => {
  const names = Object.values(settings).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(Object.values(portOffsets)).size).toBe(8);
});
