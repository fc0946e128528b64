// The page's one audio context. Browsers let it sound after the first press.

let context = null;

export function audio() {
  context ??= new AudioContext({ latencyHint: "interactive" });
  return context;
}

/** To be called from a press, and before every sound. */
export async function wakeAudio() {
  if (audio().state !== "running") await audio().resume();
}
