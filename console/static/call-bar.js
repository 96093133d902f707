// Keeps the bar of the rep's calls up to date on pages that show something else, and passes what is pressed in it to the tab
// that is the phone. In a frame the rep's page around it shows the bar.
const LOOK = 10_000; // ms
const TICK = 250; // ms

function follow(bar) {
  const channel = new BroadcastChannel(`helpdesk-softphone-${bar.dataset.bar}`);
  let base = serverTime(bar);

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${bar.dataset.bar}/bar`, { headers: { "X-Refresh": "1" }, redirect: "error" });
      if (!answer.ok) return;
      const html = await answer.text();
      if (bar.contains(document.activeElement)) return; // what has the focus keeps it until the next look
      bar.innerHTML = html;
      base = serverTime(bar);
    } catch {
      // The line is away or the session has ended: the next look, or the next click, tells.
    }
  }

  function tick() {
    for (const clock of bar.querySelectorAll(".clock")) {
      const time = base + performance.now();
      const { begun, ends } = clock.dataset;
      const seconds = Math.max(0, Math.round((begun ? time - begun : ends - time) / 1000));
      clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }
  }

  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-softphone]");
    if (button) channel.postMessage({ what: button.dataset.softphone, offer: button.dataset.offer });
  });
  channel.addEventListener("message", ({ data }) => {
    if (data.what === "changed") look();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK);
  setInterval(tick, TICK);
}

// The server's time less this page's.
function serverTime(bar) {
  return Number(bar.querySelector("[data-now]").dataset.now) - performance.now();
}

if (window === window.top) {
  for (const bar of document.querySelectorAll("[data-bar]")) follow(bar);
}
