/** Mapado's choice of properties: `@id,title,venue{countryCode}`. A relation without braces is its IRI. */
export type Fields = Map<string, Fields | undefined>;
type Value = unknown;

export const readFields = (text: string): Fields => {
  let at = 0;
  const level = (): Fields => {
    const fields: Fields = new Map();
    while (at < text.length && text[at] !== "}") {
      const name = /^[^,{}]*/.exec(text.slice(at))?.[0] ?? "";
      at += name.length;
      let inner: Fields | undefined;
      if (text[at] === "{") {
        at += 1;
        inner = level();
        at += 1;
      }
      if (name.trim()) fields.set(name.trim(), inner);
      if (text[at] === ",") at += 1;
      else if (name === "") break;
    }
    return fields;
  };
  return level();
};

/** The record with these properties only, in the order asked. */
export const pick = (record: Readonly<Record<string, Value>>, fields: Fields): Record<string, Value> => {
  const picked: Record<string, Value> = {};
  for (const [name, inner] of fields) if (name in record) picked[name] = related(record[name], inner);
  return picked;
};

const related = (value: Value, inner: Fields | undefined): Value => {
  if (Array.isArray(value)) return value.map((one) => related(one, inner));
  if (typeof value !== "object" || value === null) return value;
  const record: Readonly<Record<string, Value>> = { ...value };
  return inner ? pick(record, inner) : (record["@id"] ?? record);
};
