// The WebSocket to the server: sends, receives, and comes back by itself when the server was gone.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const ASLEEP = 4000;
const FULL = 4004;
const LONGEST_SILENCE = 15_000; // a server that answers nothing for so long is not there any more

/** Dispatches "open", "message" (detail: {message, sound}), "gone", "asleep" and "full". */
export class Connection extends EventTarget {
  #socket = null;
  #wait = FIRST_WAIT;
  #timer = 0;
  #turn = null; // a turn whose sound is still to come
  #patience = 0;

  open() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.#timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/conversation`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#wait = FIRST_WAIT;
      this.#tell("open");
    };
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#socket = socket;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Opens where it is not open; returns whether it is open in the end. */
  async reach() {
    if (this.isOpen) return true;
    return new Promise((resolve) => {
      for (const name of ["open", "gone", "full"]) {
        this.addEventListener(name, () => resolve(name === "open"), { once: true });
      }
      this.open();
    });
  }

  /** Sends a message; one that `wantsAnswer` tells a connection that died unnoticed, as when a tablet slept. */
  send(message, { wantsAnswer = false } = {}) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
    if (this.isOpen && wantsAnswer) this.#expect();
    return this.isOpen;
  }

  sendSound(samples) {
    if (this.isOpen) this.#socket.send(samples);
  }

  #expect() {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      const socket = this.#socket;
      socket.onclose = socket.onmessage = null;
      socket.close();
      this.#socket = null;
      this.#closed(0);
    }, LONGEST_SILENCE);
  }

  #take(data) {
    clearTimeout(this.#patience);
    if (typeof data !== "string") {
      const message = this.#turn;
      this.#turn = null;
      if (message) this.#tell("message", { message, sound: data });
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "turn" && message.speech) this.#turn = message;
    else this.#tell("message", { message, sound: null });
  }

  #closed(code) {
    clearTimeout(this.#patience);
    this.#turn = null;
    if (code === ASLEEP) {
      this.#tell("asleep");
      return;
    }
    this.#tell(code === FULL ? "full" : "gone");
    this.#timer = setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
