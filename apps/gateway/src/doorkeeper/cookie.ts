/** Name of the browser's session cookie; its value is the token itself, which no script can read. */
export const sessionCookie = 'bulou_session';

/** In: the Cookie header and a cookie's name. Out: its value, if there is one. */
export function cookieNamed(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** In: the Cookie header. Out: the session's token, if there is one. */
export const sessionOf = (header: string | undefined): string | undefined => cookieNamed(header, sessionCookie);

/**
 * In: a token, the seconds that it lives, and whether the page came over TLS. Out: the Set-Cookie header.
 * No script reads it, no other site sends it. The local profile speaks plain HTTP on loopback, hence `Secure` elsewhere.
 */
export function cookieFor(token: string, seconds: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${sessionCookie}=${token}; Path=/; Max-Age=${Math.floor(seconds)}; HttpOnly; SameSite=Strict${secure}`;
}

/** The Set-Cookie header that ends a session. */
export const cookieOfNobody = (isSecure: boolean): string => cookieFor('', 0, isSecure);
