// A list as a spreadsheet. Without this file the page is a plain form that does the same.
"use strict";
(() => {
  const form = document.getElementById("list-form");
  const undoButton = document.getElementById("entry-undo");
  if (!form || !undoButton) return;
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const MOST = 100;
  const undoable = [];
  let sending = false;
  let changed = false;
  const say = (text) => {
    document.getElementById("entry-status").textContent = text;
  };

  const rowsOf = (field) => [...field.closest("tbody").rows];
  const cellsOf = (row) => [...row.cells].filter((cell) => cell.tagName === "TD");
  const fieldIn = (cell) => cell?.querySelector(FIELDS);
  const placeOf = (field) => {
    const row = field.closest("tr");
    return { row: rowsOf(field).indexOf(row), column: cellsOf(row).indexOf(field.closest("td")) };
  };
  const fieldAt = (rows, row, column) => rows[row] && fieldIn(cellsOf(rows[row])[column]);

  // An option by what it says; a text as it is.
  const put = (field, text, taken) => {
    const wanted = text.trim();
    let value = text;
    if (field.type === "checkbox") return false;
    if (field.tagName === "SELECT") {
      const option = [...field.options].find((each) => each.text.trim() === wanted);
      if (!option && wanted) return false;
      value = option ? option.value : "";
    } else if (field.tagName !== "TEXTAREA") value = text.replace(/\s+/g, " ").trim();
    taken.push([field, field.value]);
    field.value = value;
    field.classList.add("typed");
    return true;
  };

  const change = (done, act) => {
    const taken = [];
    act(taken);
    if (!taken.length) return;
    changed = true;
    undoable.push(taken);
    undoButton.hidden = false;
    say(`${taken.length}か所${done}`);
  };
  const undo = () => {
    const taken = undoable.pop();
    if (!taken) return;
    for (const [field, value] of taken.reverse()) field.value = value;
    undoButton.hidden = !undoable.length;
    say(`${taken.length}か所を元に戻しました。`);
    if (undoButton.hidden) taken[0][0].focus();
  };
  undoButton.addEventListener("click", undo);

  // One more empty row below the new ones.
  const addRow = () => {
    const body = document.querySelector("#new-rows tbody");
    const total = form.elements["new-TOTAL_FORMS"];
    const number = Number(total.value);
    if (number >= MOST) return false;
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    for (const field of row.querySelectorAll("input, select, textarea")) {
      for (const name of ["name", "id"]) {
        field[name] = field[name].replace(/new-\d+-/, `new-${number}-`);
      }
      if (field.tagName === "SELECT") field.selectedIndex = 0;
      else if (field.type !== "checkbox") field.value = "";
    }
    row.cells[0].firstChild.textContent = number + 1;
    body.append(row);
    total.value = number + 1;
    return true;
  };

  form.addEventListener("paste", (event) => {
    const start = event.target;
    if (!start.matches(FIELDS) || !start.closest("tbody")) return;
    const lines = window.clipboardRows.read(event.clipboardData);
    const isText = start.tagName === "TEXTAREA" && !lines.isTable;
    if (isText || (lines.length === 1 && lines[0].length === 1)) return;
    event.preventDefault();
    const { row, column } = placeOf(start);
    let left = 0;
    change("に貼り付けました。", (taken) => {
      lines.forEach((line, down) => {
        while (rowsOf(start).length <= row + down && start.closest("#new-rows") && addRow());
        line.forEach((text, right) => {
          const field = fieldAt(rowsOf(start), row + down, column + right);
          if (!(field && put(field, text, taken)) && text.trim()) left += 1;
        });
      });
    });
    if (left) say(`${left}か所は欄がないか、選べない語のため、入れていません。`);
    if (lines.warning) say(document.getElementById("entry-status").textContent + lines.warning);
  });

  const step = (event, field, down) => {
    const { row, column } = placeOf(field);
    const next = fieldAt(rowsOf(field), row + down, column);
    event.preventDefault();
    if (!next) return;
    next.focus();
    next.select?.();
  };

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || !field.matches(FIELDS) || !field.closest("tbody")) return;
    const command = event.ctrlKey || event.metaKey;
    const isText = field.tagName === "INPUT";
    if (command && event.key === "Enter") form.requestSubmit();
    else if (command && event.key === "d") {
      event.preventDefault();
      const { row, column } = placeOf(field);
      const above = fieldAt(rowsOf(field), row - 1, column);
      if (!above) return;
      change("に上の行の値を入れました。", (taken) => {
        taken.push([field, field.value]);
        field.value = above.value;
      });
    } else if (command && event.key === "z" && undoable.length) {
      event.preventDefault();
      undo();
    } else if (isText && event.key === "Enter") step(event, field, event.shiftKey ? -1 : 1);
    else if (isText && event.key === "ArrowDown") step(event, field, 1);
    else if (isText && event.key === "ArrowUp") step(event, field, -1);
  });

  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    sending = true;
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && changed) event.preventDefault();
  });
})();
