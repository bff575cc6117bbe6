import { afterEach, describe, expect, test, vi } from 'vitest';
import { armFailpoint, failpoint } from './failpoint.js';

const kill = vi.spyOn(process, 'kill').mockImplementation(() => true);

afterEach(() => {
  armFailpoint(undefined);
  kill.mockClear();
});

describe('a failpoint', () => {
  test('kills at its n-th passing and at no other point', () => {
    armFailpoint('after-commit@2');
    failpoint('before-commit');
    failpoint('after-commit');
    expect(kill).not.toHaveBeenCalled();
    failpoint('after-commit');
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGKILL');
  });

  test('that is not armed does nothing', () => {
    failpoint('after-commit');
    expect(kill).not.toHaveBeenCalled();
  });

  test.each(['after-commit', 'after-commit@0', '@1', 'A@1'])('of the form "%s" is refused', (spec) => {
    expect(() => armFailpoint(spec)).toThrow('name@n');
  });
});
