import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { eventually } from '@lib/testing';
import { readStatus, runDemo } from './run-bulou.js';

describe('a campaign in which Redis is emptied again and again', () => {
  test('ends with a case for every person of a detected pool', async () => {
    const { urls } = await readStatus();
    const redis = new Redis(urls.redis);
    let isOver = false;
    let flushed = 0;
    const campaign = runDemo(['--persons', '2000', '--seed', '13', '--prevalence', '0.003']).finally(
      () => (isOver = true),
    );
    await eventually(
      async () => {
        await redis.flushall();
        flushed += 1;
        return isOver;
      },
      { withinMs: 500_000, everyMs: 700 },
    );
    redis.disconnect();
    const { report } = await campaign;
    expect(flushed).toBeGreaterThan(10);
    expect(report.verify.checks.filter((check) => check.status === 'violated')).toEqual([]);
    expect(report).toMatchObject({ positives: 6, unanswered: 0, verify: { violations: 0 } });
    expect(report.recalled).toBe(report.cases);
  });
});
