/** A list of agencies as it was read: matches of each address, and what is wrong with it. */
export interface AgencyList {
  agencies: { label: string; email: string; matches: string[] }[];
  faults: { line: number; message: string }[];
}

const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** `Monaco` and Corsica as postal codes begin there; a department of one digit has its zero back. */
const sacdMatch = (typed: string): string | undefined => {
  const text = typed.trim();
  if (/^monaco$/i.test(text)) return "980";
  if (/^2[ab]$/i.test(text)) return "20";
  if (/^\d$/.test(text)) return `0${text}`;
  return /^(\d{2}|\d{3}|\d{5})$/.test(text) ? text : undefined;
};
const sacemMatch = (typed: string): string | undefined => {
  const text = typed.trim().replace(/^(\d{4})$/, "0$1");
  return /^\d{5}$/.test(text) ? text : undefined;
};

/**
 * Agencies of the rows of a file, its header first (declarations.md §10.8): SACEM `LOCAL,CP,Mail`, SACD
 * `Département,mail`. One match belongs to one agency: a second one is a fault, and so is what cannot be read.
 */
export const readAgencies = (body: "SACEM" | "SACD", rows: readonly (readonly string[])[]): AgencyList => {
  const byEmail = new Map<string, { label: string; email: string; matches: string[] }>();
  const owner = new Map<string, string>();
  const faults: AgencyList["faults"] = [];
  for (const [index, row] of rows.slice(1).entries()) {
    const line = index + 2;
    if (row.every((cell) => cell.trim() === "")) continue;
    const [label, place, mail] = body === "SACEM" ? row : [row[0], row[0], row[1]];
    const email = (mail ?? "").trim().toLowerCase();
    const typed = (place ?? "").split("/").filter((part) => part.trim() !== "");
    if (!address.test(email)) faults.push({ line, message: "Adresse e-mail illisible." });
    if (typed.length === 0) faults.push({ line, message: "Code postal ou département absent." });
    if (!address.test(email)) continue;
    for (const part of typed) {
      const match = body === "SACEM" ? sacemMatch(part) : sacdMatch(part);
      if (!match) {
        faults.push({ line, message: `«\u00a0${part.trim()}\u00a0» n’est pas un code.` });
        continue;
      }
      const held = owner.get(match);
      if (held && held !== email) {
        faults.push({ line, message: `${match} est déjà à ${held}.` });
        continue;
      }
      if (held) continue;
      owner.set(match, email);
      const known = byEmail.get(email) ?? { label: (label ?? "").trim() || email, email, matches: [] };
      known.matches.push(match);
      byEmail.set(email, known);
    }
  }
  return { agencies: [...byEmail.values()], faults };
};
