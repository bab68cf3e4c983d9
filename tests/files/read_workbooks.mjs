// Prints what exceljs and SheetJS read in xlsx files: {reader: {file: {sheet: {cell: value}}}}.
import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";
import XLSX from "xlsx";

function plain(value) {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (value && typeof value === "object") {
    if (value.richText) return value.richText.map((part) => part.text).join("");
    if (value.formula) return `=${value.formula}`;
    return plain(value.text);
  }
  return value;
}

function noteText(note) {
  return typeof note === "string" ? note : note.texts.map((part) => part.text).join("");
}

async function byExcelJS(file) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  const sheets = {};
  const comments = {};
  for (const sheet of book.worksheets) {
    sheets[sheet.name] = {};
    comments[sheet.name] = {};
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.note) comments[sheet.name][cell.address] = noteText(cell.note);
        const merged = cell.isMerged && cell.master !== cell;
        if (!merged && cell.value !== null) sheets[sheet.name][cell.address] = plain(cell.value);
      }),
    );
  }
  return { sheets, comments };
}

function bySheetJS(file) {
  const book = XLSX.read(readFileSync(file), {
    cellDates: true,
    cellFormula: true,
    sheetStubs: true,
  });
  const sheets = {};
  const comments = {};
  for (const name of book.SheetNames) {
    sheets[name] = {};
    comments[name] = {};
    for (const [at, cell] of Object.entries(book.Sheets[name])) {
      if (at.startsWith("!")) continue;
      if (cell.c) comments[name][at] = cell.c.map((comment) => comment.t).join("");
      const value = cell.f ? `=${cell.f}` : plain(cell.v);
      if (value !== undefined) sheets[name][at] = value;
    }
  }
  return { sheets, comments };
}

const read = { exceljs: {}, sheetjs: {} };
for (const file of process.argv.slice(2)) {
  read.exceljs[file] = await byExcelJS(file);
  read.sheetjs[file] = bySheetJS(file);
}
process.stdout.write(JSON.stringify(read));
