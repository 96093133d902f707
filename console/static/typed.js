// Typed text survives the end of a session. What is typed into a form with longer text stays in this tab while the form is
// open. If the person has to sign in again, or the form was refused because it was open too long, it is put back into the
// form; in all other cases it is forgotten at the next page. Another person never gets it.
const PREFIX = "helpdesk-typed ";
const INTERRUPTED = "helpdesk-interrupted";
const LIFE = 3_600_000; // ms
const AFTER_TYPING = 300; // ms
const { person, refused } = document.documentElement.dataset;
const TOLD = "What you typed before is back in the form. It is not saved yet.";

function drafts() {
  return Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
}

function read(name) {
  return JSON.parse(sessionStorage.getItem(name) ?? "null");
}

function forgetOthers() {
  for (const name of drafts()) {
    const draft = read(name);
    if (draft.person !== person || Date.now() - draft.moment > LIFE) sessionStorage.removeItem(name);
  }
}

function forget() {
  for (const name of [...drafts(), INTERRUPTED]) sessionStorage.removeItem(name);
}

function isKept(form) {
  return form?.method === "post" && form.querySelector("textarea:not([readonly])") !== null;
}

function fields(form) {
  return [...form.elements].filter(({ name, type }) => name && !["hidden", "password", "file", "submit", "button"].includes(type));
}

function keep(form) {
  const values = fields(form).map(({ name, value, type, checked }) => ({ name, value, type, checked }));
  try {
    sessionStorage.setItem(PREFIX + form.action, JSON.stringify({ person, moment: Date.now(), values }));
  } catch {
    // The tab's storage is full or turned off; the form works without it.
  }
}

function putBack(form) {
  const name = PREFIX + form.action;
  const draft = read(name);
  if (!draft) return;
  const now = fields(form);
  for (const { name: field, value, type, checked } of draft.values) {
    const place = now.find((one) => one.name === field && (!["radio", "checkbox"].includes(type) || one.value === value));
    if (place && ["radio", "checkbox"].includes(type)) place.checked = checked;
    else if (place) place.value = value;
  }
  const told = document.createElement("p");
  Object.assign(told, { className: "told", textContent: TOLD });
  told.setAttribute("role", "status");
  form.before(told);
  keep(form);
  form.querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }));
}

if (!person || refused) {
  if (drafts().length) sessionStorage.setItem(INTERRUPTED, "1");
} else {
  forgetOthers();
  const isInterrupted = sessionStorage.getItem(INTERRUPTED) !== null;
  const forms = [...document.querySelectorAll("form")].filter(isKept);
  if (!isInterrupted) forget();
  else forms.forEach(putBack);
  if (drafts().some((name) => forms.some((form) => name === PREFIX + form.action))) sessionStorage.removeItem(INTERRUPTED);
  let timer = null;
  document.addEventListener("input", ({ target }) => {
    if (!isKept(target.form)) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(target.form), AFTER_TYPING);
  });
  document.addEventListener(
    "submit",
    ({ target }) => {
      clearTimeout(timer);
      if (isKept(target)) keep(target);
      else if (target.matches("[data-leaves]")) forget();
    },
    true,
  );
}
