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
 * Follows a stream of server-sent events. The browser reconnects by itself after a broken line, but gives up for good
 * on any answer but 200, as while a room restarts; then the stream is opened anew.
 */
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
  let source: EventSource;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(path);
    source.addEventListener('message', take);
    source.addEventListener('funnel', take);
    source.addEventListener('heartbeat', heard);
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, reopenMs);
    });
  };
  open();
  const watch = setInterval(() => {
    silentSeconds.value = Math.round((performance.now() - heardMs) / 1000);
    isStale.value = silentSeconds.value > staleSeconds;
  }, 1_000);
  onUnmounted(() => {
    source.close();
    clearTimeout(reopening);
    clearInterval(watch);
  });
  return { latest, isStale, silentSeconds };
}
