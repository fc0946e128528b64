// What a grown-up chose on this page. Kept in this browser only, and only these few values.

const KEY = "lantern-choices";

let usual = {
  voice: "",
  rate: 1,
  volume: 1,
  microphone: "",
  keys: "any", // which keys press the moon: "any", or "few" for the space bar and the enter key
  bedtime: "off", // "off", "on" or "hours"
  bedtimeFrom: "18:30",
  bedtimeTo: "07:00",
};
let chosen = read();
const listeners = [];

export function choices() {
  return { ...usual, ...chosen };
}

export function choose(changes) {
  chosen = { ...chosen, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // A private window keeps nothing; the choices then hold until it is closed.
  }
  tell();
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  chosen = {};
  tell();
}

/** Takes what Lantern's own settings say, where nothing was chosen here. */
export function takeSettings({ bedtime }) {
  const hours = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(bedtime);
  usual = { ...usual, ...(hours ? { bedtime: "hours", bedtimeFrom: hours[1], bedtimeTo: hours[2] } : { bedtime }) };
}

export function onChoice(listener) {
  listeners.push(listener);
}

function tell() {
  listeners.forEach((listener) => listener());
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
