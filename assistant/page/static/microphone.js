// The microphone: asked for at the first press, let go when it was not used for a while or the page is hidden.

import { audio, wakeAudio } from "./sound.js";

const KEPT_OPEN = 60_000; // opening takes long enough to lose a child's first word
const KEPT_PIECES = 5; // about 0.3 s from just before the press, for children who talk while they press

export class MicrophoneError extends Error {
  /** @param {"refused" | "missing"} trouble */
  constructor(trouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** Dispatches "lost" when the device goes away while it is used. */
export class Microphone extends EventTarget {
  device = "";
  #stream = null;
  #recorder = null;
  #source = null;
  #give = null;
  #kept = [];
  #timer = 0;

  get rate() {
    return audio().sampleRate;
  }

  /** Opens the device; throws MicrophoneError. */
  async open() {
    clearTimeout(this.#timer);
    await wakeAudio();
    if (this.#stream?.active) return;
    this.close();
    if (!navigator.mediaDevices) throw new MicrophoneError("refused");
    try {
      const device = this.device ? { deviceId: { ideal: this.device } } : {};
      // What suppresses noise for human ears takes sounds away that a recogniser needs.
      const wanted = { ...device, channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true };
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
      await audio().audioWorklet.addModule("/static/recorder.worklet.js");
    } catch (error) {
      throw new MicrophoneError(["NotAllowedError", "SecurityError"].includes(error.name) ? "refused" : "missing");
    }
    const [track] = this.#stream.getAudioTracks();
    track.onended = () => this.#lost();
    this.#source = audio().createMediaStreamSource(this.#stream);
    this.#recorder = new AudioWorkletNode(audio(), "recorder", { numberOfOutputs: 0 });
    this.#recorder.port.onmessage = ({ data }) => this.#take(data);
    this.#source.connect(this.#recorder);
  }

  /** Gives each piece ({samples, loudness}) to `give` until `rest` is called. */
  listen(give) {
    for (const piece of this.#kept.splice(0)) give(piece);
    this.#give = give;
  }

  /** Whether `give` is still the one that hears. */
  gives(give) {
    return this.#give === give;
  }

  rest() {
    this.#give = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), KEPT_OPEN);
  }

  close() {
    this.#give = null;
    this.#kept = [];
    this.#source?.disconnect();
    this.#recorder?.port.close();
    for (const track of this.#stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.#stream = this.#recorder = this.#source = null;
  }

  #take(piece) {
    if (this.#give) {
      this.#give(piece);
    } else {
      this.#kept.push(piece);
      if (this.#kept.length > KEPT_PIECES) this.#kept.shift();
    }
  }

  #lost() {
    const wasUsed = this.#give !== null;
    this.close();
    if (wasUsed) this.dispatchEvent(new Event("lost"));
  }
}

/** The microphones there are, named once the first was allowed. */
export async function microphones() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId);
}
