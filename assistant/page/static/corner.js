// The grown-ups' corner: opened by a long press, so that a child does not get lost in it.

import { choices, choose, forget } from "./choices.js";
import { element, labelled, paragraph, section, select } from "./corner-parts.js";
import { microphoneSection, voiceSection } from "./corner-sound.js";
import { aboutSection, helpSection, privacySection } from "./corner-texts.js";
import { closeButton } from "./leaflet.js";
import { microphones } from "./microphone.js";

const HOLD = 1200; // milliseconds
const button = document.getElementById("grown-ups");
const dialog = document.getElementById("corner");

export class Corner {
  /** Called with a typed question. */
  onAsk = () => {};
  #leaflet;
  #microphone;
  #voice;
  #library = null;
  #timer = 0;

  constructor({ leaflet, microphone, voice }) {
    this.#leaflet = leaflet;
    this.#microphone = microphone;
    this.#voice = voice;
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
      this.#leafletSection(),
      this.#askSection(),
      voiceSection(this.#library.voices, this.#voice),
      microphoneSection(devices, this.#microphone),
      this.#bedtimeSection(),
      this.#keySection(),
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

  #bedtimeSection() {
    const { bedtime, bedtimeFrom, bedtimeTo } = choices();
    const from = element("input", { type: "time", value: bedtimeFrom, id: "bedtime-from" });
    const to = element("input", { type: "time", value: bedtimeTo, id: "bedtime-to" });
    from.addEventListener("change", () => from.value && choose({ bedtimeFrom: from.value }));
    to.addEventListener("change", () => to.value && choose({ bedtimeTo: to.value }));
    const modes = [["off", "Off"], ["on", "On"], ["hours", "Between these hours"]];
    return section(
      "Bedtime",
      paragraph("At bedtime the page is dim and warm, and Lantern speaks slower and softer."),
      select("Bedtime", modes, bedtime, (value) => choose({ bedtime: value })),
      labelled("From", from),
      labelled("To", to),
    );
  }

  #keySection() {
    const keys = [["any", "Any key, for a switch"], ["few", "The space bar and the enter key alone"]];
    return section("Keys", select("Press the moon with", keys, choices().keys, (value) => choose({ keys: value })));
  }

  #leafletSection() {
    const packs = this.#leaflet.packs;
    return section(packs.length > 1 ? "The leaflets" : "The leaflet", ...packs.flatMap((pack) => this.#packParts(pack)));
  }

  #packParts(pack) {
    const review = pack.reviewIsDue
      ? `Its review was due in ${pack.reviewDue} and that date is past. Ask your doctor or nurse whether there is a newer edition.`
      : `It is to be reviewed in ${pack.reviewDue}.`;
    const text = this.#leaflet.text(pack, -1);
    const whole = element("details", { open: text.querySelector("mark") !== null });
    whole.append(element("summary", { textContent: "Read it in full. What was read aloud today is marked" }), text);
    return [
      element("h4", { textContent: pack.title }),
      paragraph(`Every answer is this leaflet's own words. It was approved by ${pack.approvedBy} in ${pack.approvedOn}.`),
      paragraph(review, pack.reviewIsDue ? "notice" : ""),
      whole,
    ];
  }
}
