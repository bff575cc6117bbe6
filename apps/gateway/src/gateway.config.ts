import { dirname, join } from 'node:path';
import { type BaseConfig, baseConfig, defineConfig, type Environment, portOffsets } from '@lib/platform';
import { z } from 'zod';
import { type Budget, budgets, type Timings, timings } from './passage/limits.js';
import { type Upstream, upstreams } from './passage/upstreams.js';

export interface GatewayConfig extends BaseConfig {
  /** Where each room listens. */
  readonly upstreamUrls: Readonly<Record<Upstream, string>>;
  readonly budgets: Readonly<Record<Upstream, Budget>>;
  readonly timings: Timings;
  /** Folder of the built pages. */
  readonly webFolder: string;
  /** The local issuer's private key; present in the local profile only. */
  readonly issuerKeyFile: string | undefined;
  /** Where the people of the practice round are kept; present in the local profile only. */
  readonly practiceFile: string | undefined;
}

const portBaseDefault = 8080;

const variableOf = (name: Upstream): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;

const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

/** In: the environment. Out: the gateway's configuration. Throws `ConfigError` naming every variable that is wrong. */
export function gatewayConfig(env: Environment = process.env): GatewayConfig {
  const base = baseConfig('gateway', env);
  const isLocal = base.profile === 'local';
  const urlOf = (name: Upstream) => {
    const fallback = `http://127.0.0.1:${portBaseDefault + portOffsets[name]}`;
    return isLocal ? httpUrl.default(fallback) : httpUrl;
  };
  const schema = z.object({
    ...Object.fromEntries(upstreams.map((name) => [variableOf(name), urlOf(name)])),
    BULOU_WEB: z.string().default('dist/web'),
    BULOU_ISSUER_KEY: isLocal ? z.string() : z.string().optional(),
    BULOU_PRACTICE_FILE: z.string().optional(),
  });
  const own = defineConfig(schema, env);
  const urls = own as unknown as Record<string, string>;
  const issuerKeyFile = isLocal ? own.BULOU_ISSUER_KEY : undefined;
  // Beside the keys, in the folder of run state: `.bulou/keys/issuer.private.json` → `.bulou/practice.json`.
  const besideKeys = issuerKeyFile && join(dirname(issuerKeyFile), '..', 'practice.json');
  return Object.freeze({
    ...base,
    upstreamUrls: Object.fromEntries(upstreams.map((name) => [name, urls[variableOf(name)]])) as Record<
      Upstream,
      string
    >,
    budgets,
    timings,
    webFolder: own.BULOU_WEB,
    issuerKeyFile,
    practiceFile: isLocal ? (own.BULOU_PRACTICE_FILE ?? besideKeys) : undefined,
  });
}
