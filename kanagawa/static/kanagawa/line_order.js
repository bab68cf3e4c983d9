// Columns and rows of a table are put in order by dragging, or with the arrow keys on the same
// handle; the numbers in 「並び順」 follow, and are saved with the form. Without this file the
// numbers are typed.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.getElementById("content-main")?.append(status);
  let dragged = null;

  const numberOf = (line) => line.querySelector("input[name$='-position']");
  const linesOf = (body) => [...body.querySelectorAll("tr.form-row:not(.empty-form)")];
  const nameOf = (line) => {
    const inputs = [...line.querySelectorAll(".field-label input, .field-fiscal_year input")];
    const typed = inputs.map((input) => input.value.trim());
    return (
      typed.filter(Boolean).join(" ") || `${linesOf(line.parentElement).indexOf(line) + 1}つ目`
    );
  };
  const isStored = (line) => line.classList.contains("has_original");
  const isFilled = (line) =>
    isStored(line) || [...line.querySelectorAll(".field-label input")].some((i) => i.value.trim());

  // The places that the lines have, in their new order; a new line gets one behind the last.
  const place = (line, target) => {
    const lines = linesOf(line.parentElement);
    const to = lines.indexOf(target);
    if (to < 0 || target === line) return;
    if (lines.indexOf(line) < to) target.after(line);
    else target.before(line);
    let before = 0;
    const numbers = lines.filter(isFilled).map((each) => {
      const own = isStored(each) ? Number(numberOf(each).value) || 0 : 0;
      before = Math.max(own, before + 1);
      return before;
    });
    const filled = linesOf(line.parentElement).filter(isFilled);
    for (const [index, each] of filled.entries()) numberOf(each).value = numbers[index];
    const at = linesOf(line.parentElement).indexOf(line) + 1;
    status.textContent = `「${nameOf(line)}」を${at}番目に移しました。保存すると、この順になります。`;
  };

  const addHandle = (line) => {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "place-handle";
    handle.draggable = true;
    handle.textContent = "↕";
    handle.title = "引いて並べ替えます。上下の矢印キーでも動きます";
    handle.setAttribute("aria-label", `並べ替え（上下の矢印キー）：${nameOf(line)}`);
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const lines = linesOf(line.parentElement);
      const target = lines[lines.indexOf(line) + step];
      if (target) place(line, target);
      handle.focus();
    });
    handle.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.id);
      event.dataTransfer.setDragImage(line, 0, 0);
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
    });
    line.addEventListener("dragover", (event) => {
      if (dragged?.parentElement === line.parentElement) event.preventDefault();
    });
    line.addEventListener("drop", (event) => {
      if (dragged?.parentElement !== line.parentElement) return;
      event.preventDefault();
      place(dragged, line);
    });
    line.querySelector("td.original").prepend(handle);
  };

  for (const body of document.querySelectorAll(".inline-group tbody")) {
    const lines = linesOf(body).filter(numberOf);
    // A form that comes back with messages has its lines in the order in which they were made.
    // A new line without a number is saved behind the others.
    const rank = (line) =>
      isFilled(line) && numberOf(line).value ? Number(numberOf(line).value) || 0 : Infinity;
    const sorted = [...lines].sort((a, b) => rank(a) - rank(b));
    if (
      sorted.some((line, index) => line !== lines[index]) &&
      !body.querySelector(".row-form-errors")
    )
      for (const line of sorted) body.insertBefore(line, body.querySelector(".empty-form"));
    lines.forEach(addHandle);
  }
  document.addEventListener("formset:added", (event) => {
    if (numberOf(event.target)) addHandle(event.target);
  });
});
