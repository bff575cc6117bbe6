import { IDS, Log, problem, problemContentType, RefusalLedger } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Errors of what stands outside Nest's controllers: passages and pages. Same answers and same log as platform's filter. */
@Injectable()
export class ProblemAnswers {
  constructor(
    @Inject(Log) private readonly log: Log,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(RefusalLedger) private readonly refusals: RefusalLedger,
  ) {}

  /** For `setErrorHandler`. */
  readonly answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { kind, problem: content, headers } = problem(error, this.ids.uuid7());
    const fields = {
      code: content.code,
      status: content.status,
      method: request.method,
      route: request.routeOptions.url,
    };
    if (kind === 'refusal')
      this.refusals.note(content.code, `${request.method} ${request.routeOptions.url ?? '(none)'}`);
    if (kind === 'fault') this.log.error('fault', error, { ...fields, incident: content.incident });
    else this.log.info(kind, fields);
    void reply
      .code(content.status)
      .headers({ ...headers, 'content-type': problemContentType, 'cache-control': 'no-store' })
      .send(JSON.stringify(content));
  };
}
