/**
 * How long and how large one connection may be before it is ended, so that nobody holds a place by being slow. Node's
 * own defaults are 60 s for headers and 300 s for a request; a slowloris lives on exactly these.
 */
export const serverLimits = {
  /** All headers must be there by then; a phone on a poor line (5 s round trip, reliability N1) sends them in one packet. */
  headersMsMax: 10_000,
  /** A file of twenty megabytes over a poor line; everything else is long done by then. */
  requestMsMax: 120_000,
  /** How often Node looks for connections that are over the two limits above. */
  checkEveryMs: 2_000,
  /** Longer than the gateway keeps its own connections (20 s), so that it never sends into one that we are closing. */
  keepAliveMs: 65_000,
  /** Node's default, said here because the answer 431 depends on it; our largest honest header is a token of 4 KB. */
  headerBytesMax: 16_384,
  /** Sockets of one process: a site's phones, walls and laboratories several times over; beyond it the kernel refuses. */
  connectionsMax: 8_000,
  /** A path parameter: the longest honest one is a UUID of 36 characters. */
  parameterCharactersMax: 100,
} as const;

/** What a JSON body may be built like (reliability §6.6). */
export const jsonLimits = {
  /** No contract nests deeper than six. */
  depthMax: 20,
  /** Keys of one object; the largest contract has some thirty. */
  keysMax: 1_000,
} as const;
