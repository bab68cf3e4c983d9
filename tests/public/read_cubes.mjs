// Prints what jsonstat-toolkit reads in JSON-stat files: a list of {size, labels, values} each.
import { readFileSync } from "node:fs";
import JSONstat from "jsonstat-toolkit";

const cubes = process.argv.slice(2).map((file) => {
  const cube = JSONstat(JSON.parse(readFileSync(file, "utf8")));
  const [rows, columns] = cube.id.map((name) => cube.Dimension(name));
  return {
    labels: [rows, columns].map((dimension) => dimension.Category().map((each) => each.label)),
    values: rows.id.map((row) => columns.id.map((column) => cube.Data({ row, column }).value)),
  };
});
process.stdout.write(JSON.stringify(cubes));
