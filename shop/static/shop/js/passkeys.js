/* A passkey: the browser makes or shows it, the form that asked carries the answer. */

const questions = {
  create: (options) =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    }),
  get: (options) =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    }),
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      const ask = questions[form.dataset.passkey];
      const answer = await ask(JSON.parse(form.dataset.options));
      form.elements.passkey.value = JSON.stringify(answer.toJSON());
    } catch {
      trouble.hidden = false;
      return;
    }
    form.submit();
  });
}
