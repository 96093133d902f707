// Asks the browser for a passkey (WebAuthn) and sends what it answers with the form. What is asked stands in the form.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function made(options) {
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = named(options.excludeCredentials);
  return navigator.credentials.create({ publicKey: options });
}

async function used(options) {
  options.allowCredentials = named(options.allowCredentials);
  return navigator.credentials.get({ publicKey: options });
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const told = form.querySelector("[data-told]");
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    told.textContent = "Follow what your browser says.";
    try {
      const credential = await (form.dataset.passkey === "new" ? made(options) : used(options));
      form.elements.answer.value = answer(credential);
      form.submit();
    } catch (error) {
      told.textContent =
        error.name === "InvalidStateError"
          ? "This device has a passkey here already."
          : "No passkey was used. Try again, or choose another way.";
    }
  });
}
