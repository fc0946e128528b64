// The page's middle: presses, sound and answers come together here.

import { keepAwake } from "./awake.js";
import { followBedtime, isBedtime } from "./bedtime.js";
import { Cards, showView } from "./cards.js";
import { chime, fetchChime } from "./chimes.js";
import { choices, onChoice, takeSettings } from "./choices.js";
import { Connection } from "./connection.js";
import { Corner } from "./corner.js";
import { Leaflet } from "./leaflet.js";
import { fetchLine, sayLine } from "./lines.js";
import { Microphone, MicrophoneError } from "./microphone.js";
import { Moon } from "./moon.js";
import { wakeAudio } from "./sound.js";
import { show, showTrouble, state, trouble } from "./state.js";
import { shareWithOtherWindows, takeOver } from "./tabs.js";
import { Voice } from "./voice.js";
import { lightSentence, showHeard, showSentences } from "./words.js";

const LONG_SILENCE = 60_000;
const SETTLED = 500; // milliseconds after which the page has shown itself
const LONG_THOUGHT = 1000;
const LOUD = 0.12; // the loudness of a clear voice near the microphone, 1 being full scale

const connection = new Connection();
const microphone = new Microphone();
const voice = new Voice();
const moon = new Moon();
const leaflet = new Leaflet();
const corner = new Corner({ microphone, leaflet, voice });
const cards = new Cards((fact) => wish({ type: "pick", fact }));
let attempt = 0; // tells a question that was overtaken while the microphone was being opened
let streaming = false; // the server hears what the microphone hears
let held = false; // the moon is held down
let silence = 0;
let missed = false; // somebody was told that the server is gone
let quiet = 0; // the smoothed loudness of the child

/* Asking by voice */

async function ask() {
  const mine = ++attempt;
  held = false;
  voice.stop();
  takeOver();
  keepAwake(true);
  wakeAudio();
  const before = trouble() || state();
  missed = false;
  if (!(await connection.reach())) return lament("gone");
  if (mine !== attempt) return;
  if (["asleep", "elsewhere"].includes(before)) await wake(before);
  if (mine !== attempt) return;
  try {
    show("listening");
    await microphone.open();
  } catch (error) {
    if (!(error instanceof MicrophoneError)) throw error;
    return lament(error.trouble);
  }
  if (mine !== attempt) return;
  chime("listening", volume());
  showHeard("");
  connection.send({ type: "listen", rate: microphone.rate }, { wantsAnswer: true });
  if (held) connection.send({ type: "hold" });
  streaming = true;
  microphone.listen(({ samples, loudness }) => {
    quiet += (Math.min(1, loudness / LOUD) - quiet) * 0.15;
    moon.level = quiet;
    // Who was asked to wait is heard once it is their turn: what Lantern says meanwhile is no question.
    if (state() !== "waiting") connection.sendSound(samples);
  });
}

function finishAsking() {
  attempt++;
  rest();
  connection.send({ type: "done" }, { wantsAnswer: true });
  think();
}

function rest() {
  streaming = false;
  microphone.rest();
}

function think() {
  show("thinking");
  const mine = attempt;
  setTimeout(() => mine === attempt && state() === "thinking" && chime("thinking", volume()), LONG_THOUGHT);
}

function hush() {
  attempt++;
  voice.stop();
  rest();
  connection.send({ type: "cancel" });
  keepAwake(false);
  if (["listening", "thinking", "waiting", "speaking"].includes(state())) show("ready");
}

/* Asking with pictures and buttons */

async function wish(message) {
  hush();
  const mine = attempt;
  takeOver();
  wakeAudio();
  missed = false;
  if (!(await connection.reach())) return lament("gone");
  if (mine !== attempt) return;
  connection.send(message, { wantsAnswer: true });
  show("thinking");
}

/* When something is wrong: a picture, and a spoken line */

async function lament(name) {
  keepAwake(false);
  missed ||= name === "gone";
  showTrouble(name);
  await sayLine(voice, name, volume());
}

/** The server is there again: said aloud only to somebody who was told that it had gone. */
function comeBack() {
  show("ready");
  if (missed) sayLine(voice, "back", volume());
  missed = false;
}

