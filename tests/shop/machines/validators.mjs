// Asks validators that are not ours about pages: node validators.mjs FOLDER
// What they are is pinned in package.json beside this file; `make markup-data` installs it.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.env.MARKUP_VALIDATORS, "package.json"));
const load = async (name) => (await import(pathToFileURL(installed.resolve(name)))).default;
const folder = process.argv[2];
const vocabulary = JSON.parse(readFileSync(new URL("schemaorg.jsonld", import.meta.url)));
const pages = readdirSync(folder).filter((name) => name.endsWith(".html"));
const found = [];

const Extractor = await load("@marbec/web-auto-extractor");
const Validator = await load("@adobe/structured-data-validator");

// Adobe's: schema.org, and what Google requires of each kind.
let asked = 0;
for (const name of pages) {
  const html = readFileSync(join(folder, name), "utf-8");
  const data = new Extractor({ addLocation: true, embedSource: ["rdfa", "microdata"] }).parse(html);
  asked += Object.values(data.jsonld ?? {}).flat().length;
  for (const issue of await new Validator(vocabulary).validate(data)) {
    const line = `${name}: ${issue.path.map((step) => step.type).join("/")}: ${issue.issueMessage}`;
    // What Google would like as well is no fault: nothing here has brands or reviews.
    if (issue.severity === "ERROR") found.push(line);
  }
}

// TypeScript against the types of schema-dts: names, and kinds of values.
const blocks = pages.flatMap((name) =>
  [...readFileSync(join(folder, name), "utf-8").matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(
    ([, json], place) => ({ name, place, json, kind: JSON.parse(json)["@type"] }),
  ),
);
const actions = { WebSite: "WithActionConstraints<SearchAction>" };
const typed = blocks.map(({ kind, json }, number) =>
  kind in actions
    ? // The type of an action with its "query-input" is another one.
      `const { potentialAction: a${number}, ...b${number} } = ${json} as const;\n` +
      `export const c${number}: WithContext<${kind}> = b${number};\n` +
      `export const d${number}: ${actions[kind]} = a${number};`
    : `export const c${number}: WithContext<${kind}> = ${json};`,
);
const kinds = [...new Set(blocks.map(({ kind }) => kind))];
const source = join(folder, "said.ts");
writeFileSync(
  source,
  `import type { ${kinds.join(", ")}, SearchAction, WithActionConstraints, WithContext } from "schema-dts";\n${typed.join("\n")}\n`,
);
try {
  execFileSync(process.execPath, [
    installed.resolve("typescript/bin/tsc"),
    ...["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"],
    ...["--baseUrl", join(process.env.MARKUP_VALIDATORS, "node_modules"), source],
  ]);
} catch (error) {
  found.push(`${error.stdout}${error.stderr}`);
}
rmSync(source);

// The Nu Html Checker, where there is Java: the markup itself.
try {
  execFileSync("java", ["-version"], { stdio: "ignore" });
  try {
    execFileSync("java", ["-jar", installed.resolve("vnu-jar/build/dist/vnu.jar"), "--errors-only", ...pages.map((name) => join(folder, name))]);
  } catch (error) {
    found.push(`${error.stderr}`);
  }
} catch {
  console.log("without Java: the markup of the pages was not looked at");
}

console.log(`${pages.length} pages, ${asked} things read, ${blocks.length} blocks`);
if (!blocks.length) found.push("nothing was said on any page");
if (found.length) console.log(found.join("\n"));
process.exit(found.length ? 1 : 0);
