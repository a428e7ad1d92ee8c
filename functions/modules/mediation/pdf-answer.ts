import type { Context } from "hono";
import type { MadePdf } from "./receipt-pdf.ts";

/** A PDF as an answer, to be kept under its name. */
export const pdfAnswer = (c: Context, { content, fileName }: MadePdf): Response =>
  c.body(content, 200, {
    "Content-Type": "application/pdf",
    "Content-Disposition": `attachment; filename="${fileName}"`,
  });