async function wake(name) {
  show("ready");
  await sayLine(voice, name, volume());
}

/* What the server says */

const answers = {
  listening: () => {
    if (state() === "waiting") {
      voice.stop();
      chime("listening", volume());
    }
    if (state() !== "ready") show("listening");
  },
  wait: async () => {
    show("waiting");
    await sayLine(voice, "wait", volume());
  },
  partial: ({ text }) => showHeard(text),
  thinking: () => {
    rest();
    think();
  },
  turn: speak,
  problem: ({ text }) => console.warn(text),
};

async function speak(turn, sound) {
  const mine = ++attempt;
  clearTimeout(silence);
  moon.level = quiet = 0;
  keepAwake(true);
  leaflet.remember(turn);
  showHeard(turn.aloud ? turn.heard : "");
  cards.showAnswer(turn);
  showSentences(turn, (start) => leaflet.open(start));
  showView("answer");
  for (const id of ["again", "slower", "more"]) document.getElementById(id).disabled = false;
  show("speaking");
  const loud = turn.kind === "emergency" ? 1 : turn.volume * choices().volume;
  if (sound) await voice.play(sound, { ...turn.speech, volume: loud, onMark: lightSentence });
  if (mine !== attempt) return;
  lightSentence(-1);
  keepAwake(false);
  show(turn.ends ? "asleep" : "ready");
  silence = setTimeout(() => connection.send({ type: "silence" }), LONG_SILENCE);
}

function volume() {
  return 0.6 * choices().volume * (isBedtime() ? 0.6 : 1);
}

function settle() {
  microphone.device = choices().microphone;
  connection.send({ type: "settle", rate: choices().rate, voice: choices().voice || null, bedtime: isBedtime() });
}

/* Everything together */

moon.addEventListener("press", () => (streaming && state() === "listening" ? finishAsking() : ask()));
moon.addEventListener("hold", () => {
  held = true;
  if (streaming) connection.send({ type: "hold" });
});
// Whoever lets go before the microphone was open is listened to as if the moon had been pressed once.
moon.addEventListener("release", () => {
  held = false;
  if (streaming && state() === "listening") finishAsking();
});
microphone.addEventListener("lost", () => {
  hush();
  lament("missing");
});
connection.addEventListener("message", ({ detail }) => answers[detail.message.type]?.(detail.message, detail.sound));
connection.addEventListener("open", () => {
  settle();
  if (trouble() === "gone") comeBack();
  else if (["waking", "asleep", "waiting"].includes(state())) show("ready");
});
connection.addEventListener("gone", () => {
  const interrupted = ["listening", "thinking", "waiting"].includes(state());
  rest();
  if (interrupted) lament("gone");
  else if (state() !== "speaking") showTrouble("gone");
});
connection.addEventListener("asleep", () => show("asleep"));
connection.addEventListener("full", () => show("waiting"));
for (const [id, control] of [["again", "repeat"], ["slower", "slower"], ["more", "more"]]) {
  document.getElementById(id).addEventListener("click", () => wish({ type: "command", control }));
}
document.getElementById("stop").addEventListener("click", hush);
document.getElementById("all-pictures").addEventListener("click", () => {
  showView("shelf");
  document.getElementById("shelf").focus({ preventScroll: true });
});
document.addEventListener("keydown", ({ key }) => key === "Escape" && hush());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return connection.open();
  if (state() === "listening") hush();
  microphone.close();
});
shareWithOtherWindows(
  () => {
    hush();
    microphone.close();
    showTrouble("elsewhere");
  },
  () => showTrouble("elsewhere"),
);
onChoice(settle);
corner.onAsk = (text) => wish({ type: "ask", text });

for (const id of ["again", "slower", "more", "all-pictures"]) document.getElementById(id).disabled = true;
const library = await (await fetch("/library.json")).json();
takeSettings(library.settings);
cards.fill(library.packs.flatMap((pack) => pack.facts));
leaflet.fill(library.packs);
corner.fill(library);
followBedtime(settle);
connection.open();
setTimeout(() => {
  for (const name of ["listening", "thinking"]) fetchChime(name).catch(() => null);
  for (const name of ["gone", "back", "refused", "missing"]) fetchLine(name).catch(() => null);
}, SETTLED);
