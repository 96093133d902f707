// Light or dark, as the device is set: before the page is drawn, and again when the device changes.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function follow() {
  document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
}

follow();
// A page within the rep's page, which shows the bar of the calls itself.
document.documentElement.classList.toggle("is-framed", window !== window.top);
dark.addEventListener("change", follow);
