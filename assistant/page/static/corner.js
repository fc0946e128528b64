// The grown-ups' corner: opened by a long press, so that a child does not get lost in it.

import { choices, choose, forget } from "./choices.js";
import { closeButton } from "./leaflet.js";
import { microphones } from "./microphone.js";
import { aboutSection, helpSection, privacySection } from "./corner-texts.js";

const HOLD = 1200; // milliseconds
const button = document.getElementById("grown-ups");
const dialog = document.getElementById("corner");

export class Corner {
  /** Called with a typed question. */
  onAsk = () => {};
  #leaflet;
  #library = null;
  #timer = 0;

  constructor({ leaflet }) {
    this.#leaflet = leaflet;
    button.addEventListener("pointerdown", () => this.#hold());
    for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
      button.addEventListener(name, () => this.#release());
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    // A keyboard or a screen reader can't press for long, and a small child uses neither.
    button.addEventListener("click", (event) => event.detail === 0 && this.open());
  }

  fill(library) {
    this.#library = library;
  }

  async open() {
    const devices = await microphones();
    dialog.replaceChildren(
      this.#head(),
      this.#askSection(),
      this.#soundSection(devices),
      this.#bedtimeSection(),
      this.#leafletSection(),
      privacySection(() => forget()),
      aboutSection(this.#library),
      helpSection(this.#library),
    );
    dialog.showModal();
  }

  #hold() {
    button.classList.add("held");
    this.#timer = setTimeout(() => {
      this.#release();
      this.open();
    }, HOLD);
  }

  #release() {
    button.classList.remove("held");
    clearTimeout(this.#timer);
  }

  #head() {
    const head = element("div", { className: "dialog-head" });
    head.append(element("h2", { id: "corner-title", textContent: "For grown-ups" }), closeButton(dialog));
    return head;
  }

  #askSection() {
    const field = element("input", { type: "text", maxLength: 300, autocomplete: "off", id: "typed" });
    const send = element("button", { type: "submit", className: "plain", textContent: "Ask" });
    const form = element("form", { className: "row" });
    form.append(labelled("Type a question", field), send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!field.value.trim()) return;
      dialog.close();
      this.onAsk(field.value.trim());
    });
    return section("Ask by typing", form);
  }

  #soundSection(devices) {
    const { voice, rate, volume, microphone } = choices();
    const voices = this.#library.voices.map((name, number) => [number ? name : "", name]);
    const microphoneNames = devices.map(({ deviceId, label }) => [deviceId, label || "A microphone"]);
    return section(
      "Voice and microphone",
      select("Voice", voices, voice, (value) => choose({ voice: value })),
      slider("Speed", 0.6, 1.3, rate, (value) => choose({ rate: value })),
      slider("Loudness", 0.2, 1, volume, (value) => choose({ volume: value })),
      select("Microphone", [["", "The usual one"], ...microphoneNames], microphone, (value) => choose({ microphone: value })),
    );
  }

  #bedtimeSection() {
    const { bedtime, bedtimeFrom, bedtimeTo } = choices();
    const from = element("input", { type: "time", value: bedtimeFrom, id: "bedtime-from" });
    const to = element("input", { type: "time", value: bedtimeTo, id: "bedtime-to" });
    from.addEventListener("change", () => from.value && choose({ bedtimeFrom: from.value }));
    to.addEventListener("change", () => to.value && choose({ bedtimeTo: to.value }));
    const modes = [["off", "Off"], ["on", "On"], ["hours", "Between these hours"]];
    return section(
      "Bedtime",
      element("p", { textContent: "At bedtime the page is dim and warm, and Lantern speaks slower and softer." }),
      select("Bedtime", modes, bedtime, (value) => choose({ bedtime: value })),
      labelled("From", from),
      labelled("To", to),
    );
  }

  #leafletSection() {
    const packs = this.#leaflet.packs;
    return section(
      packs.length > 1 ? "The leaflets" : "The leaflet",
      element("p", { textContent: "Every answer is the leaflet's own words. Those that were read aloud today are marked." }),
      ...packs.flatMap((pack) => {
        const approval = `Approved by ${pack.approvedBy} in ${pack.approvedOn}.`;
        const review = pack.reviewIsDue
          ? `Its review was due in ${pack.reviewDue} and that date is past. Ask your doctor or nurse whether there is a newer edition.`
          : `It is to be reviewed in ${pack.reviewDue}.`;
        return [
          element("h4", { textContent: pack.title }),
          element("p", { textContent: approval }),
          element("p", { textContent: review, className: pack.reviewIsDue ? "notice" : "" }),
          this.#leaflet.text(pack, -1),
        ];
      }),
    );
  }
}

export function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

export function section(title, ...content) {
  const whole = element("section");
  whole.append(element("h3", { textContent: title }), ...content);
  return whole;
}

function labelled(text, field) {
  const label = element("label");
  label.append(element("span", { textContent: text }), field);
  return label;
}

function select(text, options, value, change) {
  const field = element("select");
  field.append(...options.map(([key, name]) => new Option(name, key, false, key === value)));
  field.addEventListener("change", () => change(field.value));
  return labelled(text, field);
}

function slider(text, min, max, value, change) {
  const field = element("input", { type: "range", min, max, step: 0.05, value });
  field.addEventListener("change", () => change(Number(field.value)));
  return labelled(text, field);
}
