// The page's middle: presses, sound and answers come together here.

import { followBedtime, isBedtime } from "./bedtime.js";
import { Cards, showView } from "./cards.js";
import { chime, fetchChime } from "./chimes.js";
import { choices, onChoice } from "./choices.js";
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
const corner = new Corner({ microphone, leaflet });
const cards = new Cards((fact) => wish({ type: "pick", fact }));
let attempt = 0; // tells a question that was overtaken while the microphone was being opened
let silence = 0;
let quiet = 0; // the smoothed loudness of the child

/* Asking by voice */

async function ask() {
  const mine = ++attempt;
  voice.stop();
  takeOver();
  if (!connection.isOpen) return comeBack();
  if (["asleep", "elsewhere"].includes(trouble() || state())) await wake(trouble() || state());
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
  connection.send({ type: "listen", rate: microphone.rate });
  microphone.listen(({ samples, loudness }) => {
    quiet += (Math.min(1, loudness / LOUD) - quiet) * 0.15;
    moon.level = quiet;
    connection.sendSound(samples);
  });
}

function finishAsking() {
  attempt++;
  microphone.rest();
  connection.send({ type: "done" });
  think();
}

function think() {
  show("thinking");
  const mine = attempt;
  setTimeout(() => mine === attempt && state() === "thinking" && chime("thinking", volume()), LONG_THOUGHT);
}

function hush() {
  attempt++;
  voice.stop();
  microphone.rest();
  connection.send({ type: "cancel" });
  if (["listening", "thinking", "waiting", "speaking"].includes(state())) show("ready");
}

/* Asking with pictures and buttons */

function wish(message) {
  hush();
  takeOver();
  wakeAudio();
  if (!connection.send(message)) return comeBack();
  show("thinking");
}

/* When something is wrong: a picture, and a spoken line */

async function lament(name) {
  showTrouble(name);
  await sayLine(voice, name, volume());
}

async function comeBack() {
  connection.open();
  await lament("gone");
}

async function wake(name) {
  show("ready");
  await sayLine(voice, name, volume());
}

/* What the server says */

const answers = {
  listening: () => state() !== "ready" && show("listening"),
  wait: async () => {
    show("waiting");
    await sayLine(voice, "wait", volume());
  },
  partial: ({ text }) => showHeard(text),
  thinking: () => {
    microphone.rest();
    think();
  },
  turn: speak,
  problem: ({ text }) => console.warn(text),
};

async function speak(turn, sound) {
  const mine = ++attempt;
  clearTimeout(silence);
  moon.level = quiet = 0;
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

moon.addEventListener("press", () => (state() === "listening" && connection.isOpen ? finishAsking() : ask()));
moon.addEventListener("hold", () => connection.send({ type: "hold" }));
moon.addEventListener("release", () => state() === "listening" && finishAsking());
microphone.addEventListener("lost", () => {
  hush();
  lament("missing");
});
connection.addEventListener("message", ({ detail }) => answers[detail.message.type]?.(detail.message, detail.sound));
connection.addEventListener("open", () => {
  settle();
  if (trouble() === "gone" || ["waking", "asleep", "waiting"].includes(state())) show("ready");
});
connection.addEventListener("gone", () => {
  const interrupted = ["listening", "thinking", "waiting"].includes(state());
  microphone.rest();
  if (state() !== "speaking") showTrouble("gone");
  if (interrupted) sayLine(voice, "gone", volume());
});
connection.addEventListener("asleep", () => show("asleep"));
connection.addEventListener("full", () => show("waiting"));
for (const [id, control] of [["again", "repeat"], ["slower", "slower"], ["more", "more"]]) {
  document.getElementById(id).addEventListener("click", () => wish({ type: "command", control }));
}
document.getElementById("stop").addEventListener("click", hush);
document.getElementById("all-pictures").addEventListener("click", () => showView("shelf"));
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

for (const id of ["again", "slower", "more"]) document.getElementById(id).disabled = true;
const library = await (await fetch("/library.json")).json();
cards.fill(library.packs.flatMap((pack) => pack.facts));
leaflet.fill(library.packs);
corner.fill(library);
followBedtime(settle);
connection.open();
setTimeout(() => {
  for (const name of ["listening", "thinking"]) fetchChime(name).catch(() => null);
  for (const name of ["gone", "refused", "missing"]) fetchLine(name).catch(() => null);
}, SETTLED);
