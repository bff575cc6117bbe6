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
/** A job and whose it is: a laboratory that learns another's job id must hear nothing of it. */
export interface OwnJob {
  readonly labCode: string;
  readonly job: string;
}

const channelOf = ({ labCode, job }: OwnJob): string => `upload:${labCode}:${job}`;

/** Tells whoever follows a job how many of its rows are through; kept in memory, since the report is what is true. */
@Injectable()
export class UploadProgress {
  private readonly running = new Map<string, Progress>();

  constructor(private readonly streams: SseHub) {}

  set(own: OwnJob, progress: Progress): void {
    const isOver = progress.state === 'done' || progress.state === 'failed';
    if (isOver) this.running.delete(channelOf(own));
    else this.running.set(channelOf(own), progress);
    this.streams.publish(channelOf(own), { event: 'progress', payload: { job: own.job, ...progress } });
  }

  /** Counts one judged row; told at every 250th. */
  judge(own: OwnJob): void {
    const progress = this.running.get(channelOf(own));
    if (progress === undefined) return;
    const next = { ...progress, judged: progress.judged + 1 };
    this.running.set(channelOf(own), next);
    if (next.judged % everyRows === 0) this.set(own, next);
  }

  of(own: OwnJob): Progress | undefined {
    return this.running.get(channelOf(own));
  }

  follow(reply: FastifyReply, own: OwnJob, now: Progress): void {
    this.streams.join(reply, channelOf(own), [{ event: 'progress', payload: { job: own.job, ...now } }]);
  }
}
