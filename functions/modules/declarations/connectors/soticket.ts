import { statementClosing } from "./statement-closing.ts";

/** SoTicket (declarations.md §10.6). */
export const soticket = statementClosing("SOTICKET");
