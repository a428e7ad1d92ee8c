import { expect, it } from "vitest";
import { presenceWords } from "./presence.tsx";

it("says who writes before who reads", () => {
  expect(presenceWords([])).toBe("");
  expect(presenceWords([{ name: "Samira Benali", activity: "reading" }])).toBe(
    "Samira Benali consulte ce dossier",
  );
  expect(
    presenceWords([
      { name: "Hugo Lemarchand", activity: "reading" },
      { name: "Samira Benali", activity: "writing" },
      { name: "Paul Castaing", activity: "reading" },
    ]),
  ).toBe("Samira Benali rédige une réponse · Hugo Lemarchand et Paul Castaing consultent ce dossier");
});
