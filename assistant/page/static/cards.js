// Picture cards: the shelf of all topics, and the two that one could ask next.

const shelf = document.getElementById("cards");
const root = document.documentElement;
const FADE = 700;

/** Fills the shelf and makes cards; `pick` is called with the fact of a card that was pressed. */
export class Cards {
  #facts = new Map();

  constructor(pick) {
    this.pick = pick;
    document.getElementById("shelf-back").addEventListener("click", () => this.#turn(-1));
    document.getElementById("shelf-on").addEventListener("click", () => this.#turn(1));
  }

  fill(facts) {
    this.#facts = new Map(facts.map((fact) => [fact.id, fact]));
    shelf.replaceChildren(...facts.map((fact) => {
      const item = document.createElement("li");
      item.append(this.card(fact));
      return item;
    }));
  }

  /** Shows the card of the fact that is being answered, and those that one could ask next. */
  showAnswer(turn) {
    // “Slower” says the last answer again: its card stays.
    if (turn.kind === "control" && turn.parts.some(({ start }) => start !== undefined)) return;
    this.light(turn.intent);
    const answered = this.#facts.get(turn.kind === "answer" ? turn.intent : "");
    const next = turn.suggestions.map((id) => this.card(this.#facts.get(id))).slice(0, answered ? 2 : 3);
    const first = answered ? this.card(answered, true) : next.length > 2 ? next.shift() : null;
    document.getElementById("answer-card").replaceChildren(...(first ? [first] : []));
    document.getElementById("next").replaceChildren(...next);
  }

  light(intent) {
    for (const card of shelf.querySelectorAll(".card")) mark(card, card.dataset.fact === intent);
  }

  card(fact, lit = false) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card";
    button.dataset.fact = fact.id;
    mark(button, lit);
    const picture = document.createElement("img");
    picture.src = `/pictures/${encodeURIComponent(fact.picture)}.svg`;
    picture.alt = "";
    picture.width = picture.height = 96;
    picture.draggable = false;
    const title = document.createElement("span");
    title.textContent = fact.title;
    button.append(picture, title);
    button.addEventListener("click", () => this.pick(fact.id));
    return button;
  }

  /** How wide the cards are that are wholly seen. */
  #seen() {
    const [first, second] = [...shelf.children].map((item) => item.offsetLeft).filter((left, at, all) => all.indexOf(left) === at);
    return Math.floor(shelf.clientWidth / (second - first)) * (second - first);
  }

  /** Turns the shelf like a page: it fades out, moves unseen, and fades in, so that nothing rushes by. */
  #turn(direction) {
    shelf.classList.add("turning");
    setTimeout(() => {
      shelf.scrollBy({ left: direction * (this.#seen() || shelf.clientWidth), behavior: "instant" });
      shelf.classList.remove("turning");
    }, FADE * 2);
  }
}

function mark(card, lit) {
  if (lit) card.setAttribute("aria-current", "true");
  else card.removeAttribute("aria-current");
}

/** @param {"shelf" | "answer"} name */
export function showView(name) {
  const view = document.getElementById(name);
  const wasInView = document.activeElement.closest(".below") || document.activeElement === document.body;
  const seen = view.getBoundingClientRect().top < innerHeight - 64;
  root.dataset.view = name;
  document.getElementById("all-pictures").disabled = name === "shelf";
  // Who was among cards that are gone now goes on where the new ones are, and not at the top of the page.
  if (wasInView) view.focus({ preventScroll: true });
  // With very large letters it stands below the moon.
  if (!seen) view.scrollIntoView({ block: "start" });
}
