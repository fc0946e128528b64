// Keeps a tablet from falling asleep while somebody asks or is answered, where the browser can.

let wanted = false;
let lock = null;

export async function keepAwake(on) {
  wanted = on;
  if (!on) {
    lock?.release();
    lock = null;
    return;
  }
  if (lock && !lock.released) return;
  try {
    const given = await navigator.wakeLock?.request("screen");
    if (wanted) lock = given;
    else given?.release();
  } catch {
    // Not allowed, or the battery is low: the tablet then does as it always does.
  }
}
