// What was typed into a form outlives the session: it is kept in this tab until it was saved, and
// offered again to the same person. Without this file the forms work all the same.
"use strict";
(() => {
  const script = document.currentScript;
  const user = script.dataset.user;
  const PREFIX = "typed:";
  const WARN_SECONDS = 15 * 60;
  const LONG = 3;

  const entries = () =>
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => ({ key, ...JSON.parse(sessionStorage.getItem(key)) }));
  const store = (key, entry) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // The tab has no more room: the form is sent all the same.
    }
  };

  // Ticks in a list choose rows for an action; they are no input of anything.
  const CHOICES = ["action", "_selected_action"];
  const isTyped = (field) =>
    field.name &&
    !CHOICES.includes(field.name) &&
    !field.disabled &&
    !["hidden", "file", "password", "submit", "button", "image", "reset"].includes(field.type);
  // What was shown, too: what somebody else changed meanwhile is then told, not overwritten.
  const isMark = (name) => /(^|-)row_version$|^shown:/.test(name);
  const isShown = (field) => field.type === "hidden" && isMark(field.name);
  const contentOf = (field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked
      : field.multiple
        ? [...field.selectedOptions].map((option) => option.value)
        : field.value;
  const idOf = (field) =>
    field.type === "radio" || field.type === "checkbox"
      ? `${field.name}=${field.value}`
      : field.name;
  const valuesOf = (form) => {
    const values = {};
    for (const field of form.elements) {
      if (isTyped(field) || isShown(field)) values[idOf(field)] = contentOf(field);
    }
    return values;
  };
  const belongs = (hidden, name) =>
    hidden.startsWith("shown:")
      ? name.endsWith(hidden.slice("shown".length))
      : name.startsWith(hidden.slice(0, -"row_version".length));
  // What differs from what was shown, with the marks of what that was.
  const changesIn = (form, shown) => {
    const changed = [...form.elements].filter(
      (field) => isTyped(field) && !isSame(contentOf(field), shown[idOf(field)]),
    );
    const marks = [...form.elements].filter(
      (field) => isShown(field) && changed.some((other) => belongs(field.name, other.name)),
    );
    return Object.fromEntries([...changed, ...marks].map((f) => [idOf(f), contentOf(f)]));
  };
  const typedIn = (form) => [...form.elements].filter(isTyped);
  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const note = (text, ...buttons) => {
    const banner = document.createElement("div");
    banner.className = "banner warning typed-note";
    banner.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = text;
    banner.append(words);
    for (const [label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        banner.remove();
        act();
      });
      banner.append(button, " ");
    }
    (document.getElementById("content-start") ?? document.body).prepend(banner);
    return banner;
  };

  const put = (field, value) => {
    if (field.type === "radio" || field.type === "checkbox") field.checked = value;
    else if (field.multiple) {
      for (const option of field.options) option.selected = value.includes(option.value);
    } else field.value = value;
    if (!isShown(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const begin = () => {
    if (!user) return;
    for (const entry of entries()) if (entry.user !== user) sessionStorage.removeItem(entry.key);
    // Only a page that says so has saved what was sent.
    if (document.querySelector(".messagelist .success, .messagelist .info")) {
      for (const entry of entries()) if (entry.sent) sessionStorage.removeItem(entry.key);
    }
    [...document.querySelectorAll("form")]
      .filter((form) => form.method === "post" && typedIn(form).length)
      .forEach(keep);
    watchTime();
  };

  const keep = (form, number) => {
    const key = `${PREFIX}${user}:${location.pathname}:${form.id || number}`;
    const shown = valuesOf(form);
    let sending = false;
    const differs = () => !isSame(valuesOf(form), shown);
    // A form that came back with errors shows what was typed: it was not saved either.
    const cameBack = form.querySelector(".errornote, .errorlist, .banner") !== null;
    const save = (sent) => {
      const values = sent && cameBack ? valuesOf(form) : changesIn(form, shown);
      if (Object.keys(values).length) store(key, { user, sent, at: Date.now(), values });
      else if (!sent) sessionStorage.removeItem(key);
    };
    offer(form, key);
    let timer = 0;
    for (const name of ["input", "change"]) {
      form.addEventListener(name, () => {
        clearTimeout(timer);
        timer = setTimeout(() => save(false), 500);
      });
    }
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      sending = true;
      save(true);
    });
    window.addEventListener("pageshow", () => {
      sending = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!sending && typedIn(form).length >= LONG && differs()) event.preventDefault();
    });
    // Left on purpose, after the browser has asked: it is not offered again.
    window.addEventListener("pagehide", () => {
      if (!sending && !isOver() && differs()) sessionStorage.removeItem(key);
    });
  };

  const offer = (form, key) => {
    const stored = sessionStorage.getItem(key);
    if (!stored) return;
    const { values, at } = JSON.parse(stored);
    const fields = [...form.elements].filter((field) => isTyped(field) || isShown(field));
    const here = new Set(fields.map(idOf));
    const other = fields.filter((f) => idOf(f) in values && !isSame(values[idOf(f)], contentOf(f)));
    const lost = Object.entries(values).filter(
      ([id, value]) => !here.has(id) && !isMark(id) && typeof value === "string" && value,
    );
    if (!(other.some(isTyped) || lost.length)) {
      sessionStorage.removeItem(key);
      return;
    }
    const time = new Date(at).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" });
    const rest = lost.map(([, value]) => `「${value.slice(0, 200)}」`).join("、");
    note(
      `${time}に入力した内容が保存されていません。` +
        (rest ? `この画面に欄がない入力：${rest}` : ""),
      [
        "入力した内容を戻す",
        () => {
          for (const field of other) put(field, values[idOf(field)]);
        },
      ],
      ["捨てる", () => sessionStorage.removeItem(key)],
    );
  };

  // --- The session's end ----------------------------------------------------------------------

  const end = Date.now() + Number(script.dataset.seconds || 0) * 1000;
  const isOver = () => Date.now() >= end;

  const watchTime = () => {
    if (!script.dataset.seconds || !document.querySelector("form[method=post i]")) return;
    let warned = null;
    const look = () => {
      const left = Math.round((end - Date.now()) / 1000);
      if (left > WARN_SECONDS) return;
      if (left > 0 && !warned) {
        const minutes = Math.max(1, Math.floor(left / 60));
        warned = note(`あと${minutes}分ほどでログインが切れます。入力した内容を保存してください。`);
      } else if (left <= 0) {
        clearInterval(timer);
        warned?.remove();
        note(
          "ログインが切れました。このままでは保存できません。「保存」を押すとログインの画面になり、" +
            "同じ人がログインし直すと、入力した内容を戻せます。",
        );
      }
    };
    const timer = setInterval(look, 5000);
    look();
  };

  // --- Line breaks in a field of one line -----------------------------------------------------

  // A browser drops them: 「5」 and 「4」 of two rows would become 「54」.
  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (event.defaultPrevented || field.tagName !== "INPUT" || field.type !== "text") return;
    const text = event.clipboardData.getData("text/plain").replace(/^[\r\n\t]+|[\r\n\t]+$/g, "");
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    field.setRangeText(
      text.replace(/[\r\n]+/g, " "),
      field.selectionStart,
      field.selectionEnd,
      "end",
    );
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("DOMContentLoaded", begin);
})();
