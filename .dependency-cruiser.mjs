/** Who may import whom. Each rule says why; the table is explained in CONTRIBUTING.md. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const tests = "\\.test\\.tsx?$|/test-kit(/|\\.ts$)|/fixtures?/";

/** Arrows between modules: a module may open another one's index.ts, or a whole folder, only where an arrow is drawn. */
const arrows = {
  declarations: ["access", "mail"],
  // What asks vendors knows no database: it takes the connectors and leaves the rest.
  ticketing: ["declarations/connectors/"],
  mediation: ["mail", "access"],
  mail: ["access"],
  access: [],
  proconnect: [],
  "company-directory": [],
  "address-service": [],
  "mail-relay": [],
  sacd: [],
};

export default {
  forbidden: [
    forbid(
      "no-circles",
      "A circle has no first file to read.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    forbid("no-orphan-imports", "What is imported must resolve.", {}, { couldNotResolve: true }),
    forbid(
      "shared-is-pure",
      "shared/ runs on both sides: zod, phone numbers and arithmetic only.",
      { path: "^shared/", pathNot: tests },
      { pathNot: ["^shared/", "node_modules/(zod|libphonenumber-js)/"] },
    ),
    forbid(
      "platform-knows-no-domain",
      "platform/ serves every module; names of the catalogue are types only.",
      { path: "^functions/platform/", pathNot: tests },
      { path: "^(functions/(modules|entries)|web|infra|bench)/", dependencyTypesNot: ["type-only"] },
    ),
    ...Object.entries(arrows).map(([module, allowed]) =>
      forbid(
        `${module}-follows-its-arrows`,
        "Modules meet at index.ts, along the arrows of the house.",
        { path: `^functions/modules/${module}/`, pathNot: tests },
        {
          path: "^functions/modules/",
          pathNot: [
            `^functions/modules/${module}/`,
            ...allowed.map((name) => `^functions/modules/${name}${name.endsWith("/") ? "" : "/index\\.ts$"}`),
          ],
        },
      ),
    ),
    forbid(
      "modules-do-not-know-doors",
      "A verb never knows which Lambda calls it.",
      { path: "^functions/modules/", pathNot: tests },
      { path: "^(functions/entries|web|infra|bench)/", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "entries-are-thin",
      "An entry wires a door to a module: no tables, no SDK.",
      { path: "^functions/entries/" },
      { path: ["/tables\\.ts$", "node_modules/@aws-sdk/"] },
    ),
    forbid(
      "entries-open-doors-only",
      "An entry reaches a module by its index.ts, its routes or its jobs.ts.",
      { path: "^functions/entries/" },
      {
        path: "^functions/modules/",
        pathNot: "^functions/modules/[^/]+/(index|routes|public-routes|jobs)\\.ts$",
      },
    ),
    forbid(
      "web-is-the-front",
      "The front takes types of routes from functions, never values.",
      { path: "^web/", pathNot: [tests, "^web/e2e/", "^web/(prerender|copy-dsfr|vite\\.config)\\.tsx?$"] },
      { path: "^(functions|infra|bench)/", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "infra-runs-but-does-not-decide",
      "infra/ knows the catalogue and entry files; only demo data may write a module's tables.",
      { path: "^infra/", pathNot: ["^infra/local/demo/", tests] },
      { path: "^functions/modules/" },
    ),
    forbid(
      "published-pages-are-the-one-exception",
      "Only publish-pages renders a page of the front (docs/decisions).",
      { path: "^functions/", pathNot: ["^functions/entries/publish-pages\\.ts$", tests] },
      { path: "^web/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.build|\\.guichet|cdk\\.out)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
