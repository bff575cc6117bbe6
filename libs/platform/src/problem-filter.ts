import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Ids } from '@lib/vocabulary';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalLedger } from './audit/refusal-ledger.js';
import type { Log } from './log.js';
import { problem, problemContentType } from './problem.js';
import type { ProblemAnswer } from './problem.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly ids: Ids,
    private readonly refusals: RefusalLedger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const answer = problem(error, this.ids.uuid7());
    this.record(answer, error, http.getRequest<FastifyRequest>());
    // A stream that has begun cannot become a problem document any more.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    void reply
      .code(answer.problem.status)
      .headers({ ...answer.headers, 'content-type': problemContentType, 'cache-control': 'no-store' })
      .send(JSON.stringify(answer.problem));
  }

  // Levels of house rule 8. The route is logged by its pattern: what stands in a path or query stays out.
  private record(
    { kind, problem: { code, status, incident, errors } }: ProblemAnswer,
    error: unknown,
    request: FastifyRequest,
  ): void {
    const fields = { code, status, method: request.method, route: request.routeOptions.url ?? '(none)' };
    if (kind === 'refusal') {
      this.refusals.note(code, `${fields.method} ${fields.route}`);
      this.log.info('refused', fields);
    } else if (kind === 'malformed')
      this.log.warn('malformed', { ...fields, faults: errors?.length, first: errors?.[0]?.code });
    else this.log.error('fault', error, { ...fields, incident });
  }
}
