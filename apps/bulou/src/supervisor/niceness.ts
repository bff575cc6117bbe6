import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets a process of its own session stand back. Where Linux schedules by session (`sched_autogroup_enabled`), a
 * process's own niceness says something within its session only, so the session's is set beside it.
 * In: process id, niceness from 0 to 19. Sessions that cannot be weighed are left as they are.
 */
export function standBack(pid: number, niceness: number): void {
  setPriority(pid, niceness);
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // Another kernel, or one without sessions in its scheduler: the line above has done it.
  }
}
