// Fixed lines for when the conversation can't be asked: fetched ahead, because the server may be gone when one is needed.

import { audio } from "./sound.js";

const sounds = new Map();

export async function fetchLine(name) {
  if (sounds.has(name)) return sounds.get(name);
  const response = await fetch(`/lines/${name}.wav`);
  if (!response.ok) return null;
  const sound = await audio().decodeAudioData(await response.arrayBuffer());
  sounds.set(name, sound);
  return sound;
}

/** Says a line with `voice`; silent where it could not be fetched. */
export async function sayLine(voice, name, volume) {
  const sound = await fetchLine(name).catch(() => null);
  return sound ? voice.playBuffer(sound, { volume }) : false;
}
