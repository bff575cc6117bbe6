import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Refusal } from '@lib/contracts/refusals';
import { CONFIG } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../gateway.config.js';

/** Where each page stands in the folder of built pages. */
const pages: readonly (readonly [string, string])[] = [
  ['/', 'web-door'],
  ['/sampler', 'web-sampler'],
  ['/console', 'web-console'],
  ['/wall', 'web-wall'],
  ['/resident', 'web-resident'],
];

const assets = '/assets/*';

/** Patterns of the pages; they are public and hold nothing that is anybody's. */
export const pagePaths: readonly string[] = [assets, ...pages.map(([path]) => path)];

const notBuilt = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>不漏 Bulou</title>
<link rel="icon" href="data:,"></head><body>
<h1>不漏 Bulou</h1>
<p>服务已启动，但页面尚未构建。请在项目目录运行 <code>npm run build</code>，然后刷新。</p>
<p>The services run, but the pages are not built yet: run <code>npm run build</code> in the project and reload.</p>
<p><a href="/docs">接口 · API</a></p></body></html>`;

/** Serves the built pages; a screen asks for its page anew each time, while assets carry a hash of their content. */
@Injectable()
export class Pages {
  readonly #folder: string;

  constructor(@Inject(CONFIG) config: GatewayConfig) {
    this.#folder = resolve(config.webFolder);
  }

  async install(server: FastifyInstance): Promise<void> {
    await server.register(fastifyStatic, { root: this.#folder, serve: false, index: false, cacheControl: false });
    for (const [path, folder] of pages) {
      server.get(path, (_request, reply) => this.#page(reply, `${folder}/index.html`));
    }
    server.get(assets, (request, reply) => this.#asset(request, reply));
  }

  #page(reply: FastifyReply, file: string): FastifyReply {
    void reply.header('cache-control', 'no-cache');
    if (existsSync(resolve(this.#folder, file))) return reply.sendFile(file);
    return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
  }

  #asset(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { '*': name } = request.params as { '*': string };
    // The builder writes flat names; anything else is somebody's attempt to walk about.
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name) || !existsSync(resolve(this.#folder, 'assets', name))) {
      throw new Refusal('NOT_FOUND');
    }
    void reply.header('cache-control', 'public, max-age=31536000, immutable');
    return reply.sendFile(`assets/${name}`);
  }
}
