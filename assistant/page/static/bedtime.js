// Bedtime: a dim, warm sky, and a Lantern that speaks slower and softer. By the clock, or by its button.

import { choices, choose, onChoice } from "./choices.js";

const root = document.documentElement;
const button = document.getElementById("bedtime");
const MINUTE = 60_000;

export function isBedtime(now = new Date()) {
  const { bedtime, bedtimeFrom, bedtimeTo } = choices();
  if (bedtime !== "hours") return bedtime === "on";
  const time = now.toTimeString().slice(0, 5);
  return bedtimeFrom <= bedtimeTo
    ? bedtimeFrom <= time && time < bedtimeTo
    : time >= bedtimeFrom || time < bedtimeTo;
}

/** Keeps the page in step with the clock and the button; `tell` hears of each change. */
export function followBedtime(tell) {
  let before = null;
  const follow = () => {
    const now = isBedtime();
    if (now === before) return;
    before = now;
    root.toggleAttribute("data-bedtime", now);
    button.setAttribute("aria-pressed", String(now));
    tell(now);
  };
  button.addEventListener("click", () => choose({ bedtime: isBedtime() ? "off" : "on" }));
  onChoice(follow);
  setInterval(follow, MINUTE);
  follow();
}
