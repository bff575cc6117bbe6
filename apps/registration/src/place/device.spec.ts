import { describe, expect, test } from 'vitest';
import { mayPutDevice, shiftEnd } from './device.decider.js';

const [here, there] = ['330105-0001', '330105-0002'];

describe('a device', () => {
  test('is registered where it is new or stands already', () => {
    expect(() => mayPutDevice(undefined, here, 'site-manager')).not.toThrow();
    expect(() => mayPutDevice(here, here, 'site-manager')).not.toThrow();
  });

  test('is not taken from another site, except by an administrator', () => {
    expect(() => mayPutDevice(there, here, 'site-manager')).toThrow('DEVICE_OF_OTHER_SITE');
    expect(() => mayPutDevice(there, here, 'admin')).not.toThrow();
  });
});

describe('a shift', () => {
  const startedAt = new Date('2026-11-21T00:00:00Z');

  test('ends six hours after its start', () => {
    expect(shiftEnd(here, here, startedAt)).toEqual(new Date('2026-11-21T06:00:00Z'));
  });

  test('needs a device that stands at its site', () => {
    expect(() => shiftEnd(undefined, here, startedAt)).toThrow('NOT_FOUND');
    expect(() => shiftEnd(there, here, startedAt)).toThrow('DEVICE_OF_OTHER_SITE');
  });
});
