import { z } from 'zod';

/** The rooms that may publish. The outbox refuses an event whose producer is not the publishing service itself. */
export type Producer = 'registration' | 'batching' | 'lab' | 'notification' | 'isolation';

/** A promise about one kind of fact: its words, its topic, its key, its shape and one example. */
export interface EventContract<Name extends string = string, Shape extends z.ZodObject = z.ZodObject> {
  readonly producer: Producer;
  readonly name: Name;
  readonly version: number;
  /** CloudEvents `type`: `<producer>.<name>.v<version>`, the same words as the file path and the golden file. */
  readonly type: string;
  readonly topic: string;
  /** One sentence: what has become true. */
  readonly meaning: string;
  readonly shape: Shape;
  /** The aggregate's id: Kafka key and CloudEvents `subject`. */
  keyOf(content: z.output<Shape>): string;
  readonly example: z.input<Shape>;
}

/** The content of an event of this contract. */
export type ContentOf<C extends EventContract> = z.output<C['shape']>;

interface EventDefinition<Name extends string, Shape extends z.ZodObject> {
  producer: Producer;
  name: Name;
  version?: number;
  topic: string;
  meaning: string;
  shape: Shape;
  keyOf(content: z.output<Shape>): string;
  example: z.input<Shape>;
}

/** Declares an event; the type string is made of the words given, so that it cannot differ from them. */
export function defineEvent<Name extends string, Shape extends z.ZodObject>(
  definition: EventDefinition<Name, Shape>,
): EventContract<Name, Shape> {
  const version = definition.version ?? 1;
  return { ...definition, version, type: `${definition.producer}.${definition.name}.v${version}` };
}

/** CloudEvents 1.0 attributes in Kafka's binary mode, as headers. `sequence` is the aggregate's version, from 1. */
export const cloudEventHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.uuid(),
  ce_type: z.string(),
  ce_source: z.string(),
  ce_subject: z.string(),
  ce_time: z.iso.datetime(),
  ce_sequence: z.string().regex(/^\d+$/),
  ce_capturedat: z.iso.datetime().optional(),
  ce_correlationid: z.string().optional(),
  ce_causationid: z.string().optional(),
  ce_actor: z.string().optional(),
  traceparent: z.string().optional(),
  'content-type': z.string().optional(),
});

export type CloudEventHeaders = z.output<typeof cloudEventHeaders>;
