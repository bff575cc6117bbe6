import { onMounted, onUnmounted } from 'vue';

// A scanner types a whole code within this time; a person does not.
const gapMsMax = 80;
const lengthMin = 6;

/** Hears what a scanner types anywhere on the page, without a focused field: keys in quick order, ended by Enter. */
export function useWedge(onScan: (text: string) => void): void {
  let typed = '';
  let lastMs = 0;
  const hear = (event: KeyboardEvent) => {
    const isInField = event.target instanceof HTMLInputElement;
    if (isInField || event.ctrlKey || event.metaKey || event.altKey) return;
    const nowMs = performance.now();
    if (nowMs - lastMs > gapMsMax) typed = '';
    lastMs = nowMs;
    if (event.key === 'Enter') {
      if (typed.length >= lengthMin) {
        event.preventDefault();
        onScan(typed);
      }
      typed = '';
    } else if (event.key.length === 1) typed += event.key;
  };
  onMounted(() => addEventListener('keydown', hear));
  onUnmounted(() => removeEventListener('keydown', hear));
}
