import { describe, expect, test } from "vitest";
import { exampleValues, fillTemplate, unknownVariables } from "./template-variables.ts";
import { CreateTemplate } from "./templates.ts";

describe("variables of a template", () => {
  test.each([
    ["Bonjour {{requester.salutation}}, dossier {{ case.number }}", []],
    ["{{requester.nom}} et {{requester.nom}}", ["requester.nom"]],
    ["{{}}", [""]],
    ["{{case.number}", ["{{case.number}"]],
    ["Des accolades } simples { ne sont rien", []],
    ["{{__proto__}} {{constructor}}", ["__proto__", "constructor"]],
    ["{{<script>}}", ["<script>"]],
  ])("%s", (text, unknown) => expect(unknownVariables(text)).toEqual(unknown));

  test("mediation#42 one that does not exist is refused with its name, at the field that holds it", () => {
    const words = { title: "A", category: "Relance", sides: [], shared: false };
    const read = CreateTemplate.safeParse({
      ...words,
      subject: "Dossier {{case.numero}}",
      body: "Bonjour {{requester.name}}",
    });
    const said = read.error?.issues.map(({ path, message }) => [path.join("."), message]);
    expect(said).toEqual([
      [
        "subject",
        "Cette variable n’existe pas\u00a0: «\u00a0case.numero\u00a0». Choisissez-la dans la liste.",
      ],
    ]);
  });

  test("one without value stays between its braces and is named once; a value is never read as a template", () => {
    const filled = fillTemplate("{{ deadline.date }}, {{deadline.date}}, {{case.subject}}", {
      "case.subject": "$& {{case.number}}",
    });
    expect(filled).toEqual({
      text: "{{deadline.date}}, {{deadline.date}}, $& {{case.number}}",
      empty: ["deadline.date"],
    });
  });

  test("every variable has an example", () => {
    const all = Object.keys(exampleValues)
      .map((name) => `{{${name}}}`)
      .join(" ");
    expect(unknownVariables(all)).toEqual([]);
    expect(fillTemplate(all, exampleValues).empty).toEqual([]);
  });
});
