const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MILLISECONDS = 100;

export interface Step {
  /** Says what is being waited for now; shown only where it can be wiped away again. */
  note(text: string): void;
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs one long step and shows it on stderr: a turning line on a terminal, two plain lines (begun, ended) elsewhere,
 * so that a log of the same run stays readable.
 */
export async function step<T>(title: string, work: (step: Step) => Promise<T>): Promise<T> {
  const out = process.stderr;
  const since = performance.now();
  const turning = out.isTTY === true;
  let note = '';
  let frame = 0;
  const wipe = () => (turning ? '\r\u001b[2K' : '');
  const draw = () =>
    out.write(`${wipe()}${FRAMES[frame++ % FRAMES.length]} ${title}${note ? `: ${note}` : ''} (${seconds(since)})`);
  const timer = turning ? setInterval(draw, FRAME_MILLISECONDS) : undefined;
  if (!turning) out.write(`· ${title}\n`);
  try {
    const made = await work({ note: (text) => (note = text) });
    out.write(`${wipe()}✓ ${title} (${seconds(since)})\n`);
    return made;
  } catch (error) {
    out.write(`${wipe()}✗ ${title} (${seconds(since)})\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** A bar for work whose size is known; redrawn in place on a terminal, every tenth part elsewhere. */
export function bar(title: string, total: number): { advance(done: number): void; end(): void } {
  const out = process.stderr;
  const since = performance.now();
  const turning = out.isTTY === true;
  let lastTenth = -1;
  const draw = (done: number) => {
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(part * 30);
    return `${title} [${'█'.repeat(filled)}${'·'.repeat(30 - filled)}] ${Math.floor(part * 100)} % ${done}/${total} (${seconds(since)})`;
  };
  return {
    advance(done) {
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
      if (turning) out.write(`\r\u001b[2K${draw(done)}`);
      else if (tenth !== lastTenth) out.write(`${draw(done)}\n`);
      lastTenth = tenth;
    },
    end() {
      if (turning) out.write('\n');
    },
  };
}
