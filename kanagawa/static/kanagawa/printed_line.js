/* Shows how a line of the report will print while its form is typed, and what is still missing.
   Without this file the form's own button 「プレビュー」 and a refused save show the same. */
"use strict";
(() => {
  const line = document.getElementById("printed-line");
  const form = line?.closest("form");
  if (!form?.querySelector("[name=_prose_preview]")) return;
  let pause = 0;
  let newest = 0;

  async function look() {
    const mine = ++newest;
    const sent = new FormData(form);
    sent.append("_prose_preview", "1");
    try {
      const response = await fetch(form.action || location.href, { method: "POST", body: sent });
      if (mine !== newest || !response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const shown = page.getElementById("printed-line");
      if (shown) line.replaceChildren(...shown.childNodes);
    } catch {
      // The line stays as it was: the form itself still says everything when it is saved.
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.closest(".inline-group")) return;
    clearTimeout(pause);
    pause = setTimeout(look, 400);
  });
  form.addEventListener("change", (event) => {
    if (event.target.closest(".inline-group")) return;
    clearTimeout(pause);
    pause = setTimeout(look, 0);
  });
})();
