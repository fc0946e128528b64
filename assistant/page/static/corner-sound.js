// The corner's voice and microphone, each with a way to try it.

import { choices, choose } from "./choices.js";
import { element, fill, paragraph, plainButton, row, section, select, slider } from "./corner-parts.js";
import { microphones, MicrophoneError } from "./microphone.js";
import { audio } from "./sound.js";

const USUAL = ["", "The usual one"];
const TRIED = 6000; // milliseconds
const SEEN = 2000; // how long the meter goes on once somebody was heard
const HEARD = 0.02; // the loudness of somebody who talks across a room, 1 being full scale
const TROUBLES = {
  refused: "The microphone is not allowed. Allow it for this page in the browser, at the left of the address.",
  missing: "There is no microphone. Plug one in, or choose another.",
};

export function voiceSection(voices, voice) {
  const { rate, volume, voice: chosen } = choices();
  const names = voices.map((name, number) => [number ? name : "", named(name)]);
  return section(
    "Voice",
    select("Voice", names, chosen, (value) => choose({ voice: value })),
    slider("Speed", 0.6, 1.3, rate, (value) => choose({ rate: value })),
    slider("Loudness", 0.2, 1, volume, (value) => choose({ volume: value })),
    plainButton("Hear this voice", () => preview(voices[0], voice)),
  );
}

async function preview(usual, voice) {
  voice.stop();
  const { rate, volume, voice: chosen } = choices();
  const response = await fetch(`/voices/${encodeURIComponent(chosen || usual)}.wav?rate=${rate}`).catch(() => null);
  if (!response?.ok) return;
  voice.playBuffer(await audio().decodeAudioData(await response.arrayBuffer()), { volume: volume * 0.6 });
}

export function microphoneSection(devices, microphone) {
  const choice = select("Microphone", deviceOptions(devices), choices().microphone, (value) => choose({ microphone: value }));
  const meter = element("meter", { min: 0, max: 1, value: 0 });
  meter.setAttribute("aria-label", "How loud it is");
  const told = paragraph("");
  told.setAttribute("role", "status");
  const button = plainButton("Try this microphone", async () => {
    button.disabled = true;
    told.textContent = "Say something.";
    await listen(microphone, meter, (words) => (told.textContent = words));
    // A browser tells their names once one was allowed.
    fill(choice.querySelector("select"), deviceOptions(await microphones()), choices().microphone);
    button.disabled = false;
  });
  return section("Microphone", choice, row(button, meter), told);
}

/** Listens for a moment, without sending anything anywhere; `tell` is given what a grown-up shall know. */
async function listen(microphone, meter, tell) {
  try {
    await microphone.open();
  } catch (error) {
    if (!(error instanceof MicrophoneError)) throw error;
    tell(TROUBLES[error.trouble]);
    return;
  }
  let isHeard = false;
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const take = ({ loudness }) => {
    meter.value += (Math.min(1, loudness / (HEARD * 4)) - meter.value) * 0.06; // slowly: nothing flashes
    if (loudness < HEARD || isHeard) return;
    isHeard = true;
    tell("It hears you.");
    setTimeout(finish, SEEN);
  };
  microphone.listen(take);
  setTimeout(finish, TRIED);
  await finished;
  if (microphone.gives(take)) microphone.close(); // else a child asks already
  if (!isHeard) tell("It hears nothing. Come closer, or choose another one.");
}

function deviceOptions(devices) {
  return [USUAL, ...devices.map(({ deviceId, label }) => [deviceId, label || "A microphone"])];
}

function named(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
