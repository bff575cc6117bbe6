import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { describeError } from './mask.js';
import { currentRequest } from './request-context.js';

/** Where spans go and how many of them; without an address nothing is traced and nothing is paid. */
export interface TraceSettings {
  /** OTLP over HTTP, the whole address: `http://collector:4318/v1/traces`. */
  readonly url: string | undefined;
  /** Share of the requests that begin a trace here, 0 to 1; one that was begun elsewhere is followed. */
  readonly share: number;
}

const sendMsMax = 5_000;
const spansWaitingMax = 4_096; // What waits beyond it is dropped: a collector that is away must not cost memory.

/** Begins to trace this process. Out: ends it, after the last spans are sent; nothing to end without an address. */
export function startTracing(app: string, settings: TraceSettings): () => Promise<void> {
  if (settings.url === undefined) return () => Promise.resolve();
  const exporter = new OTLPTraceExporter({ url: settings.url, timeoutMillis: sendMsMax });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': app, 'service.namespace': 'bulou' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: spansWaitingMax, scheduledDelayMillis: 1_000 })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  isOn = true;
  return () => provider.shutdown();
}

let isOn = false;

/** Whether anybody hears of spans; without that, work that comes by the thousand need not begin any. */
export const isTracing = (): boolean => isOn;

const tracer = () => trace.getTracer('bulou');

/** In: a W3C header, if there is one. Out: the context that it names. */
export function contextOf(traceparent: string | undefined): Context {
  return traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
}

const headerOf = (of: Context): string | undefined => {
  const carrier: { traceparent?: string } = {};
  propagation.inject(of, carrier);
  return carrier.traceparent;
};

/** Out: the W3C header of what is being done now, for the fact or job that follows from it. */
export const currentTraceparent = (): string | undefined => headerOf(context.active()) ?? currentRequest()?.traceparent;

/** A piece of work that others hang theirs on. */
export interface Work {
  readonly traceparent: string | undefined;
  /** Runs what follows as part of it. */
  within<T>(run: () => T): T;
  /** Ends it; with an error, as failed. Attributes are closed words and numbers, never a person's. */
  end(attributes?: Attributes, error?: unknown): void;
}

/** In: what it is called, how it came, and the W3C header that it came with. Out: the work, begun. */
export function beginWork(name: string, kind: 'request' | 'event', traceparent: string | undefined): Work {
  const parent = contextOf(traceparent);
  const spanKind = kind === 'request' ? SpanKind.SERVER : SpanKind.CONSUMER;
  const span = tracer().startSpan(name, { kind: spanKind }, parent);
  const own = trace.setSpan(parent, span);
  return {
    traceparent: headerOf(own) ?? traceparent,
    within: (run) => context.with(own, run),
    end: (attributes = {}, error) => endSpan(span, attributes, error),
  };
}

function endSpan(span: Span, attributes: Attributes, error: unknown): void {
  span.setAttributes(attributes);
  if (error !== undefined) {
    const { name } = describeError(error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: name });
  }
  span.end();
}
