import { describe, expect, test } from 'vitest';
import { portOffsets } from '@lib/platform';
import { bulouConfig } from './bulou.config.js';
import { WrongUsage } from './outcome.js';
import { portsFrom, serviceOffsets } from './ports.js';

describe('the settings of the launcher', () => {
  test('give every port from one number, as the services themselves count', () => {
    expect(serviceOffsets).toEqual(portOffsets);
    const ports = portsFrom(18_080);
    expect([
      ports.service('lab'),
      ports.postgres,
      ports.redis,
      ports.broker(1),
      ports.broker(3),
      ports.controller(3),
    ]).toEqual([18_083, 18_100, 18_101, 18_110, 18_112, 18_122]);
  });

  test.each(['80', '8080.5', 'eighty', '65500'])(
    'refuse the port base %s, since a derived port would not exist',
    (base) => {
      expect(() => bulouConfig({ BULOU_PORT_BASE: base })).toThrow(WrongUsage);
    },
  );

  test.each(['T1', '1a', 'a-b', 'a'.repeat(21), "x'; drop"])(
    'refuse the namespace %s, since it names a database',
    (namespace) => {
      expect(() => bulouConfig({ BULOU_NAMESPACE: namespace })).toThrow(WrongUsage);
    },
  );

  test('use a running server only when a variable names it', () => {
    expect(bulouConfig({}).named).toEqual({});
    expect(bulouConfig({ DATABASE_URL: '', KAFKA_BROKERS: 'k:9092' }).named).toEqual({ kafka: 'k:9092' });
  });

  test('tell two run states of one checkout apart', () => {
    const mark = (state: string) => bulouConfig({ BULOU_ROOT: '/c', BULOU_STATE: state }).mark;
    expect(mark('/c/.bulou')).not.toBe(mark('/tmp/other'));
  });
});
