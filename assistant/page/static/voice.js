// Plays what Lantern says, tells when each sentence begins, and falls silent at once.

import { audio, wakeAudio } from "./sound.js";

const FADE = 0.02; // seconds; a cut would click

export class Voice {
  #playing = null;

  get isSpeaking() {
    return this.#playing !== null;
  }

  /**
   * Plays 16-bit samples and returns whether they were played to the end.
   * `onMark` is given the number of each sentence as it begins.
   */
  async play(samples, { rate, marks = [], volume = 1, onMark = () => {} }) {
    const whole = new Int16Array(samples);
    const buffer = audio().createBuffer(1, Math.max(1, whole.length), rate);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < whole.length; i++) channel[i] = whole[i] / 32768;
    return this.playBuffer(buffer, { marks, volume, onMark });
  }

  async playBuffer(buffer, { marks = [], volume = 1, onMark = () => {} } = {}) {
    this.stop();
    const playing = { stopped: false };
    this.#playing = playing;
    await wakeAudio();
    if (playing.stopped) return false;
    const source = new AudioBufferSourceNode(audio(), { buffer });
    const gain = new GainNode(audio(), { gain: volume });
    source.connect(gain).connect(audio().destination);
    const timers = marks.map((seconds, number) => setTimeout(() => onMark(number), seconds * 1000));
    return new Promise((resolve) => {
      const end = () => {
        timers.forEach(clearTimeout);
        if (this.#playing === playing) this.#playing = null;
        resolve(!playing.stopped);
      };
      source.onended = end;
      playing.silence = () => {
        const now = audio().currentTime;
        gain.gain.setValueAtTime(volume, now);
        gain.gain.linearRampToValueAtTime(0, now + FADE);
        source.stop(now + FADE);
        end();
      };
      source.start();
    });
  }

  stop() {
    const playing = this.#playing;
    this.#playing = null;
    if (!playing) return;
    playing.stopped = true;
    playing.silence?.();
  }
}
