import * as z from "zod/mini";

/** Days the overview of the platform looks back for readings and transmissions. */
export const overviewDays = 90;

/** How many, over all organisations; null = fewer than five organisations are behind it. Never an amount. */
export const OverviewCount = z.object({
  /** A provider, a state. */
  value: z.string(),
  organisations: z.nullable(z.number()),
  found: z.nullable(z.number()),
});
export type OverviewCount = z.infer<typeof OverviewCount>;

/** What administrators of the platform see of the service (declarations.md §9). */
export const Overview = z.object({
  organisations: z.number(),
  sources: z.array(OverviewCount),
  connections: z.array(OverviewCount),
  runs: z.array(OverviewCount),
  transmissions: z.array(z.object({ body: z.string(), states: z.array(OverviewCount) })),
});
export type Overview = z.infer<typeof Overview>;
