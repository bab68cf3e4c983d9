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

  const placeOfCell = (cell) => ({
    row: Number(cell.dataset.row),
    column: Number(cell.dataset.column),
  });
  const placeOf = (input) => placeOfCell(cellOf(input));

  // The inputs of each table, by row and by column. No table gets or loses a cell on this page,
  // so they are gathered once and not with every key.
  const tables = new Map();
  const append = (lines, number, input) => {
    if (!lines.has(number)) lines.set(number, []);
    lines.get(number).push(input);
  };
  for (const input of values) {
    const grid = gridOf(input);
    if (!tables.has(grid)) tables.set(grid, { all: [], rows: new Map(), columns: new Map() });
    const { all, rows, columns } = tables.get(grid);
    const { row, column } = placeOf(input);
    all.push(input);
    append(rows, row, input);
    append(columns, column, input);
  }
  const rowOf = (input) => tables.get(gridOf(input)).rows.get(placeOf(input).row);
  const columnOf = (input) => tables.get(gridOf(input)).columns.get(placeOf(input).column);

  const neighbour = (input, down, right) => {
    if (right) {
      const row = rowOf(input);
      return row[row.indexOf(input) + right];
    }
    const column = columnOf(input);
    const own = column.filter((other) => other.dataset.part === input.dataset.part);
    const line = own.length > 1 ? own : column;
    return line[line.indexOf(input) + down];
  };

  const edge = (input, last, whole) => {
    const inputs = whole ? tables.get(gridOf(input)).all : rowOf(input);
    return inputs.at(last ? -1 : 0);
  };

  const go = (target) => {
    if (!target) return false;
    target.focus();
    target.select?.();
    return true;
  };

  const STOPS = "a[href], button, select, summary, input:not([type=hidden])";

  const step = (event, target) => {
    if (go(target)) event.preventDefault();
  };

  const keys = {
    ArrowUp: (event, input) => {
      if (event.shiftKey) extend(event, input, -1, 0);
      else step(event, neighbour(input, -1, 0));
    },
    ArrowDown: (event, input) => {
      if (event.altKey) openMore(event, input);
      else if (event.shiftKey) extend(event, input, 1, 0);
      else step(event, neighbour(input, 1, 0));
    },
    ArrowLeft: (event, input) => {
      if (editing === input) return;
      if (event.shiftKey) extend(event, input, 0, -1);
      else step(event, neighbour(input, 0, -1));
    },
    ArrowRight: (event, input) => {
      if (editing === input) return;
      if (event.shiftKey) extend(event, input, 0, 1);
      else step(event, neighbour(input, 0, 1));
    },
    Enter: (event, input) => {
      // Enter moves on; to save there is the button, or Ctrl+Enter.
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) form.requestSubmit();
      else go(neighbour(input, event.shiftKey ? -1 : 1, 0));
    },
    Tab: (event, input) => {
      // What is about a cell is reached by Alt+Down; Tab goes on to the next cell or table.
      const stops = [...form.querySelectorAll(STOPS)].filter(
        (stop) => !stop.closest(".about") && stop.checkVisibility(),
      );
      step(event, stops[stops.indexOf(input) + (event.shiftKey ? -1 : 1)]);
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
      select(null);
    },
    Delete: (event, input) => {
      if (!block || editing === input) return;
      event.preventDefault();
      change("消しました。", (taken) => {
        for (const target of inputsOf(blockCells().flat())) put(target, "", taken);
      });
    },
  };
  // With Ctrl or Cmd, and not while a text is edited: there the keys are the browser's.
  const commands = {
    z: () => undoable.length && undo(),
    d: (input) => fillDown(input),
    a: (input) => {
      const places = [...gridOf(input).querySelectorAll("td[data-row]")].map(placeOfCell);
      const numbers = (name) => places.map((place) => place[name]);
      const corner = (pick) => ({
        row: pick(...numbers("row")),
        column: pick(...numbers("column")),
      });
      select({ grid: gridOf(input), from: corner(Math.min), to: corner(Math.max) });
      say(`表の全体を選びました（${blockCells().length}行）。`);
    },
  };

  const openMore = (event, input) => {
    const more = boxOf(input).querySelector("details");
    event.preventDefault();
    select(null);
    more.open = true;
    more.querySelector("select, input").focus();
  };

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.target.matches("input.entry-value")) {
      const command = commands[event.key.toLowerCase()];
      const act = keys[event.key];
      if (command && (event.ctrlKey || event.metaKey)) {
        if (editing === event.target && event.key !== "d") return;
        event.preventDefault();
        command(event.target);
      } else if (act) act(event, event.target);
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
    select(null);
  });
  // A click into the text of a cell that has the focus already begins to edit it.
  form.addEventListener("mousedown", (event) => {
    const from = document.activeElement;
    if (!event.target.matches("input.entry-value")) return;
    if (from === event.target && !event.shiftKey) editing = from;
    else if (event.shiftKey && from.matches("input.entry-value")) {
      if (gridOf(from) !== gridOf(event.target)) return;
      event.preventDefault();
      select({ grid: gridOf(from), from: placeOf(from), to: placeOf(event.target) });
    }
  });

  // --- A block of cells -----------------------------------------------------------------------

  // Two corners in one table; the focus stays at the first.
  let block = null;
  const isBetween = (number, a, b) => number >= Math.min(a, b) && number <= Math.max(a, b);

  // The cells of the block as rows, those that are computed too; heads are none.
  const blockCells = () => {
    const { grid, from, to } = block;
    const rows = [...grid.rows].map((row) =>
      [...row.querySelectorAll("td[data-row]")].filter((cell) => {
        const place = placeOfCell(cell);
        return (
          isBetween(place.row, from.row, to.row) && isBetween(place.column, from.column, to.column)
        );
      }),
    );
    return rows.filter((row) => row.length);
  };
  const inputsOf = (cells) => cells.flatMap((cell) => [...cell.querySelectorAll(".entry-value")]);

  const select = (next) => {
    for (const cell of form.querySelectorAll("td.block")) cell.classList.remove("block");
    block = next;
    if (block) for (const cell of blockCells().flat()) cell.classList.add("block");
  };

  const extend = (event, input, down, right) => {
    event.preventDefault();
    const from = placeOf(input);
    const { row, column } = block ? block.to : from;
    const to = { row: row + down, column: column + right };
    const cell = gridOf(input).querySelector(
      `td[data-row="${to.row}"][data-column="${to.column}"]`,
    );
    if (!cell) return;
    select({ grid: gridOf(input), from, to });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    const rows = blockCells();
    say(`${rows.length}行${rows[0].length}列を選びました。`);
  };

  // What a cell says: the number typed, of several figures their print.
  const textOf = (cell) => {
    const inputs = inputsOf([cell]);
    if (inputs.length === 1 && inputs[0].dataset.parts === "1") return inputs[0].value;
    return (cell.querySelector("[data-place]") ?? cell).textContent.replace(/\s+/g, "");
  };

  form.addEventListener("copy", (event) => {
    if (!block) return;
    event.preventDefault();
    const rows = blockCells();
    window.clipboardRows.write(
      event.clipboardData,
      rows.map((row) => row.map(textOf)),
    );
    say(`${rows.length}行${rows[0].length}列をコピーしました。`);
  });

  // The first line of the block goes into the lines below; without a block the line above, here.
  const fillDown = (input) => {
    if (!block) {
      const above = neighbour(input, -1, 0);
      if (above) change("上の値を入れました。", (taken) => put(input, above.value, taken));
      return;
    }
    const first = new Map();
    change("下へ入れました。", (taken) => {
      for (const target of inputsOf(blockCells().flat())) {
        const line = `${cellOf(target).dataset.column}/${target.dataset.part}`;
        if (first.has(line)) put(target, first.get(line), taken);
        else first.set(line, target.value);
      }
    });
  };

  // Changes several cells at once, so that they can be taken back at once.
  const change = (done, act) => {
    const taken = [];
    act(taken);
    if (!taken.length) return;
    undoable.push(taken);
    undoButton.hidden = false;
    say(`${taken.length}か所${done}`);
    showCount();
    later();
  };

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
    let skipped = 0;
    const pasteCell = (taken, text, down, right) => {
      let inputs = inputsAt(grid, row + down, column + right);
      if (down === 0 && right === 0) inputs = inputs.slice(inputs.indexOf(start));
      if (!inputs.length) {
        if (text.trim()) skipped += 1;
        return;
      }
      if (inputs.length === 2 && textFor(inputs[1], text) === text.trim()) inputs = [inputs[0]];
      for (const input of inputs) put(input, textFor(input, text), taken);
    };
    change("に貼り付けました。", (taken) => {
      rows.forEach((line, down) => {
        line.forEach((text, right) => {
          pasteCell(taken, text, down, right);
        });
      });
    });
    if (skipped) {
      say(`${status.textContent}${skipped}か所は計算する欄か表の外のため、入れていません。`);
    }
    if (rows.warning) say(status.textContent + rows.warning);
  };

  form.addEventListener("paste", (event) => {
    const input = event.target;
    if (!input.matches("input.entry-value")) return;
    const text = event.clipboardData.getData("text/plain");
    const rows = window.clipboardRows.read(event.clipboardData);
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
    say(`${before.length}か所を元に戻しました。`);
    if (undoButton.hidden && document.activeElement === document.body) go(before[0][0]);
    showCount();
    later();
  };
  undoButton.addEventListener("click", undo);

  // --- Totals and ratios that follow ----------------------------------------------------------

  const FAILED = "合計・比率を計算できませんでした。入力はそのまま続けられます。";
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
      else say(FAILED);
    } catch (error) {
      if (error.name !== "AbortError") say(FAILED);
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
      if (boxOf(input).matches(".changed, :has(.live)")) tell(input, errors[input.dataset.ref]);
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
      box.querySelector(".about .beside").after(list);
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

  form.classList.add("scripted");
  for (const more of form.querySelectorAll("details.more")) more.open = true;
  // A link to a cell leads into it.
  const opened = document.getElementById(location.hash.slice(1));
  if (opened?.matches(".entry")) go(opened.querySelector(".entry-value"));
  showCount();
  if (changedBoxes().length) later();
})();
