import { describe, expect, test } from 'vitest';
import { InTurn } from './in-turn.js';

/** Work that ends when it is told to; `begun` counts how often it began. */
function heldWork() {
  const open: (() => void)[] = [];
  let begun = 0;
  let most = 0;
  const turn = new InTurn(() => {
    begun += 1;
    return new Promise<void>((resolve) => {
      open.push(resolve);
      most = Math.max(most, open.length);
    });
  });
  return { turn, begun: () => begun, most: () => most, end: () => open.shift()?.() };
}

describe('work in turn', () => {
  test('whoever asks while it runs gets a run that begins after they asked, and shares it', async () => {
    const { turn, begun, end } = heldWork();
    const first = turn.run();
    const [second, third] = [turn.run(), turn.run()];
    expect(begun()).toBe(1);
    end();
    await first;
    expect(turn.isRunning).toBe(true);
    expect(begun()).toBe(2);
    end();
    await Promise.all([second, third]);
    expect(begun()).toBe(2);
    expect(turn.isRunning).toBe(false);
  });

  test('never runs twice at the same time, also for somebody who asks at the very end of a run', async () => {
    const { turn, begun, most, end } = heldWork();
    const first = turn.run();
    const second = turn.run();
    const late = first.then(() => turn.run());
    end();
    await first;
    let areOver = false;
    void Promise.all([second, late]).then(() => (areOver = true));
    while (!areOver) {
      end();
      await Promise.resolve();
    }
    expect(begun()).toBeGreaterThan(1);
    expect(most()).toBe(1);
  });

  test('goes on after a run that failed', async () => {
    let turns = 0;
    const turn = new InTurn(async () => {
      turns += 1;
      if (turns === 1) throw new Error('away');
    });
    const [first, second] = [turn.run(), turn.run()];
    await expect(first).rejects.toThrow('away');
    await second;
    expect(turns).toBe(2);
  });
});
