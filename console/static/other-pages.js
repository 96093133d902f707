// The rep's page is the phone, so it must stay while calls ring on it. Other pages of the console therefore open in a frame
// over it. The address names the page after a #, so that loading it anew brings back both, and "back" works as everywhere.
const NAME = "other-page";
const TITLE = "Another page of the console";
const own = location.pathname;
const prefix = `${own.split("/console/")[0]}/console/`;
const main = document.getElementById("main");
const place = document.createElement("main"); // in place of the page's own, which is then not shown
let frame = null;
let isInCall = () => false;

// Make links and forms of this page open in the frame from now on. `hasCall` says whether leaving would end a call.
export function keepPage(hasCall) {
  isInCall = hasCall;
  const base = document.createElement("base");
  base.target = NAME;
  document.head.append(base);
  const heading = document.createElement("h1");
  Object.assign(heading, { className: "visually-hidden", textContent: TITLE });
  Object.assign(place, { className: "other-page", hidden: true });
  place.append(heading);
  main.after(place);
  addFrame();
  follow(document);
  window.addEventListener("popstate", showNamed);
  window.addEventListener("beforeunload", (event) => {
    if (isInCall()) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const signIn = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!signIn || !isInCall()) return;
    event.preventDefault(); // the session has ended: the person signs in above the page, and the call goes on
    if (!isOpen()) frame.contentWindow.location.replace(signIn);
  });
  showNamed();
}

function addFrame() {
  frame = document.createElement("iframe");
  Object.assign(frame, { name: NAME, title: TITLE });
  frame.addEventListener("load", onLoad);
  place.append(frame);
}

function isOpen() {
  return document.body.classList.contains("has-other-page");
}

// What the address names: another page, or none.
function showNamed() {
  const there = location.hash.slice(1);
  if (!there.startsWith(prefix)) close();
  else if (!isOpen()) frame.contentWindow.location.replace(there);
}

function onLoad() {
  const { pathname, search } = frame.contentWindow.location;
  if (!pathname.startsWith(prefix)) return; // the empty page that a frame begins with
  if (pathname === own) {
    returnToOwn();
  } else if (pathname === `${prefix}sign-in` && !isInCall()) {
    location.replace(`${pathname}${search}`);
  } else {
    const named = `#${pathname}${search}`;
    if (isOpen()) history.replaceState(null, "", named);
    else if (location.hash !== named) history.pushState(null, "", named);
    document.body.classList.add("has-other-page");
    place.hidden = false;
    frame.contentWindow.focus();
    follow(frame.contentDocument);
  }
}

function close() {
  if (!isOpen()) return;
  document.body.classList.remove("has-other-page");
  place.hidden = true;
  frame.remove();
  addFrame();
  main.focus({ preventScroll: true });
  htmx.trigger(document.body, "refresh"); // the person may have signed in again meanwhile
}

function returnToOwn() {
  close();
  if (location.hash) history.pushState(null, "", own);
}

// What is pressed in this page and in the framed one.
function follow(page) {
  page.addEventListener("click", onClick, true);
  page.addEventListener("submit", onSubmit, true);
  if (page !== document) page.addEventListener("keydown", onKey);
}

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { pathname, origin } = new URL(link.href);
  if (origin !== location.origin || !pathname.endsWith("/me")) return;
  event.preventDefault();
  if (pathname === own) returnToOwn();
  else window.open(link.href, "_blank"); // a page of another desk, which may be a phone too
}

function onSubmit({ target }) {
  if (target.matches("[data-leaves]") && !isInCall()) target.target = "_top";
}

// The page's shortcuts hold in the frame too, and what is printed is what is seen.
function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "p") {
    event.preventDefault();
    frame.contentWindow.print();
  } else if (event.altKey) {
    const { key, code, altKey, ctrlKey, metaKey, shiftKey, repeat } = event;
    const copy = new KeyboardEvent("keydown", { key, code, altKey, ctrlKey, metaKey, shiftKey, repeat, cancelable: true });
    if (!document.dispatchEvent(copy)) event.preventDefault();
  }
}
