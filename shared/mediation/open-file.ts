import * as z from "zod/mini";

/** `atOwnRisk` for a file the antivirus could not look into, of someone who may write on the case. */
export const OpenFile = z.strictObject({ atOwnRisk: z.optional(z.boolean()) });
