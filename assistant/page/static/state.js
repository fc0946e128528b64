// What Lantern is doing: a shape and a light on the moon, and a word for those who listen to the page.

const WORDS = {
  ready: "",
  listening: "Listening",
  waiting: "Wait a moment, somebody else is asking",
  thinking: "Thinking",
  speaking: "",
  asleep: "Asleep. Press the moon to wake it",
};

const TROUBLES = {
  gone: "Lantern is gone. It comes back by itself",
  refused: "The microphone is not allowed. A grown-up can allow it in the browser. The pictures work without it",
  missing: "There is no microphone. A grown-up can plug one in. The pictures work without it",
  elsewhere: "Lantern is open in another window. Press the moon to bring it here",
};

const root = document.documentElement;
const status = document.getElementById("status");
const caption = document.getElementById("caption");

export function state() {
  return root.dataset.state;
}

export function trouble() {
  return root.dataset.state === "trouble" ? root.dataset.trouble : "";
}

export function show(name) {
  if (name === "waiting") root.dataset.trouble = "waiting";
  if (root.dataset.state === "trouble") caption.textContent = "";
  root.dataset.state = name;
  announce(WORDS[name] ?? "");
}

export function showTrouble(name) {
  root.dataset.trouble = name;
  root.dataset.state = "trouble";
  caption.textContent = TROUBLES[name]; // for a grown-up who looks on: the child has the picture and the spoken line
  announce(TROUBLES[name]);
}

export function announce(words) {
  if (status.textContent !== words) status.textContent = words;
}
