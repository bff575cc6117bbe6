import type { SseHub } from '@lib/platform';
import { expect, test } from 'vitest';
import { UploadProgress } from './upload-progress.js';

test('a laboratory that learns the job of another hears nothing of it', () => {
  const told: string[] = [];
  const hub = { publish: (channel: string) => told.push(channel) } as unknown as SseHub;
  const progress = new UploadProgress(hub);
  const job = '0198f2a0-0000-7000-8000-000000000005';
  progress.set({ labCode: 'LAB-HZ1', job }, { state: 'judging', rows: 94, judged: 0 });
  expect(progress.of({ labCode: 'LAB-HZ1', job })).toMatchObject({ rows: 94 });
  expect(progress.of({ labCode: 'LAB-HZ2', job })).toBeUndefined();
  expect(told.every((channel) => channel.includes('LAB-HZ1'))).toBe(true);
});
