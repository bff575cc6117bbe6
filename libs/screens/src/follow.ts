import { onUnmounted, ref, type Ref } from 'vue';

export interface Followed<T> {
  readonly latest: Ref<T | undefined>;
  /** True when nothing, not even a heartbeat, has come for longer than the limit. */
  readonly isStale: Ref<boolean>;
  readonly silentSeconds: Ref<number>;
}

// screens §1.4: a number that is older than fifteen seconds is marked as stale.
const staleSeconds = 15;

const reopenMs = 3_000;

/**
 * Opens a stream of server-sent events. The browser reconnects by itself after a broken line, but gives up for good on any
 * answer but 200, as while a room restarts; then the stream is opened anew. In: what is done at each event, by its name.
 * Out: how to close it.
 */
export function openStream(
  path: string,
  heard: Readonly<Record<string, (event: MessageEvent<string>) => void>>,
): () => void {
  let source: EventSource;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(path);
    for (const [name, take] of Object.entries(heard)) source.addEventListener(name, take as EventListener);
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, reopenMs);
    });
  };
  open();
  return () => {
    source.close();
    clearTimeout(reopening);
  };
}

/** Follows a stream of which each event is the newest state of the same thing. */
export function follow<T>(path: string): Followed<T> {
  const latest = ref<T>();
  const silentSeconds = ref(0);
  const isStale = ref(false);
  let heardMs = performance.now();
  const heard = () => {
    heardMs = performance.now();
  };
  const take = (event: MessageEvent<string>) => {
    heard();
    latest.value = JSON.parse(event.data) as T;
  };
  const close = openStream(path, { message: take, funnel: take, heartbeat: heard });
  const watch = setInterval(() => {
    silentSeconds.value = Math.round((performance.now() - heardMs) / 1000);
    isStale.value = silentSeconds.value > staleSeconds;
  }, 1_000);
  onUnmounted(() => {
    close();
    clearInterval(watch);
  });
  return { latest, isStale, silentSeconds };
}
