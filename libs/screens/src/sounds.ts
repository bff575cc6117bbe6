import { ref } from 'vue';

/** A sound for each outcome of a scan, so that nobody has to look: good, repeat, stop, full. */
export type Outcome = 'good' | 'repeat' | 'stop' | 'full';

/** What can be heard: an outcome, or an alert that waits for somebody. */
export type Sound = Outcome | 'alarm';

interface Tone {
  readonly hertz: number;
  readonly fromMs: number;
  readonly lastsMs: number;
}

const tones: Record<Sound, readonly Tone[]> = {
  good: [
    { hertz: 880, fromMs: 0, lastsMs: 45 },
    { hertz: 1320, fromMs: 45, lastsMs: 45 },
  ],
  repeat: [
    { hertz: 660, fromMs: 0, lastsMs: 80 },
    { hertz: 660, fromMs: 130, lastsMs: 80 },
  ],
  stop: [{ hertz: 220, fromMs: 0, lastsMs: 400 }],
  full: [
    { hertz: 523, fromMs: 0, lastsMs: 120 },
    { hertz: 659, fromMs: 120, lastsMs: 120 },
    { hertz: 784, fromMs: 240, lastsMs: 160 },
  ],
  // Two tones that take turns, as an alarm does in a ward: unlike any answer to a scan.
  alarm: [0, 1, 2, 3].map((turn) => ({ hertz: turn % 2 === 0 ? 988 : 740, fromMs: turn * 260, lastsMs: 240 })),
};

const buzzes: Record<Sound, number[]> = {
  good: [60],
  repeat: [40, 60, 40],
  stop: [400],
  full: [120, 80, 120, 80, 120],
  alarm: [300, 120, 300, 120, 300],
};

let audio: AudioContext | undefined;

const isMutedKey = 'bulou.muted';

/** Whether somebody silenced this device's alarm; kept on the device. Scans are still heard. */
export const isMuted = ref(globalThis.localStorage?.getItem(isMutedKey) === 'yes');

/** False while the browser waits for a first click before it lets a page sound. */
export const isAudible = ref(false);

export function muteAlarm(muted: boolean): void {
  isMuted.value = muted;
  localStorage.setItem(isMutedKey, muted ? 'yes' : 'no');
}

/** Asks the browser for sound: at the opening of a page, and at each click until it gives it. */
export function openSound(): void {
  audio ??= new AudioContext();
  const waiting = audio;
  // Without a click the promise stays open, so nobody waits for it here.
  void waiting.resume().then(() => {
    isAudible.value = waiting.state === 'running';
  });
  isAudible.value = waiting.state === 'running';
}

/** Plays a sound and its vibration; stays silent where the browser has no audio yet. */
export function sound(heard: Sound): void {
  if (heard === 'alarm' && isMuted.value) return;
  audio ??= new AudioContext();
  // A page that was opened without a click may not sound before the first one; after that it may.
  void audio.resume();
  for (const { hertz, fromMs, lastsMs } of tones[heard]) {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = hertz;
    gain.gain.value = 0.2;
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(audio.currentTime + fromMs / 1000);
    oscillator.stop(audio.currentTime + (fromMs + lastsMs) / 1000);
  }
  navigator.vibrate?.(buzzes[heard]);
}
