import { Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { Health, Log, Metrics, Shutdown } from './index.js';

const lines: string[] = [];
const log = Log.for('lab', {
  destination: new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  }),
});

describe('the end of a service', () => {
  test('closes intake, consumers, queues, relay and the database in this order, however they were added', async () => {
    const ended: string[] = [];
    const shutdown = new Shutdown(log);
    for (const phase of ['database', 'relay', 'intake', 'queues', 'consumers'] as const) {
      shutdown.add(phase, phase, async () => {
        await Promise.resolve();
        ended.push(phase);
      });
    }
    await Promise.all([shutdown.run(), shutdown.run()]);
    expect(ended).toEqual(['intake', 'consumers', 'queues', 'relay', 'database']);
  });

  test('goes on when a step fails or hangs, and says which', async () => {
    vi.useFakeTimers();
    try {
      let closed = false;
      const shutdown = new Shutdown(log);
      shutdown.add('consumers', 'broken', () => Promise.reject(new Error('no')));
      shutdown.add('queues', 'hanging', () => new Promise(() => undefined));
      shutdown.add('database', 'pool', () => {
        closed = true;
        return Promise.resolve();
      });
      const ending = shutdown.run();
      await vi.advanceTimersByTimeAsync(10_000);
      await ending;
      expect(closed).toBe(true);
      expect(lines.join('')).toMatch(/broken.*hanging/s);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('readiness', () => {
  test('needs every probe, and ends when the service ends', async () => {
    const health = new Health();
    let isThere = false;
    health.needs('database', () => (isThere ? Promise.resolve() : Promise.reject(new Error('away'))));
    expect(await health.readiness()).toEqual({ ready: false, checks: { database: 'failing' } });
    isThere = true;
    expect(await health.readiness()).toEqual({ ready: true, checks: { database: 'ok' } });
    health.stopping();
    expect((await health.readiness()).ready).toBe(false);
  });

  test('does not wait for a probe that hangs', async () => {
    vi.useFakeTimers();
    try {
      const health = new Health();
      health.needs('database', () => new Promise(() => undefined));
      const looking = health.readiness();
      await vi.advanceTimersByTimeAsync(1_500);
      expect((await looking).ready).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('numbers are told in the text form that monitors read', async () => {
  const metrics = new Metrics('lab');
  const count = metrics.counter('bulou_rows_total', 'rows', ['outcome']);
  count({ outcome: 'accepted' }, 2);
  count({ outcome: 'accepted' });
  metrics.gauge('bulou_waiting', 'waiting', () => 7);
  expect(await metrics.text()).toContain('bulou_rows_total{outcome="accepted",app="lab"} 3\n');
  expect(await metrics.text()).toContain('bulou_waiting{app="lab"} 7\n');
});
