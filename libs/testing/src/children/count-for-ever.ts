import { reopenProbeRoom, probeChange } from '../probe-room.js';

// Counts new probes as fast as it can and says each that was answered, until it is killed.
const { url } = JSON.parse(process.argv[2] ?? '{}') as { url: string };
const room = await reopenProbeRoom(url);
let next = 0;

async function countOn(): Promise<never> {
  for (;;) {
    next += 1;
    const id = `probe-${next}`;
    await room.store.change(id, (states) => probeChange(id, states));
    process.stdout.write(`answered ${id}\n`);
  }
}

await Promise.all(Array.from({ length: 32 }, countOn));
