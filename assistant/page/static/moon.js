// Pressing the moon: hold it while talking, or press it once. Mouse, touch, keyboard and switches alike.

import { choices } from "./choices.js";

const HELD = 500; // milliseconds; what is shorter is a single press
const NO_SWITCH = new Set(["Tab", "Escape", "Shift", "Control", "Alt", "Meta", "CapsLock", "AltGraph", "F5", "F11", "F12"]);
const MOVES = /^(Arrow|Page|Home|End|Audio|Media|Browser|Zoom)/;

/** Dispatches "press", "hold" when a press becomes a hold, and "release" at the end of a hold. */
export class Moon extends EventTarget {
  #button = document.getElementById("moon");
  #timer = 0;
  #pressed = false;
  #held = false;
  #lastPress = 0;

  constructor() {
    super();
    const button = this.#button;
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#press();
    });
    for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, () => this.#release());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    // Screen readers and some switches send nothing but a click.
    button.addEventListener("click", (event) => {
      if (event.detail === 0 && performance.now() - this.#lastPress > HELD) {
        this.#press();
        this.#release();
      }
    });
    document.addEventListener("keydown", (event) => this.#keyDown(event));
    document.addEventListener("keyup", (event) => this.#keyUp(event));
    window.addEventListener("blur", () => this.#release());
  }

  /** How loud the child is just now, 0 to 1: shown as a slowly widening ring. */
  set level(value) {
    this.#button.style.setProperty("--level", value.toFixed(2));
  }

  #keyDown(event) {
    if (!this.#isForMoon(event)) return;
    event.preventDefault();
    if (!event.repeat) this.#press();
  }

  #keyUp(event) {
    if (this.#pressed && !NO_SWITCH.has(event.key)) {
      event.preventDefault();
      this.#release();
    }
  }

  #isForMoon(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || NO_SWITCH.has(event.key) || MOVES.test(event.key)) return false;
    if (document.querySelector("dialog[open]")) return false;
    if (event.target === this.#button) return true;
    // A switch may send any key; it means the moon, unless the key works what has the focus.
    const isUsual = [" ", "Enter"].includes(event.key);
    return isUsual ? !event.target.closest("button") : choices().keys === "any";
  }

  #press() {
    if (this.#pressed) return;
    this.#pressed = true;
    this.#held = false;
    this.#lastPress = performance.now();
    this.#timer = setTimeout(() => {
      this.#held = true;
      this.dispatchEvent(new Event("hold"));
    }, HELD);
    this.dispatchEvent(new Event("press"));
  }

  #release() {
    if (!this.#pressed) return;
    clearTimeout(this.#timer);
    this.#pressed = false;
    this.#lastPress = performance.now();
    if (this.#held) this.dispatchEvent(new Event("release"));
  }
}
