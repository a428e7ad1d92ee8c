import { randomUUID } from "node:crypto";
import { newSecret } from "../../platform/ids.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { inventedSiret } from "./plant/invented-siret.ts";

/** The part of JSON Schema that zod writes for our requests. */
interface JsonSchema {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  pattern?: string;
}

/** What a field of this name is, wherever it appears: a schema says its shape only. */
const byName: Record<string, () => unknown> = {
  email: () => `nouvelle.${randomUUID().slice(0, 8)}@valbrune.example`,
  token: newSecret,
  code: () => "123456",
  password: () => "Une phrase longue et rare, 47 mots",
  slug: () => `commune-${randomUUID().slice(0, 8)}`,
  siret: inventedSiret,
  timeZone: () => "Europe/Paris",
  version: () => 1,
  roles: () => [{ service: "mediation", roles: ["reader"] }],
  services: () => ["mediation"],
};

/** Patterns of fields that are named by what they mean (`from`, `to`). */
const someMonth = "2027-03";

const byFormat: Record<string, () => string> = {
  uuid: randomUUID,
  date: () => parisDay(),
  "date-time": () => new Date().toISOString(),
  uri: () => "https://www.valbrune.example/",
};

/** The smallest value a schema accepts: required fields only. Throws where nobody can guess it. */
export const smallest = (schema: JsonSchema, name = ""): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const known = byName[/email$/i.test(name) ? "email" : name];
  if (known) return known();
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (choice) return smallest(choice, name);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, smallest(schema.properties?.[key] ?? {}, key)]),
      );
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => smallest(schema.items ?? {}, name));
    case "string":
      return smallestText(schema, name);
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 0);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return {};
  }
};

const smallestText = ({ format, pattern, minLength = 1 }: JsonSchema, name: string): string => {
  const made = byFormat[format ?? ""];
  if (made) return made();
  if (pattern && new RegExp(pattern).test(someMonth)) return someMonth;
  if (pattern && !new RegExp(pattern).test("a".repeat(minLength))) {
    throw new Error(`no value is known for a field named ${name || "?"} that matches ${pattern}`);
  }
  return pattern ? "a".repeat(minLength) : "Un essai de texte. ".repeat(Math.ceil(minLength / 10)).trim();
};
