// What a grown-up chose on this page. Kept in this browser only, and only these few values.

const KEY = "lantern-choices";

export const USUAL = Object.freeze({
  voice: "",
  rate: 1,
  volume: 1,
  microphone: "",
  bedtime: "off", // "off", "on" or "hours"
  bedtimeFrom: "18:30",
  bedtimeTo: "07:00",
});

let current = { ...USUAL, ...read() };
const listeners = [];

export function choices() {
  return current;
}

export function choose(changes) {
  current = { ...current, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A private window keeps nothing; the choices then hold until it is closed.
  }
  listeners.forEach((listener) => listener(current));
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  current = { ...USUAL };
  listeners.forEach((listener) => listener(current));
}

export function onChoice(listener) {
  listeners.push(listener);
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
