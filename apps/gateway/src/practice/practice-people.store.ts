import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { uuid } from '@lib/contracts/fields';
import { practicePerson } from '@lib/contracts/http/gateway/practice';
import { CONFIG, Log } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { GatewayConfig } from '../gateway.config.js';

const practiceRound = z.object({ campaignId: uuid.nullable(), people: z.array(practicePerson) });

export type PracticeRound = z.output<typeof practiceRound>;

const nobody: PracticeRound = { campaignId: null, people: [] };

/** The people of the practice round, in a file: the gateway has no database, and they outlive a restart. */
@Injectable()
export class PracticePeople {
  #round: PracticeRound | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** False in every profile but the local one: there is nobody, and no way to add somebody. */
  get isOpen(): boolean {
    return this.config.practiceFile !== undefined;
  }

  async read(): Promise<PracticeRound> {
    this.#round ??= await this.#readFile();
    return this.#round;
  }

  /** Replaces all of them; on disk before it returns. */
  async replace(round: PracticeRound): Promise<void> {
    const file = this.config.practiceFile;
    if (file === undefined) throw new Error('practice people exist in the local profile only');
    await mkdir(dirname(file), { recursive: true });
    const beside = `${file}.new`;
    const handle = await open(beside, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(round, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
    this.#round = round;
  }

  async #readFile(): Promise<PracticeRound> {
    if (this.config.practiceFile === undefined) return nobody;
    try {
      return practiceRound.parse(JSON.parse(await readFile(this.config.practiceFile, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nobody;
      this.log.warn('the file of practice people cannot be read; nobody is on the list', {
        file: this.config.practiceFile,
      });
      return nobody;
    }
  }
}
