/* Beside a text with references: insert a figure at the caret, see how the text will print.
   Without this file the list of figures opens in a new tab and the form's own button previews. */
"use strict";
(() => {
  let dialog = null;
  let target = null;
  let waiting = 0;

  function tools(element) {
    return element.closest(".prose-tools");
  }

  function input(element) {
    return tools(element).previousElementSibling;
  }

  function insert(field, text) {
    const start = field.selectionStart ?? field.value.length;
    const end = field.selectionEnd ?? start;
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  async function show(place, response) {
    const page = await response.text();
    if (!response.ok || response.redirected) {
      place.textContent = "表示できませんでした。画面を開き直して、もう一度試してください。";
      return;
    }
    place.innerHTML = page;
  }

  async function look(button) {
    const box = tools(button);
    const field = input(button);
    const sent = new URLSearchParams({
      text: field.value,
      name: field.name,
      about: box.dataset.about,
      field: box.dataset.field,
      csrfmiddlewaretoken: field.form.elements.csrfmiddlewaretoken.value,
    });
    const place = box.querySelector(".prose-preview");
    try {
      await show(place, await fetch(box.dataset.preview, { method: "POST", body: sent }));
    } catch {
      place.textContent = "通信できませんでした。もう一度試してください。";
    }
  }

  async function search() {
    const mine = ++waiting;
    const query = new URLSearchParams({ q: dialog.querySelector("input").value });
    const place = dialog.querySelector(".picker-found");
    try {
      const response = await fetch(`${dialog.dataset.pick}?${query}`);
      if (mine === waiting) await show(place, response);
    } catch {
      place.textContent = "通信できませんでした。もう一度試してください。";
    }
  }

  function makeDialog() {
    dialog = document.createElement("dialog");
    dialog.className = "picker";
    dialog.setAttribute("aria-labelledby", "picker-title");
    dialog.innerHTML = `
      <h2 id="picker-title">数値を入れる</h2>
      <p><label for="picker-q">語や値で探す</label> <input type="search" id="picker-q"></p>
      <p class="help">例：302、302社、28.8％、外国企業 米国。印字を押すと文に入ります。</p>
      <div class="picker-found" tabindex="0" role="region" aria-label="見つかった数値"></div>
      <p><button type="button" class="button picker-close">閉じる</button></p>`;
    document.body.append(dialog);
    let pause = 0;
    dialog.querySelector("input").addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(search, 200);
    });
    dialog.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-notation]");
      if (chosen) {
        dialog.close();
        insert(target, chosen.dataset.notation);
      } else if (event.target.closest(".picker-close")) {
        dialog.close();
      }
    });
    dialog.addEventListener("close", () => target.focus());
  }

  function pick(button) {
    if (!dialog) makeDialog();
    target = input(button);
    dialog.dataset.pick = tools(button).dataset.pick;
    dialog.showModal();
    search();
  }

  async function copy(button) {
    await navigator.clipboard.writeText(button.dataset.notation);
    button.firstChild.textContent = "写しました";
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".prose-insert")) pick(button);
    if (button.matches(".prose-look")) look(button);
    if (button.matches(".prose-copy")) copy(button);
  });

  function reveal() {
    const shown = `.prose-insert, .prose-look${navigator.clipboard ? ", .prose-copy" : ""}`;
    document.querySelectorAll(shown).forEach((button) => {
      button.hidden = false;
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", reveal);
  else reveal();
})();
