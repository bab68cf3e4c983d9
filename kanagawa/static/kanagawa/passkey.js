// Asks the browser for a passkey and sends what it answers with the form of the button.
(() => {
  const options = async (button) => {
    const here = document.getElementById("passkey-options");
    if (here) {
      return JSON.parse(here.textContent);
    }
    const answer = await fetch(button.form.action, { headers: { Accept: "application/json" } });
    return answer.json();
  };

  const press = async (button) => {
    const problem = document.getElementById("passkey-problem");
    try {
      const asked = await options(button);
      const act = button.dataset.passkey === "create" ? "create" : "get";
      const credential = await window.webauthnJSON[act](asked);
      button.form.elements[button.dataset.field].value = JSON.stringify(credential);
      button.form.submit();
    } catch {
      problem.textContent =
        "パスキーを使えませんでした。もう一度試すか、ほかの方法を使ってください。";
    }
  };

  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = !window.PublicKeyCredential;
    button.addEventListener("click", () => press(button));
  }
})();
