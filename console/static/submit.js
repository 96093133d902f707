// One submit at a time: a second click while the first is under way does nothing, since the browser would drop the answer
// to the first. The server knows a form that is sent twice, so this is for the person, not for the state.
// What is under way is known by its address and button: a live page may renew the form in between.
const LETS_GO = 15_000; // ms after which a form may be sent again: a download, or a connection that was lost
const underWay = new Map();

function press(form, button) {
  return [form.action, button?.name, button?.value].join(" ");
}

function isUnderWay(name) {
  return Date.now() - (underWay.get(name) ?? -LETS_GO) < LETS_GO;
}

function isGuarded(form) {
  return form.matches?.('form[method="post"]') && !form.hasAttribute("hx-sync"); // what queues by itself is left alone
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!isGuarded(form)) return;
    const name = press(form, event.submitter);
    if (isUnderWay(name)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    underWay.set(name, Date.now());
    form.setAttribute("aria-busy", "true");
  },
  true,
);
// A script that asks for something first, such as a passkey, sends the form by itself.
window.addEventListener("submit", (event) => {
  if (event.defaultPrevented && !event.target.hasAttribute("hx-post")) release(event.target, event.submitter);
});

function release(form, button) {
  underWay.delete(press(form, button));
  form.removeAttribute("aria-busy");
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.requestConfig.elt; // `detail.elt` is another one when the form was renewed meanwhile
  if (!form.matches?.('form[method="post"]')) return;
  release(form, detail.requestConfig.triggeringEvent?.submitter);
  // What stays on the page after an answer may be sent once more on purpose.
  const id = form.elements.namedItem("submission");
  if (id && detail.successful) id.value = crypto.randomUUID?.() ?? `${Math.random()}${Date.now()}`;
});
// The way back shows the page as it was left.
window.addEventListener("pageshow", () => {
  underWay.clear();
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});
