// Lets the durations on the wallboard run on between two looks ([data-age] holds seconds as of its arrival), and keeps open
// what was opened.
function words(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

let arrived = Date.now();
let open = []; // what somebody has opened stays open
document.body.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll("details[open][id]")].map((one) => one.id);
});
document.body.addEventListener("htmx:afterSwap", () => {
  arrived = Date.now();
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
});
setInterval(() => {
  if (document.body.classList.contains("is-stale")) return; // a clock that runs would look alive
  const since = (Date.now() - arrived) / 1000;
  for (const one of document.querySelectorAll("[data-age]")) {
    one.textContent = words(Number(one.dataset.age) + since);
  }
}, 1_000);
