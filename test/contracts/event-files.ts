import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EventContract } from '@lib/contracts/event';

const folder = fileURLToPath(new URL('../../libs/contracts/src/events/', import.meta.url));

export interface EventFile {
  readonly producer: string;
  /** File name without its ending: `tube-sealed.v1`. */
  readonly name: string;
  readonly contract: EventContract;
}

const isContract = (value: unknown): value is EventContract =>
  typeof value === 'object' && value !== null && 'shape' in value && 'topic' in value;

/** Every event file of the house with the one contract in it. */
export async function eventFiles(): Promise<readonly EventFile[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return Promise.all(
    files.toSorted().map(async (path) => {
      const [producer = '', file = ''] = path.split('/');
      const loaded: Record<string, unknown> = await import(/* @vite-ignore */ folder + path);
      const contracts = Object.values(loaded).filter(isContract);
      const [contract] = contracts;
      if (contract === undefined || contracts.length > 1)
        throw new Error(`${path} must hold one event, found ${contracts.length}`);
      return { producer, name: file.replace(/\.ts$/, ''), contract };
    }),
  );
}
