import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { step } from '../progress.js';
import { provideTools } from '../provision/install.js';
import { runTool } from '../provision/run-tool.js';

// Another version finds other things: what CI found green must be green on any machine.
const version = '4.32.5';

/**
 * Out: the program that asks questions from an OpenAPI document, in a Python environment of its own below the cache.
 * Throws Lacking, with the cure, when Python or the package cannot be had.
 */
export async function provideSchemathesis(config: LauncherConfig): Promise<string> {
  const home = join(config.cache, `schemathesis-${version}`);
  const program = join(home, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  const { python } = await provideTools(config, { names: ['python'], pretendBare: false });
  await step(`installing schemathesis ${version} (pip)`, async () => {
    // Named after what it holds only when it is whole; programs in it know their folder, so it is made where it stays.
    rmSync(home, { recursive: true, force: true });
    await must(python ?? 'python3', ['-m', 'venv', home]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${version}`];
    await must(join(home, 'bin', 'python'), pip).catch((error: unknown) => {
      rmSync(home, { recursive: true, force: true });
      throw error;
    });
  });
  return program;
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const { status, output } = await runTool(command, args);
  if (status === 0) return;
  throw new Lacking(
    `${command} ${args.join(' ')} failed:\n${output.trim().split('\n').slice(-6).join('\n')}`,
    'Python 3.10 or newer with venv and pip must reach PyPI (pip.conf, proxy); then run the same command again.',
  );
}
