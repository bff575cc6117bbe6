import { onUnmounted, ref, type Ref } from 'vue';

export interface Followed<T> {
  readonly latest: Ref<T | undefined>;
  /** True when nothing, not even a heartbeat, has come for longer than the limit. */
  readonly isStale: Ref<boolean>;
  readonly silentSeconds: Ref<number>;
}

// screens §1.4: a number that is older than fifteen seconds is marked as stale.
const staleSeconds = 15;

/** Follows a stream of server-sent events; the browser reconnects by itself. */
export function follow<T>(path: string): Followed<T> {
  const latest = ref<T>() as Ref<T | undefined>;
  const silentSeconds = ref(0);
  const isStale = ref(false);
  let heardMs = performance.now();
  const heard = () => {
    heardMs = performance.now();
  };
  const source = new EventSource(path);
  const take = (event: MessageEvent<string>) => {
    heard();
    latest.value = JSON.parse(event.data) as T;
  };
  source.addEventListener('message', take);
  source.addEventListener('funnel', take);
  source.addEventListener('heartbeat', heard);
  const watch = setInterval(() => {
    silentSeconds.value = Math.round((performance.now() - heardMs) / 1000);
    isStale.value = silentSeconds.value > staleSeconds;
  }, 1_000);
  onUnmounted(() => {
    source.close();
    clearInterval(watch);
  });
  return { latest, isStale, silentSeconds };
}
