import type { RouteContract, ServiceName } from '@lib/contracts/route';
import type { Send } from './matrix.js';
import type { Answer } from './verdict.js';

/** A stream tells its present state at once; what comes later is not waited for. */
async function firstOf(response: Response, ended: AbortController): Promise<string> {
  const reader = response.body?.getReader();
  const first = await reader?.read();
  ended.abort();
  return new TextDecoder().decode(first?.value);
}

const codeIn = (text: string): string | undefined =>
  text.startsWith('{') ? (JSON.parse(text) as { code?: string }).code : undefined;

/** Out: calls by HTTP. In: where a service is found and what stands before its paths there. */
export function sender(addressOf: (service: ServiceName) => string, addsPrefix: boolean): Send {
  return async (route: RouteContract, call, { authorization }): Promise<Answer> => {
    const ended = new AbortController();
    // The gateway's own routes stand behind their prefix wherever one calls them.
    const prefix = addsPrefix || route.service === 'gateway' ? `/api/${route.service}` : '';
    const response = await fetch(addressOf(route.service) + prefix + call.path, {
      method: call.method,
      headers: { ...call.headers, ...(authorization === undefined ? {} : { authorization }) },
      body: (call.body as string | undefined) ?? null,
      signal: ended.signal,
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const text = isStream ? await firstOf(response, ended) : await response.text();
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
    return {
      status: response.status,
      code: isProblem ? codeIn(text) : undefined,
      text,
      headerNames: [...response.headers.keys()].toSorted(),
    };
  };
}
