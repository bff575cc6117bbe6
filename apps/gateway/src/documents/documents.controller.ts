import { Controller, Get, Header } from '@nestjs/common';
import { asyncApi } from './asyncapi.js';
import { docsPage, docsStyle } from './docs-page.js';
import { openApi } from './openapi.js';
import { rights } from './rights.js';
import { rightsPage } from './rights-page.js';
import { refusalsPage } from './refusals-page.js';

// They follow from the code alone: made at the first question, the same until the process ends.
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

const openApiText = once(() => JSON.stringify(openApi()));
const asyncApiText = once(() => JSON.stringify(asyncApi()));
const docsText = once(docsPage);
const rightsText = once(rightsPage);
const rightsJson = once(() => JSON.stringify({ roles: rights() }));
const refusalsText = once(refusalsPage);
const aMinute = 'public, max-age=60';

/** Patterns of these pages; they are public. */
export const documentPaths: readonly string[] = [
  '/openapi.json',
  '/asyncapi.json',
  '/docs',
  '/docs/refusals',
  '/docs/style.css',
  '/rights',
  '/rights.json',
];

@Controller()
export class DocumentsController {
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', aMinute)
  openApi(): string {
    return openApiText();
  }

  @Get('asyncapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', aMinute)
  asyncApi(): string {
    return asyncApiText();
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', aMinute)
  docs(): string {
    return docsText();
  }

  @Get('docs/refusals')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', aMinute)
  refusals(): string {
    return refusalsText();
  }

  @Get('rights')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', aMinute)
  rights(): string {
    return rightsText();
  }

  @Get('rights.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', aMinute)
  rightsJson(): string {
    return rightsJson();
  }

  @Get('docs/style.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', aMinute)
  style(): string {
    return docsStyle;
  }
}
