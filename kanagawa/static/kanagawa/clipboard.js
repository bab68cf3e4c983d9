// What the clipboard holds as rows of cells, and the other way round: as Excel reads and writes it.
"use strict";
window.clipboardRows = (() => {
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

  const read = (data) =>
    readTable(data.getData("text/html")) ?? readBlock(data.getData("text/plain"));

  const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const write = (data, rows) =>
    data.setData("text/plain", rows.map((row) => row.map(quoted).join("\t")).join("\r\n"));

  return { read, write };
})();
