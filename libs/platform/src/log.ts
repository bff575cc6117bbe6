import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { describeError, maskNumbers } from './mask.js';
import { currentRequest } from './request-context.js';

/** Fields of one line: identifiers, counts and durations. Bodies, names and numbers of people never. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level?: LogLevel;
  /** Where lines go; standard output unless a test reads them. */
  readonly destination?: DestinationStream;
}

/** Structured log of one app: one JSON object a line, with the request it belongs to. Levels as house rule 8 says. */
export class Log {
  private constructor(private readonly lines: Logger) {}

  static for(app: string, options: LogOptions = {}): Log {
    const settings = {
      level: options.level ?? 'info',
      base: { app },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: () => {
        const request = currentRequest();
        return request === undefined ? {} : { request: request.requestId };
      },
    };
    return new Log(options.destination === undefined ? pino(settings) : pino(settings, options.destination));
  }

  /** Out: a log whose every line also names this part of the app. */
  child(part: string): Log {
    return new Log(this.lines.child({ part }));
  }

  debug(message: string, fields: LogFields = {}): void {
    this.lines.debug(masked(fields), maskNumbers(message));
  }

  info(message: string, fields: LogFields = {}): void {
    this.lines.info(masked(fields), maskNumbers(message));
  }

  warn(message: string, fields: LogFields = {}): void {
    this.lines.warn(masked(fields), maskNumbers(message));
  }

  /** Like the others, with what was thrown; its text is cleaned of input before it is written. */
  error(message: string, error?: unknown, fields: LogFields = {}): void {
    const thrown = error === undefined ? {} : { error: describeError(error) };
    this.lines.error({ ...masked(fields), ...thrown }, maskNumbers(message));
  }
}

function masked(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? maskNumbers(value) : value]),
  );
}

/** Nest's own words, put into our log: its start-up chatter at debug, its warnings and errors as they are. */
export function nestLogger(log: Log): LoggerService {
  const nest = log.child('nest');
  return {
    log: (message: unknown) => nest.debug(String(message)),
    debug: (message: unknown) => nest.debug(String(message)),
    verbose: (message: unknown) => nest.debug(String(message)),
    warn: (message: unknown) => nest.warn(String(message)),
    error: (message: unknown) => nest.error('Nest reports an error', message),
    fatal: (message: unknown) => nest.error('Nest reports a fatal error', message),
  };
}
