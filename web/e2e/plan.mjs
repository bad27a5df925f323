// Work sessions out of a table as the page does without a server: node e2e/plan.mjs < {"table": …, "requests": […]} > […]
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

const source = readFileSync(new URL("../src/state/table.ts", import.meta.url), "utf8");
const { code } = transformSync(source, { loader: "ts", format: "esm" });
const { planFrom } = await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
const { table, requests } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(requests.map((request) => planFrom(table, request))));
