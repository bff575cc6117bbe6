import { setPracticePeople, signInAsPracticePerson } from '@lib/contracts/http/gateway/practice';
import { Refusal } from '@lib/contracts/refusals';
import { parse } from '@lib/platform';
import { Body, Controller, Get, HttpCode, Post, Put, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DoorGuard } from '../doorkeeper/door-guard.js';
import { PracticeDoor } from './practice-door.js';
import { PracticePeople, type PracticeRound } from './practice-people.store.js';

@UseGuards(DoorGuard)
@Controller('api/gateway/v1/practice')
export class PracticeController {
  constructor(
    private readonly people: PracticePeople,
    private readonly door: PracticeDoor,
  ) {}

  @Get('people')
  async list(): Promise<PracticeRound> {
    this.#looksAbsentUnlessOpen();
    return this.people.read();
  }

  @Put('people')
  async replace(@Body() body: unknown): Promise<{ people: number }> {
    this.#looksAbsentUnlessOpen();
    const round = parse(setPracticePeople.request, body);
    await this.people.replace(round);
    return { people: round.people.length };
  }

  @Post('sign-in')
  @HttpCode(200)
  async signIn(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ page: string; expiresAt: string }> {
    this.#looksAbsentUnlessOpen();
    const { cookie, expiresAt, person } = await this.door.signIn(parse(signInAsPracticePerson.request, body).key);
    void reply.header('set-cookie', cookie).header('cache-control', 'no-store');
    return { page: person.page, expiresAt: expiresAt.toISOString() };
  }

  #looksAbsentUnlessOpen(): void {
    if (!this.people.isOpen) throw new Refusal('NOT_FOUND');
  }
}
