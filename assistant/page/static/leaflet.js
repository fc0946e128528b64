// The leaflet in full, with the places of today's answers in it.

const dialog = document.getElementById("leaflet");

export class Leaflet {
  #packs = [];
  #answered = []; // {start, end, packId}, in the order of the answers
  #factPack = new Map();

  fill(packs) {
    this.#packs = packs.map((pack) => ({ ...pack, characters: Array.from(pack.leaflet) }));
    for (const pack of packs) for (const fact of pack.facts) this.#factPack.set(fact.id, pack.id);
  }

  /** Notes which words of the leaflet a turn said. */
  remember(turn) {
    const packId = this.#factPack.get(turn.intent) ?? this.#packs[0]?.id;
    for (const part of turn.parts) {
      if (part.start !== undefined) this.#answered.push({ packId, start: part.start, end: part.end });
    }
  }

  /** Opens the leaflet at the answer that begins at character `start`, or at its beginning. */
  open(start) {
    const last = this.#answered.findLast((place) => place.start === start);
    const pack = this.#packs.find(({ id }) => id === (last?.packId ?? this.#packs[0].id));
    dialog.replaceChildren(this.#head(pack), this.text(pack, start));
    dialog.showModal();
    const place = dialog.querySelector("mark[aria-current]");
    place?.scrollIntoView({ block: "center" });
    (place ?? dialog.querySelector("button")).focus({ preventScroll: true });
  }

  get packs() {
    return this.#packs;
  }

  #head(pack) {
    const head = document.createElement("div");
    head.className = "dialog-head";
    const title = document.createElement("h2");
    title.id = "leaflet-title";
    title.textContent = pack.title;
    head.append(title, closeButton(dialog));
    return head;
  }

  /** The text of a pack's leaflet as an element, today's answers marked. */
  text(pack, current) {
    const article = document.createElement("article");
    article.className = "leaflet-text";
    article.tabIndex = 0;
    article.setAttribute("role", "region");
    article.setAttribute("aria-label", "The leaflet");
    const places = merged(this.#answered.filter(({ packId }) => packId === pack.id));
    for (const { start, end } of paragraphs(pack.characters)) {
      const words = pack.characters.slice(start, end).join("");
      const block = document.createElement(words.trim().endsWith("?") ? "h3" : "p");
      for (const piece of pieces(start, end, places)) {
        const text = pack.characters.slice(piece.start, piece.end).join("");
        block.append(piece.marked ? mark(text, piece.start <= current && current < piece.end) : text);
      }
      article.append(block);
    }
    return article;
  }
}

export function closeButton(of) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "round close";
  button.setAttribute("aria-label", "Close");
  button.textContent = "✕";
  button.addEventListener("click", () => of.close());
  return button;
}

function mark(text, isCurrent) {
  const element = document.createElement("mark");
  element.textContent = text;
  if (isCurrent) {
    element.setAttribute("aria-current", "true");
    element.tabIndex = -1;
  }
  return element;
}

function paragraphs(characters) {
  const found = [];
  let start = 0;
  for (let i = 0; i <= characters.length; i++) {
    if (i < characters.length && characters[i] !== "\n") continue;
    if (characters.slice(start, i).join("").trim()) found.push({ start, end: i });
    start = i + 1;
  }
  return found;
}

function merged(places) {
  const sorted = places.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start);
  const result = [];
  for (const place of sorted) {
    const last = result.at(-1);
    if (last && place.start <= last.end) last.end = Math.max(last.end, place.end);
    else result.push(place);
  }
  return result;
}

function pieces(start, end, places) {
  const found = [];
  let at = start;
  for (const place of places) {
    const from = Math.max(place.start, start);
    const to = Math.min(place.end, end);
    if (from >= to) continue;
    if (at < from) found.push({ start: at, end: from, marked: false });
    found.push({ start: from, end: to, marked: true });
    at = to;
  }
  if (at < end) found.push({ start: at, end, marked: false });
  return found;
}
