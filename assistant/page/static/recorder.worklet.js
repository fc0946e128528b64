// Runs in the audio thread: gathers the microphone's samples into 16-bit pieces, with how loud they are.

const PIECE_SECONDS = 0.06;

class Recorder extends AudioWorkletProcessor {
  #piece = new Int16Array(Math.round(sampleRate * PIECE_SECONDS));
  #filled = 0;
  #energy = 0;

  process([[channel]]) {
    if (!channel) return true;
    for (const sample of channel) {
      const clipped = Math.max(-1, Math.min(1, sample));
      this.#piece[this.#filled++] = clipped * 32767;
      this.#energy += clipped * clipped;
      if (this.#filled === this.#piece.length) this.#pass();
    }
    return true;
  }

  #pass() {
    const samples = this.#piece.buffer;
    const loudness = Math.sqrt(this.#energy / this.#filled);
    this.port.postMessage({ samples, loudness }, [samples]);
    this.#piece = new Int16Array(Math.round(sampleRate * PIECE_SECONDS));
    this.#filled = 0;
    this.#energy = 0;
  }
}

registerProcessor("recorder", Recorder);
