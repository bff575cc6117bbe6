/** One answer that a browser got. */
export interface Seen {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Kept {
  readonly value: string;
  readonly path: string;
}

/**
 * A browser as far as a sign-in needs one: it keeps cookies by host and path, follows redirects of its own accord only
 * when asked, and sends forms. It is not clever about Domain, Secure or SameSite; tests look at those themselves.
 */
export class Browser {
  readonly #jar = new Map<string, Map<string, Kept>>();

  /** Sends one request with the cookies that its path may see. */
  async send(
    method: string,
    url: string,
    more: { form?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    const cookie = this.cookiesFor(url);
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...more.headers },
      ...(more.form === undefined ? {} : { body: new URLSearchParams(more.form) }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(new URL(url).host, line);
    return { url, status: answer.status, headers: answer.headers, text: await answer.text() } satisfies Seen;
  }

  /** Like `send`, then on by GET through redirects, until there is none or the next address is where to stop. */
  async follow(
    method: string,
    url: string,
    stop: (next: string) => boolean,
    form?: Record<string, string>,
  ): Promise<Seen> {
    let seen: Seen = await this.send(method, url, form === undefined ? {} : { form });
    for (let turn = 0; turn < 12; turn += 1) {
      const next = nextOf(seen);
      if (next === undefined || stop(next)) return seen;
      seen = await this.send('GET', next);
    }
    throw new Error(`redirected in circles at ${seen.url}`);
  }

  cookiesFor(url: string): string {
    const { host, pathname } = new URL(url);
    const kept = [...(this.#jar.get(host) ?? [])].filter(([, { path }]) => pathname.startsWith(path));
    return kept.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  /** Out: a cookie's value at that host, whatever its path. */
  cookie(url: string, name: string): string | undefined {
    return this.#jar.get(new URL(url).host)?.get(name)?.value;
  }

  /** Puts a cookie there as if it had been set; nothing takes it away. */
  put(url: string, name: string, value: string | undefined, path = '/'): void {
    const jar = this.#jarOf(new URL(url).host);
    if (value === undefined) jar.delete(name);
    else jar.set(name, { value, path });
  }

  #keep(host: string, line: string): void {
    const [pair = '', ...marks] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const path = marks.find((mark) => mark.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const isOver = marks.some(
      (mark) => mark.toLowerCase() === 'max-age=0' || mark.startsWith('expires=Thu, 01 Jan 1970'),
    );
    if (isOver || value === '') this.#jarOf(host).delete(name);
    else this.#jarOf(host).set(name, { value, path });
  }

  #jarOf(host: string): Map<string, Kept> {
    const jar = this.#jar.get(host) ?? new Map<string, Kept>();
    this.#jar.set(host, jar);
    return jar;
  }
}

/** Out: where a redirect leads, as a whole address; nothing when the answer is none. */
export function nextOf({ url, headers }: Seen): string | undefined {
  const location = headers.get('location');
  return location === null ? undefined : new URL(location, url).href;
}
