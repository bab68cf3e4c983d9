// The entry grid as a spreadsheet. Without this file the page is a plain form that does the same.
"use strict";
(() => {
  const form = document.getElementById("entry-form");
  const save = document.querySelector(".entry-save");
  if (!form || !save) return;
  const status = document.getElementById("entry-status");
  const count = document.getElementById("entry-count");
  const undoButton = document.getElementById("entry-undo");
  const values = [...form.querySelectorAll("input.entry-value")];
  const undoable = [];
  // The input whose text is being edited: there left and right move the caret, not the focus.
  let editing = null;
  let atFocus = "";
  let sending = false;

  const say = (text) => {
    status.textContent = text;
  };
  const boxOf = (field) => field.closest(".entry");
  const cellOf = (input) => input.closest("td");
  const gridOf = (input) => input.closest("table");

  // --- Moving ---------------------------------------------------------------------------------

  const placeOf = (input) => {
    const cell = cellOf(input);
    return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  };

  const neighbour = (input, down, right) => {
    const grid = gridOf(input);
    const here = placeOf(input);
    const inputs = values.filter((other) => gridOf(other) === grid);
    if (right) {
      const row = inputs.filter((other) => placeOf(other).row === here.row);
      return row[row.indexOf(input) + right];
    }
    const part = Number(input.dataset.part);
    const column = inputs.filter((other) => placeOf(other).column === here.column);
    const own = column.filter((other) => other.dataset.part === String(part));
    const line = own.includes(input) && own.length > 1 ? own : column;
    return line[line.indexOf(input) + down];
  };

  const edge = (input, last, whole) => {
    const inputs = values.filter(
      (other) =>
        gridOf(other) === gridOf(input) && (whole || placeOf(other).row === placeOf(input).row),
    );
    return last ? inputs[inputs.length - 1] : inputs[0];
  };

  const go = (target) => {
    if (!target) return false;
    target.focus();
    target.select();
    return true;
  };

  const step = (event, target) => {
    if (go(target)) event.preventDefault();
  };

  const keys = {
    ArrowUp: (event, input) => step(event, neighbour(input, -1, 0)),
    ArrowDown: (event, input) => {
      if (event.altKey) openMore(event, input);
      else step(event, neighbour(input, 1, 0));
    },
    ArrowLeft: (event, input) => {
      if (editing !== input) step(event, neighbour(input, 0, -1));
    },
    ArrowRight: (event, input) => {
      if (editing !== input) step(event, neighbour(input, 0, 1));
    },
    Enter: (event, input) => {
      // Enter moves on; to save there is the button, or Ctrl+Enter.
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) form.requestSubmit();
      else go(neighbour(input, event.shiftKey ? -1 : 1, 0));
    },
    Tab: (event, input) => {
      const all = values.filter((other) => gridOf(other) === gridOf(input));
      step(event, all[all.indexOf(input) + (event.shiftKey ? -1 : 1)]);
    },
    Home: (event, input) => {
      if (editing !== input || event.ctrlKey) step(event, edge(input, false, event.ctrlKey));
    },
    End: (event, input) => {
      if (editing !== input || event.ctrlKey) step(event, edge(input, true, event.ctrlKey));
    },
    F2: (event, input) => {
      event.preventDefault();
      editing = input;
      input.setSelectionRange(input.value.length, input.value.length);
    },
    Escape: (_event, input) => {
      if (input.value !== atFocus) {
        input.value = atFocus;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      editing = null;
      input.select();
    },
    z: (event, input) => {
      if ((event.ctrlKey || event.metaKey) && editing !== input && undoable.length) {
        event.preventDefault();
        undo();
      }
    },
  };

  const openMore = (event, input) => {
    const more = boxOf(input).querySelector("details");
    event.preventDefault();
    more.open = true;
    more.querySelector("select, input").focus();
  };

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.target.matches("input.entry-value")) {
      const act = keys[event.key];
      if (act) act(event, event.target);
    } else if (event.key === "Escape" && event.target.closest(".more")) {
      event.preventDefault();
      go(boxOf(event.target).querySelector(".entry-value"));
    } else if (event.key === "Enter" && event.target.matches(".entry-table input[type=text]")) {
      event.preventDefault();
    }
  });

  form.addEventListener("focusin", (event) => {
    if (!event.target.matches("input.entry-value")) return;
    atFocus = event.target.value;
    editing = null;
    event.target.select();
  });
  // A click into the text of a cell that has the focus already begins to edit it.
  form.addEventListener("mousedown", (event) => {
    if (event.target.matches("input.entry-value") && document.activeElement === event.target) {
      editing = event.target;
    }
  });

  // --- What was changed -----------------------------------------------------------------------

  const isDifferent = (field) => field.value !== field.dataset.was;
  const changedBoxes = () => [...form.querySelectorAll(".entry.changed")];

  const mark = (box) => {
    const own = [...box.querySelectorAll("[data-was]")];
    box.classList.toggle("changed", own.some(isDifferent));
  };
  const showCount = () => {
    const number = changedBoxes().length;
    count.textContent = number ? `変更 ${number}か所（未保存）` : "";
  };
  const touched = (box) => {
    mark(box);
    showCount();
    later();
  };

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches("input.entry-value")) editing = field;
    if (boxOf(field)) touched(boxOf(field));
  });
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-table-day]")) fillDays(field);
  });

  const fillDays = (day) => {
    const section = day.closest(".entry-table");
    const inputs = [...section.querySelectorAll("input[name^='as_of:']")];
    if (!day.value.trim()) return;
    for (const input of inputs) {
      input.value = day.value;
      mark(boxOf(input));
    }
    // The cells have it now; sent along with them it would overrule what is typed there next.
    say(`${inputs.length}か所の時点を「${day.value}」にしました。`);
    day.value = "";
    showCount();
    later();
  };

  window.addEventListener("beforeunload", (event) => {
    if (!sending && changedBoxes().length) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    sending = true;
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });

  // --- Pasting a block ------------------------------------------------------------------------

  const readBlock = (text) => {
    // Excel quotes a cell that holds a tab, a line break or a quotation mark.
    const rows = [[]];
    let cell = "";
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const character = text[i];
      if (quoted) {
        if (character === '"' && text[i + 1] === '"') {
          cell += '"';
          i += 1;
        } else if (character === '"') quoted = false;
        else cell += character;
      } else if (character === '"' && cell === "") quoted = true;
      else if (character === "\t") {
        rows[rows.length - 1].push(cell);
        cell = "";
      } else if (character === "\n" || character === "\r") {
        // Excel for Mac ends a row with CR alone, Windows with CR LF.
        if (character === "\r" && text[i + 1] === "\n") i += 1;
        rows[rows.length - 1].push(cell);
        cell = "";
        rows.push([]);
      } else cell += character;
    }
    rows[rows.length - 1].push(cell);
    return trimmed(rows);
  };

  // Empty rows and columns behind the last filled one come from the program, not from the person.
  const trimmed = (rows) => {
    const isEmpty = (text) => text === undefined || !text.trim();
    while (rows.length > 1 && rows[rows.length - 1].every(isEmpty)) rows.pop();
    const widest = () => Math.max(...rows.map((row) => row.length));
    while (widest() > 1 && rows.every((row) => isEmpty(row[widest() - 1]))) {
      const last = widest() - 1;
      for (const row of rows) row.length = Math.min(row.length, last);
    }
    return rows;
  };

  // A table of a web page: its plain text breaks a row where a cell has a line break.
  const readTable = (html) => {
    if (/urn:schemas-microsoft-com:office|LibreOffice/.test(html)) return null;
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return null;
    for (const lineBreak of table.querySelectorAll("br, p, div")) lineBreak.before(" ");
    return trimmed([...table.rows].map((row) => [...row.cells].flatMap(spread)));
  };
  const spread = (cell) => [
    cell.textContent,
    ...Array(Math.min(Math.max(cell.colSpan, 1), 100) - 1).fill(""),
  ];

  const textFor = (input, text) => {
    // 80件 (２件) and 141件［124件］ are two figures: each input takes its own.
    const match = text.match(/^([^(（［[]+)[(（［[]([^)）］\]]+)[)）］\]]$/);
    if (input.dataset.parts === "2" && match) return match[1 + Number(input.dataset.part)].trim();
    return text.replace(/\s+/g, " ").trim();
  };

  const inputsAt = (grid, row, column) => [
    ...grid.querySelectorAll(`td[data-row="${row}"][data-column="${column}"] input.entry-value`),
  ];

  const put = (input, text, taken) => {
    taken.push([input, input.value]);
    input.value = text;
    mark(boxOf(input));
  };

  const pasteBlock = (start, rows) => {
    const grid = gridOf(start);
    const { row, column } = placeOf(start);
    const before = [];
    let skipped = 0;
    const pasteCell = (text, down, right) => {
      let inputs = inputsAt(grid, row + down, column + right);
      if (down === 0 && right === 0) inputs = inputs.slice(inputs.indexOf(start));
      if (!inputs.length) {
        if (text.trim()) skipped += 1;
        return;
      }
      if (inputs.length === 2 && textFor(inputs[1], text) === text.trim()) inputs = [inputs[0]];
      for (const input of inputs) put(input, textFor(input, text), before);
    };
    rows.forEach((line, down) => {
      line.forEach((text, right) => {
        pasteCell(text, down, right);
      });
    });
    undoable.push(before);
    undoButton.hidden = false;
    say(
      `${before.length}か所に貼り付けました。` +
        (skipped ? `${skipped}か所は計算する欄か表の外のため、入れていません。` : ""),
    );
    showCount();
    later();
  };

  form.addEventListener("paste", (event) => {
    const input = event.target;
    if (!input.matches("input.entry-value")) return;
    const text = event.clipboardData.getData("text/plain");
    const rows = readTable(event.clipboardData.getData("text/html")) ?? readBlock(text);
    const isOne = rows.length === 1 && rows[0].length === 1;
    if (isOne && editing === input && !/[\r\n]/.test(text.trim())) return;
    event.preventDefault();
    pasteBlock(input, rows);
  });

  const undo = () => {
    const before = undoable.pop();
    if (!before) return;
    for (const [input, text] of before.reverse()) {
      input.value = text;
      mark(boxOf(input));
    }
    undoButton.hidden = !undoable.length;
    say("貼り付けを元に戻しました。");
    if (undoButton.hidden && document.activeElement === document.body) go(before[0][0]);
    showCount();
    later();
  };
  undoButton.addEventListener("click", undo);

  // --- Totals and ratios that follow ----------------------------------------------------------

  const SIGNED_OUT =
    "ログインが切れました。「保存」を押してログインし直すと、入力した内容を戻せます。";
  let timer = 0;
  let asked = null;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(follow, 350);
  };

  const follow = async () => {
    if (asked) asked.abort();
    asked = new AbortController();
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const box of changedBoxes()) {
      for (const field of box.querySelectorAll("[name]")) {
        if (field.type !== "radio" || field.checked) data.append(field.name, field.value);
      }
    }
    try {
      const answer = await fetch(form.dataset.totals, {
        method: "POST",
        body: data,
        signal: asked.signal,
        credentials: "same-origin",
      });
      // The sign-in page instead of the totals: the session is over.
      if (answer.redirected) say(SIGNED_OUT);
      else if (answer.ok) show(await answer.json());
      else say("合計・比率を計算できませんでした。入力はそのまま続けられます。");
    } catch (error) {
      if (error.name !== "AbortError")
        say("合計・比率を計算できませんでした。入力はそのまま続けられます。");
    }
  };

  const show = ({ printed, errors }) => {
    let moved = 0;
    for (const grid of form.querySelectorAll("table[data-table]")) {
      const texts = printed[grid.dataset.table] ?? {};
      for (const output of grid.querySelectorAll("[data-place]")) {
        const text = texts[output.dataset.place];
        if (text === undefined || text === output.textContent) continue;
        output.textContent = text;
        output.classList.add("follows");
        moved += output.classList.contains("printed") ? 1 : 0;
      }
    }
    const wrong = Object.keys(errors).length;
    for (const input of values) {
      // A cell that was not sent keeps what the last save said of it.
      if (boxOf(input).matches(".changed, :has(.live)")) tell(input, errors[input.dataset.address]);
    }
    if (wrong) say(`読めない欄が${wrong}か所あります。`);
    else if (moved) say(`合計・比率など${moved}か所を計算し直しました。`);
  };

  const tell = (input, messages) => {
    const box = boxOf(input);
    let list = box.querySelector(".errorlist");
    if (!messages) {
      if (!list) return;
      list.remove();
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", `${box.id}-beside`);
      box.classList.remove("errors");
      return;
    }
    if (!list) {
      list = document.createElement("ul");
      list.id = `${box.id}-errors`;
      box.prepend(list);
    }
    list.className = "errorlist live";
    list.replaceChildren(
      ...messages.map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${box.id}-errors ${box.id}-beside`);
    box.classList.add("errors");
  };

  showCount();
  if (changedBoxes().length) later();
})();
