import { statementClosing } from "./statement-closing.ts";

/** Supersoniks (declarations.md §10.5). */
export const supersoniks = statementClosing("SUPERSONIKS");
