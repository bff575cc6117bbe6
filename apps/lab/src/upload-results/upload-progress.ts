import { SseHub } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** How far a file is. `waiting` is what a follower sees who came before the file. */
export interface Progress {
  readonly state: 'waiting' | 'reading' | 'judging' | 'writing' | 'done' | 'failed';
  readonly rows: number;
  readonly judged: number;
}

const everyRows = 250;
const channelOf = (job: string): string => `upload:${job}`;

/** Tells whoever follows a job how many of its rows are through; kept in memory, since the report is what is true. */
@Injectable()
export class UploadProgress {
  private readonly running = new Map<string, Progress>();

  constructor(private readonly streams: SseHub) {}

  set(job: string, progress: Progress): void {
    const isOver = progress.state === 'done' || progress.state === 'failed';
    if (isOver) this.running.delete(job);
    else this.running.set(job, progress);
    this.streams.publish(channelOf(job), { event: 'progress', payload: { job, ...progress } });
  }

  /** Counts one judged row; told at every 250th. */
  judge(job: string): void {
    const progress = this.running.get(job);
    if (progress === undefined) return;
    const next = { ...progress, judged: progress.judged + 1 };
    this.running.set(job, next);
    if (next.judged % everyRows === 0) this.set(job, next);
  }

  of(job: string): Progress | undefined {
    return this.running.get(job);
  }

  follow(reply: FastifyReply, job: string, now: Progress): void {
    this.streams.join(reply, channelOf(job), [{ event: 'progress', payload: { job, ...now } }]);
  }
}
