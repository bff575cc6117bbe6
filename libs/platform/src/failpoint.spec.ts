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

  test('that is to stop stops the process, and at no later passing again', () => {
    armFailpoint('notice-claimed@1:stop');
    failpoint('notice-claimed');
    failpoint('notice-claimed');
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGSTOP');
  });

  test('that is not armed does nothing', () => {
    failpoint('after-commit');
    expect(kill).not.toHaveBeenCalled();
  });

  test.each(['after-commit', 'after-commit@0', '@1', 'A@1', 'after-commit@1:pause'])(
    'of the form "%s" is refused',
    (spec) => {
      expect(() => armFailpoint(spec)).toThrow('name@n');
    },
  );
});
