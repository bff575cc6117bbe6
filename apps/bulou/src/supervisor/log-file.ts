import { copyFileSync, mkdirSync, openSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

// Two files of 16 MB a process: 11 processes stay below 400 MB, and a day of info lines of one service fits.
const LOG_BYTES_MAX = 16 * 1024 * 1024;

const logPath = (folder: string, name: string) => join(folder, `${name}.log`);

/** A descriptor in append mode: the child writes by itself, so it goes on logging when the supervisor is gone. */
export function openLog(folder: string, name: string): number {
  mkdirSync(folder, { recursive: true });
  return openSync(logPath(folder, name), 'a', 0o600);
}

/** Copies and empties a log that has grown too large; append mode makes the writer go on at the new end. */
export function rotateLog(folder: string, name: string): void {
  const file = logPath(folder, name);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_BYTES_MAX) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
}
