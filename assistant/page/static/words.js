// Words on the page: what is being heard, and what is said, sentence by sentence in large letters.

import { announce } from "./state.js";

const caption = document.getElementById("caption");
const sentences = document.getElementById("sentences");
const BOOK = "M32 18C26 12 16 11 8 13v36c8-2 18-1 24 5 6-6 16-7 24-5V13c-8-2-18-1-24 5zm0 0v36";

/** Shows the words heard so far; each new one appears slowly beside a star. */
export function showHeard(text) {
  if (!caption.children.length) caption.textContent = "";
  const words = text.split(" ").filter(Boolean);
  [...caption.children].slice(words.length).forEach((span) => span.remove());
  words.forEach((word, number) => {
    const span = caption.children[number] ?? caption.appendChild(document.createElement("span"));
    if (span.textContent !== word) span.textContent = word;
  });
}

/** Shows the parts of a turn; a sentence of the leaflet leads to its place when pressed (`openPlace`). */
export function showSentences(turn, openPlace) {
  sentences.scrollTop = 0;
  sentences.replaceChildren(...turn.parts.map((part) => (part.start === undefined ? line(part) : quote(part, openPlace))));
  // Whoever listens to the page hears the answer from Lantern itself; it is announced only where Lantern has no voice.
  if (!turn.speech) announce(turn.parts.map((part) => part.text).join(" "));
}

export function lightSentence(number) {
  [...sentences.children].forEach((element, place) => {
    if (place === number) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  });
  const lit = sentences.children[number];
  if (!lit) return;
  // Only the words move, never the moon and the sky: what is bright stays where it is.
  const above = lit.offsetTop - sentences.offsetTop;
  if (above + lit.offsetHeight > sentences.scrollTop + sentences.clientHeight || above < sentences.scrollTop) {
    sentences.scrollTop = number ? above : 0;
  }
}

function line(part) {
  const paragraph = document.createElement("p");
  paragraph.className = "sentence";
  paragraph.textContent = part.text;
  return paragraph;
}

function quote(part, openPlace) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sentence";
  button.append(part.text, icon(BOOK));
  const hint = document.createElement("span");
  hint.className = "for-ears";
  hint.textContent = " Show it in the leaflet";
  button.append(hint);
  button.addEventListener("click", () => openPlace(part.start));
  return button;
}

function icon(path) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 64 64");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(namespace, "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}
