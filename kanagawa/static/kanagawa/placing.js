// Rows of a list are put in order by dragging, or with the arrow keys on the same handle. Without
// this file 「上へ」 and 「下へ」 on the row's own screen do the same.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("place-form");
  if (!form) return;
  const [, row, how] = form.elements;
  const rows = [...document.querySelectorAll("#result_list tbody tr")];
  const numberOf = (line) => line.querySelector("input.action-select")?.value;
  let dragged = null;

  const send = (line, name, value) => {
    row.value = numberOf(line);
    how.name = name;
    how.value = value;
    form.submit();
  };

  for (const line of rows.filter(numberOf)) {
    const name = line.querySelector("th")?.textContent.trim().slice(0, 40) ?? "";
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "place-handle";
    handle.id = `place-${numberOf(line)}`;
    handle.draggable = true;
    handle.textContent = "↕";
    handle.title = "引いて並べ替えます。上下の矢印キーでも動きます";
    handle.setAttribute("aria-label", `並べ替え（上下の矢印キー）：${name}`);
    handle.addEventListener("keydown", (event) => {
      const act = { ArrowUp: "_up", ArrowDown: "_down" }[event.key];
      if (!act) return;
      event.preventDefault();
      send(line, act, "1");
    });
    handle.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", handle.id);
      event.dataTransfer.setDragImage(line, 0, 0);
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
    });
    line.addEventListener("dragover", (event) => {
      if (dragged && dragged !== line) event.preventDefault();
    });
    line.addEventListener("drop", (event) => {
      if (!dragged || dragged === line) return;
      event.preventDefault();
      send(dragged, "_at", numberOf(line));
    });
    line.querySelector("input.action-select").after(handle);
  }
  document.getElementById(location.hash.slice(1))?.focus();
});
