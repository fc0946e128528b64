// What the grown-ups' corner says: what is kept, what is in use, and how to be helped, without a single link.

import { list, paragraph, plainButton, section } from "./corner-parts.js";

export function privacySection(forget) {
  return section(
    "What Lantern keeps",
    paragraph("Nothing of what is said. Sound, questions and answers stay in this machine's memory for as long as they are needed, are never written down, and never leave the house."),
    paragraph("The choices that you make in this corner stay in this browser, nowhere else."),
    plainButton("Forget these choices", forget),
  );
}

export function aboutSection({ about, settings }) {
  return section(
    "What is at work",
    paragraph(`Lantern ${about.version}, hearing with the speech model “${about.model}”. It works without the internet.`),
    paragraph(`At the microphone, without this page (“lantern listen --hands-free”), it wakes when it hears “${settings.wakePhrase}”. Other words can be chosen as wake_phrase in its settings.`),
  );
}

export function helpSection({ packs }) {
  return section(
    "Help",
    paragraph(`Lantern answers children's questions about ${packs.map(({ title }) => title).join(", ")} by reading from the leaflet. It gives no advice, and it is no substitute for a doctor, a nurse or you.`),
    list(
      "Press the moon once and talk, or hold it while you talk. The space bar, the enter key and switches do the same.",
      "Press it while Lantern speaks to ask something else. The hand, or the escape key, stops it.",
      "Press a sentence to see its place in the leaflet.",
      "If it does not hear: allow the microphone for this page in the browser, choose another one above, and come closer.",
      "If it does not understand: use the leaflet's words, or press a picture.",
      "It listens only while the moon shows its ears.",
      "Tablets of the house can have Lantern too: start it with “lantern serve --lan”, and scan the code that it shows.",
      "In an emergency ring 999. Lantern can't ring anybody.",
    ),
  );
}
