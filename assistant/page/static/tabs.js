// Two windows of the page: only one of them listens and speaks, the one that was pressed last.

const channel = "BroadcastChannel" in window ? new BroadcastChannel("lantern") : null;
const self = crypto.getRandomValues(new Uint32Array(1))[0];

/** Calls `hush` when another window took over, and `elsewhere` when another one was there already. */
export function shareWithOtherWindows(hush, elsewhere) {
  if (!channel) return;
  channel.onmessage = ({ data }) => {
    if (data.from === self) return;
    if (data.say === "mine") hush();
    if (data.say === "anybody?" && !document.hidden && document.documentElement.dataset.trouble !== "elsewhere") {
      channel.postMessage({ from: self, say: "here" });
    }
    if (data.say === "here") elsewhere();
  };
  channel.postMessage({ from: self, say: "anybody?" });
}

export function takeOver() {
  channel?.postMessage({ from: self, say: "mine" });
}
