// Lets a child process of a test run the sources themselves: `node --import <this file> child.ts`. The build in dist/
// may be older than what is being tested.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const libs = new URL('../../', import.meta.url);

function aliasTarget(specifier) {
  const [, lib, path] = /^@lib\/([a-z]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  return lib === undefined ? undefined : new URL(`${lib}/src/${path ?? 'index'}.ts`, libs).href;
}

registerHooks({
  resolve(specifier, context, next) {
    const target = aliasTarget(specifier);
    if (target !== undefined) return { url: target, shortCircuit: true };
    if (specifier.startsWith('.') && specifier.endsWith('.js')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(source)) return { url: source.href, shortCircuit: true };
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      swcrc: false,
      configFile: false,
      sourceMaps: 'inline',
      module: { type: 'es6' },
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
      },
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
