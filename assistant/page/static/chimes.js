// Small soft sounds that say what Lantern does, for a child who does not look.

import { audio } from "./sound.js";

const LOUDNESS = 0.5; // of the voice's: a chime must not cover a child's first word
const sounds = new Map();

export async function fetchChime(name) {
  if (sounds.has(name)) return;
  const response = await fetch(`/chimes/${name}.wav`);
  if (response.ok) sounds.set(name, await audio().decodeAudioData(await response.arrayBuffer()));
}

/** Plays a chime that was fetched; silent otherwise. */
export function chime(name, volume) {
  const buffer = sounds.get(name);
  if (!buffer || audio().state !== "running") return;
  const source = new AudioBufferSourceNode(audio(), { buffer });
  source.connect(new GainNode(audio(), { gain: volume * LOUDNESS })).connect(audio().destination);
  source.start();
}
