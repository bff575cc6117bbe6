/** A sound for each outcome of a scan, so that nobody has to look: good, repeat, stop, full. */
export type Outcome = 'good' | 'repeat' | 'stop' | 'full';

interface Tone {
  readonly hertz: number;
  readonly fromMs: number;
  readonly lastsMs: number;
}

const tones: Record<Outcome, readonly Tone[]> = {
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
};

const buzzes: Record<Outcome, number[]> = {
  good: [60],
  repeat: [40, 60, 40],
  stop: [400],
  full: [120, 80, 120, 80, 120],
};

let audio: AudioContext | undefined;

/** Plays the sound and the vibration of an outcome; stays silent where the browser has no audio yet. */
export function sound(outcome: Outcome): void {
  audio ??= new AudioContext();
  for (const { hertz, fromMs, lastsMs } of tones[outcome]) {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = hertz;
    gain.gain.value = 0.2;
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(audio.currentTime + fromMs / 1000);
    oscillator.stop(audio.currentTime + (fromMs + lastsMs) / 1000);
  }
  navigator.vibrate?.(buzzes[outcome]);
}
