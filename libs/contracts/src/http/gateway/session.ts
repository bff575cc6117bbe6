import { instant } from '@lib/contracts/fields';
import { proveShift } from '@lib/contracts/http/registration/places';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** What is answered in words when nothing leads on; otherwise the answer is a redirect without a body. */
const pageInWords = z.string();

export const listSignInWays = defineRoute({
  service: 'gateway',
  method: 'GET',
  path: '/v1/session/ways',
  roles: 'public',
  scope: 'none',
  summary: { zh: '可用的登录方式', en: 'how somebody may sign in here' },
  response: z.object({ organisation: z.boolean(), practice: z.boolean() }),
});

/** Answers 303 to the organisation's provider (authorization code, PKCE S256, state, nonce). */
export const beginSignIn = defineRoute({
  service: 'gateway',
  method: 'GET',
  path: '/v1/session/login',
  roles: 'public',
  scope: 'none',
  summary: { zh: '到单位统一登录（?returnTo=本站路径）', en: 'sign in at the organisation (?returnTo=own path)' },
  query: z.object({ returnTo: z.string().max(2_000).optional() }),
  response: pageInWords,
});

/** The provider sends the browser back here; answers 303 to the page that was asked for, or a page that says why not. */
export const completeSignIn = defineRoute({
  service: 'gateway',
  method: 'GET',
  path: '/v1/session/callback',
  roles: 'public',
  scope: 'none',
  summary: { zh: '统一登录返回', en: 'come back from the organisation’s sign-in' },
  response: pageInWords,
});

export const renewSession = defineRoute({
  service: 'gateway',
  method: 'POST',
  path: '/v1/session/renewal',
  roles: 'public',
  scope: 'none',
  summary: { zh: '续期登录', en: 'renew a session that ran out' },
});

/**
 * A device gets the token of its shift, and gets it anew every few minutes, against a proof by its own key: the token
 * comes as the session's cookie, so that no script ever holds it. Who stole a token cannot renew it.
 */
export const issueShiftToken = defineRoute({
  service: 'gateway',
  method: 'POST',
  path: '/v1/shift-tokens',
  roles: 'public',
  scope: 'none',
  summary: { zh: '凭设备证明领取或续期班次令牌', en: 'get or renew a shift’s token against a device’s proof' },
  bodyLimitBytes: 4_096,
  request: proveShift.request,
  response: z.object({ expiresAt: instant, shiftEndsAt: instant }),
});
