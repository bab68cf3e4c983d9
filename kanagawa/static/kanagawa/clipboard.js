// What the clipboard holds as rows of cells, and the other way round: as Excel reads and writes it.
"use strict";
window.clipboardRows = (() => {
  // Excel quotes a cell that holds a tab, a line break or a quotation mark, and then only the
  // whole cell; any other quotation mark was typed.
  const QUOTED = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
  const PLAIN = /[^\t\r\n]*/y;
  const END = /\t|\r\n?|\n|$/y;

  const readBlock = (text) => {
    const rows = [[]];
    let at = 0;
    const take = (pattern) => {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) at = pattern.lastIndex;
      return match;
    };
    for (;;) {
      const quoted = take(QUOTED);
      rows.at(-1).push(quoted ? quoted[1].replaceAll('""', '"') : take(PLAIN)[0]);
      // Excel for Mac ends a row with CR alone, Windows with CR LF.
      const end = take(END)[0];
      if (!end) return trimmed(rows);
      if (end !== "\t") rows.push([]);
    }
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

  // The tables of a web page or of a text program: their plain text breaks a row where a cell has
  // a line break. A spreadsheet's plain text is exact, and so is that of a table within a table.
  const readTables = (html) => {
    if (/schemas-microsoft-com:office:excel/.test(html)) return null;
    const page = new DOMParser().parseFromString(html, "text/html");
    const isCalc = /LibreOffice/.test(html) && !page.querySelector("td p, th p");
    if (isCalc || page.querySelector("table table")) return null;
    for (const unseen of page.querySelectorAll("script, style, [hidden], [style*='display:none']"))
      unseen.remove();
    for (const end of page.querySelectorAll("br, p, div, li")) end.before(BREAK);
    const rows = [...page.querySelectorAll("table")].flatMap(readTable);
    return rows.length ? trimmed(rows) : null;
  };
  const BREAK = "\u2028";
  const MOST = 100; // columns or rows of one cell

  // Each cell where a reader sees it: one that spans others leaves their places empty.
  const readTable = (table) => {
    const rows = [...table.rows].map(() => []);
    for (const [number, row] of [...table.rows].entries()) {
      for (const cell of row.cells) {
        let column = 0;
        while (rows[number][column] !== undefined) column += 1;
        const down = Math.min(cell.rowSpan || MOST, MOST, rows.length - number);
        for (let right = 0; right < Math.min(Math.max(cell.colSpan, 1), MOST); right += 1)
          for (let below = 0; below < down; below += 1) rows[number + below][column + right] = "";
        rows[number][column] = textOf(cell);
      }
    }
    return rows.map((row) => Array.from(row, (text) => text ?? ""));
  };
  const textOf = (cell) =>
    cell.textContent
      .replace(/[ \t\r\n\f\u00a0]+/g, " ")
      .replace(/(?: ?\u2028 ?)+/g, "\n")
      .trim();

  // What people do not read as a part of the number, or not where it stands; the clipboard has it.
  const UNLIKE = [
    [/<(?:s|strike|del)[\s>]|line-through/i, "取消線の文字も入っています。値を確かめてください。"],
    [
      /<su[bp][\s>]|vertical-align:\s*su(?:b|per)\b/i,
      "上付き・下付きの文字も入っています。値を確かめてください。",
    ],
    [/<td[^<>]*>(?:(?!<\/?td).)*<table/is, "表の中に表があります。値の位置を確かめてください。"],
  ];

  // The rows; `isTable` says that they are cells, not lines of a text, `warning` what to look at.
  const read = (data) => {
    const html = data.getData("text/html");
    const plain = data.getData("text/plain").replace(/^\ufeff|[\ufeff\0]+$/g, "");
    const rows = readTables(html) ?? readBlock(plain);
    rows.isTable = plain.includes("\t") || /<t[rd][\s>]/i.test(html);
    rows.warning = UNLIKE.filter(([mark]) => mark.test(html))
      .map(([, words]) => words)
      .join("");
    return rows;
  };

  const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const write = (data, rows) =>
    data.setData("text/plain", rows.map((row) => row.map(quoted).join("\t")).join("\r\n"));

  return { read, write };
})();
